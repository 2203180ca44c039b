"""The store on SQLAlchemy Core: SQLite for one host, PostgreSQL for more."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.adapters.store.actions import Outbox
from bot.adapters.store.database import Database
from bot.adapters.store.deliveries import Deliveries, GroupCommit
from bot.adapters.store.leases import Leases
from bot.adapters.store.runs import Runs
from bot.adapters.store.schema import MEMORY
from bot.core.ids import Workspace
from bot.ports.clock import Clock


class Memory:
    """What GitHub made for our keys."""

    _db: Database

    async def remember(self, at: Workspace, key: str, value: str) -> None:
        row = {"workspace": at.key, "key": key, "value": value}
        known = ["workspace", "key"]
        query = self._db.insert(MEMORY).values(row)
        async with self._db.writing() as tx:
            await tx.execute(query.on_conflict_do_update(index_elements=known, set_={"value": value}))

    async def recall(self, at: Workspace, key: str) -> str | None:
        mine = (MEMORY.c.workspace == at.key) & (MEMORY.c.key == key)
        async with self._db.reading() as tx:
            return await tx.scalar(select(MEMORY.c.value).where(mine))

    async def forget(self, at: Workspace) -> None:
        async with self._db.writing() as tx:
            await tx.execute(delete(MEMORY).where(MEMORY.c.workspace == at.key))


class SqlStore(Deliveries, Runs, Outbox, Leases, Memory):
    """`bot.ports.store.Store` over one database. Belongs to the event loop that first uses it."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._db = Database(url)
        self._clock = clock
        self._group = GroupCommit(self._write_deliveries)

    async def close(self) -> None:
        await self._db.close()
