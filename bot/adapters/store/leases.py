"""Leases with fencing tokens. A name's row stays for ever: a later holder has a greater token."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.schema import LEASES
from bot.ports.clock import Clock
from bot.ports.store import Lease


class Leases:
    """Leases, by name."""

    _db: Database
    _clock: Clock

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        now = self._clock.now()
        row = {"name": name, "token": 1, "owner": owner, "expires_at": now + seconds}
        taken_over = {"token": LEASES.c.token + 1, "owner": owner, "expires_at": now + seconds}
        query = (
            self._db.insert(LEASES)
            .values(row)
            .on_conflict_do_update(index_elements=["name"], set_=taken_over, where=LEASES.c.expires_at <= now)
            .returning(LEASES.c.token)
        )
        async with self._db.writing() as tx:
            token = await tx.scalar(query)
        return None if token is None else Lease(name=name, token=token, expires_at=now + seconds)

    async def renew(self, lease: Lease, seconds: float) -> bool:
        now = self._clock.now()
        mine = (LEASES.c.name == lease.name) & (LEASES.c.token == lease.token) & (LEASES.c.expires_at > now)
        async with self._db.writing() as tx:
            result = await tx.execute(update(LEASES).where(mine).values(expires_at=now + seconds))
        return result.rowcount == 1

    async def release(self, lease: Lease) -> None:
        mine = (LEASES.c.name == lease.name) & (LEASES.c.token == lease.token)
        async with self._db.writing() as tx:
            await tx.execute(update(LEASES).where(mine).values(expires_at=0))

    async def held(self, names: Sequence[str]) -> frozenset[str]:
        live = LEASES.c.name.in_(names) & (LEASES.c.expires_at > self._clock.now())
        async with self._db.reading() as tx:
            return frozenset(await tx.scalars(select(LEASES.c.name).where(live)))


async def is_held(tx: AsyncConnection, lease: Lease, now: float) -> bool:
    """Still held; and nobody can take it over before this transaction ends."""
    mine = (LEASES.c.name == lease.name) & (LEASES.c.token == lease.token) & (LEASES.c.expires_at > now)
    return (await tx.execute(select(LEASES.c.name).where(mine).with_for_update())).first() is not None
