"""Carries jobs inside a test, one after the other or side by side, and tells of those that broke."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.errors import Conflict, Retryable
from bot.ports.queue import Job

Handler = Callable[[Job], Awaitable[None]]


class FakeQueue:
    """Jobs wait until `run_all`. A job that waits already is not doubled, unless all are, by two workers at once."""

    def __init__(self) -> None:
        self.handler: Handler | None = None
        self.side_by_side = False
        self.doubled = False
        self.is_down = False
        self.broken: list[Exception] = []
        self._waiting: deque[Job] = deque()
        self._came = asyncio.Event()

    async def put(self, job: Job) -> None:
        if self.is_down:
            raise Retryable("the queue is down")
        if job not in self._waiting:
            self._waiting.append(job)
            self._came.set()

    def lose(self) -> None:
        """All that waits is gone, as when Redis lost its data."""
        self._waiting.clear()

    async def run_all(self) -> int:
        """Until none waits, those put meanwhile too; says how many were carried out."""
        return await (self._together() if self.side_by_side else self._in_turn())

    async def close(self) -> None:
        """Nothing is kept."""

    async def _in_turn(self) -> int:
        count = 0
        while self._waiting:
            await self._carry_out(self._waiting.popleft())
            count += 1
        return count

    async def _together(self) -> int:
        count = 0
        under_way: set[asyncio.Task[None]] = set()
        try:
            while self._waiting or under_way:
                while self._waiting:
                    job = self._waiting.popleft()
                    for _ in range(2 if self.doubled else 1):
                        under_way.add(asyncio.create_task(self._carry_out(job)))
                    count += 1
                self._came.clear()
                came = asyncio.create_task(self._came.wait())
                await asyncio.wait({came, *under_way}, return_when=asyncio.FIRST_COMPLETED)
                came.cancel()
                done = {task for task in under_way if task.done()}
                under_way -= done
                for task in done:
                    task.result()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
        return count

    async def _carry_out(self, job: Job) -> None:
        assert self.handler is not None
        try:
            await self.handler(job)
        except (Retryable, Conflict):
            pass  # the tick finds what is left
        except Exception as error:  # noqa: BLE001 - the world's end tells of it
            self.broken.append(error)
