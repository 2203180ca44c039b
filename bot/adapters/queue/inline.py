"""Carries jobs inside the process: for tests, and for one process that does everything."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import Conflict, Retryable
from bot.ports.queue import Job

Handler = Callable[[Job], Awaitable[None]]
LOG = structlog.get_logger(__name__)


class InlineQueue:
    """Jobs wait here until `run_all` or `serve` carries them out. A job that waits already is not doubled."""

    def __init__(self, handler: Handler | None = None) -> None:
        self._handler = handler
        self._waiting: deque[Job] = deque()
        self._came = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def bind(self, handler: Handler) -> None:
        """Names what carries jobs out: it needs the queue itself, so it comes later."""
        self._handler = handler

    async def put(self, job: Job) -> None:
        if job not in self._waiting:
            self._waiting.append(job)
            self._came.set()

    @property
    def waiting(self) -> tuple[Job, ...]:
        return tuple(self._waiting)

    async def run_all(self) -> int:
        """Carries out one after the other, those put meanwhile too, until none waits; says how many."""
        count = 0
        while self._waiting:
            await self._carry_out(self._waiting.popleft())
            count += 1
        return count

    async def serve(self) -> None:
        """Carries out jobs as they come, side by side, until cancelled."""
        try:
            while True:
                await self._came.wait()
                self._came.clear()
                while self._waiting:
                    task = asyncio.create_task(self._carry_out(self._waiting.popleft()))
                    self._under_way.add(task)
                    task.add_done_callback(self._under_way.discard)
        finally:
            await self.close()

    async def close(self) -> None:
        """Ends what is under way; what waits is left to the store and the tick."""
        under_way = list(self._under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _carry_out(self, job: Job) -> None:
        if self._handler is None:
            raise RuntimeError("InlineQueue.bind was not called")
        try:
            await self._handler(job)
        except (Retryable, Conflict) as error:
            LOG.info("job_put_off", kind=job.kind, name=job.name, reason=str(error))
        except Exception:  # root of a job: one that breaks must not stop the others
            LOG.exception("job_broke", kind=job.kind, name=job.name)
