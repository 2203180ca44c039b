"""The outbox: actions that were decided, each once per stream and key, until they are seen done."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database
from bot.adapters.store.schema import ACTIONS, LEASES
from bot.core.actions import ACTION
from bot.core.ids import Workspace
from bot.ports.clock import Clock
from bot.ports.store import DRAIN, Decided, Pending


class Outbox:
    """Actions, by stream and key."""

    _db: Database
    _clock: Clock

    async def pending(self, stream: str) -> Sequence[Pending]:
        undone = (ACTIONS.c.stream == stream) & ACTIONS.c.done_at.is_(None)
        async with self._db.reading() as tx:
            rows = (await tx.execute(select(ACTIONS).where(undone).order_by(ACTIONS.c.seq))).all()
        return [
            Pending(
                seq=row.seq,
                stream=row.stream,
                workspace=Workspace.model_validate_json(row.workspace),
                action=ACTION.validate_json(row.document),
                attempts=row.attempts,
                again_at=row.again_at,
            )
            for row in rows
        ]

    async def action_done(self, stream: str, key: str) -> None:
        one = (ACTIONS.c.stream == stream) & (ACTIONS.c.key == key)
        async with self._db.writing() as tx:
            await tx.execute(update(ACTIONS).where(one).values(done_at=self._clock.now(), error=""))

    async def action_failed(self, stream: str, key: str, error: str, again_at: float) -> None:
        one = (ACTIONS.c.stream == stream) & (ACTIONS.c.key == key) & ACTIONS.c.done_at.is_(None)
        changed = {"attempts": ACTIONS.c.attempts + 1, "error": error, "again_at": again_at}
        async with self._db.writing() as tx:
            await tx.execute(update(ACTIONS).where(one).values(changed))

    async def streams_with_pending(self, now: float) -> Sequence[str]:
        due = ACTIONS.c.done_at.is_(None) & (ACTIONS.c.again_at <= now)
        drained = exists().where((LEASES.c.name == DRAIN + ACTIONS.c.stream) & (LEASES.c.expires_at > now))
        query = select(ACTIONS.c.stream).where(due & ~drained).distinct().order_by(ACTIONS.c.stream)
        async with self._db.reading() as tx:
            return (await tx.scalars(query)).all()


async def add_actions(db: Database, tx: AsyncConnection, decided: Decided) -> None:
    """Adds those whose key the stream has not had."""
    at = decided.workspace.model_dump_json()
    rows = [
        {
            "stream": decided.stream,
            "key": action.key,
            "workspace": at,
            "document": ACTION.dump_json(action).decode(),
        }
        for action in decided.actions
    ]
    await tx.execute(db.insert(ACTIONS).values(rows).on_conflict_do_nothing())
