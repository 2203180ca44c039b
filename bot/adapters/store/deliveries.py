"""Webhook deliveries, many in one commit: the door can wait for the disk and stay fast."""

from __future__ import annotations

import asyncio
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from bot.adapters.store.database import Database
from bot.adapters.store.schema import DELIVERIES
from bot.ports.clock import Clock
from bot.ports.store import Delivery

MOST_IN_A_BATCH = 64
Write = Callable[[Sequence[Delivery]], Awaitable[frozenset[str]]]


class GroupCommit:
    """Collects what arrives while a commit is under way, and commits it together next."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting: deque[tuple[Delivery, asyncio.Future[bool]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def add(self, delivery: Delivery) -> bool:
        """True if the delivery is new, once it is durable."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await future

    async def _write_all(self) -> None:
        while self._waiting:
            size = min(len(self._waiting), MOST_IN_A_BATCH)
            batch = [self._waiting.popleft() for _ in range(size)]
            try:
                fresh = set(await self._write([delivery for delivery, _ in batch]))
            except Exception as error:  # noqa: BLE001 each of those who wait gets it
                _refuse(batch, error)
                continue
            for delivery, future in batch:
                if not future.done():
                    future.set_result(delivery.guid in fresh)
                # A second one of the same GUID in this batch is a double.
                fresh.discard(delivery.guid)


def _refuse(batch: list[tuple[Delivery, asyncio.Future[bool]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)


class Deliveries:
    """Deliveries by GUID."""

    _db: Database
    _clock: Clock
    _group: GroupCommit

    async def add_delivery(self, delivery: Delivery) -> bool:
        return await self._group.add(delivery)

    async def delivery(self, guid: str) -> Delivery | None:
        async with self._db.reading() as tx:
            row = (await tx.execute(select(DELIVERIES).where(DELIVERIES.c.guid == guid))).first()
        if row is None:
            return None
        payload = await asyncio.to_thread(zlib.decompress, row.payload)
        return Delivery(guid=row.guid, event=row.event, received_at=row.received_at, payload=payload)

    async def undelivered(self, before: float, most: int = 100) -> Sequence[str]:
        unhandled = DELIVERIES.c.handled_at.is_(None) & (DELIVERIES.c.received_at < before)
        query = select(DELIVERIES.c.guid).where(unhandled).order_by(DELIVERIES.c.received_at).limit(most)
        async with self._db.reading() as tx:
            return (await tx.scalars(query)).all()

    async def handled(self, guid: str) -> None:
        async with self._db.writing() as tx:
            await tx.execute(mark_handled(guid, self._clock.now()))

    async def forget_deliveries(self, before: float) -> int:
        """Drops handled deliveries that were received before then; says how many."""
        old = DELIVERIES.c.handled_at.is_not(None) & (DELIVERIES.c.received_at < before)
        async with self._db.writing() as tx:
            return (await tx.execute(delete(DELIVERIES).where(old))).rowcount

    async def _write_deliveries(self, batch: Sequence[Delivery]) -> frozenset[str]:
        """Stores those that are new; their GUIDs."""
        rows = await asyncio.to_thread(_rows, batch)
        query = self._db.insert(DELIVERIES).values(rows).on_conflict_do_nothing().returning(DELIVERIES.c.guid)
        async with self._db.writing() as tx:
            return frozenset(await tx.scalars(query))


def mark_handled(guid: str, now: float) -> Any:  # noqa: ANN401 SQLAlchemy's Update is not exported with a useful type
    return update(DELIVERIES).where(DELIVERIES.c.guid == guid).values(handled_at=now)


def _rows(batch: Sequence[Delivery]) -> list[dict[str, object]]:
    once = {delivery.guid: delivery for delivery in reversed(batch)}
    return [
        {
            **delivery.model_dump(exclude={"payload"}),
            "payload": zlib.compress(delivery.payload, 1),
            "handled_at": None,
        }
        for delivery in once.values()
    ]
