"""What runs in worker processes and in the tick: the only place that starts an event loop for them."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress

import structlog

from bot.adapters.queue.rq import Lane, Limits
from bot.adapters.queue.workers import work
from bot.errors import Conflict, Retryable
from bot.ports.flow import Flow
from bot.ports.leases import Leasing, held

LOG = structlog.get_logger(__name__)
OpenFlow = Callable[[], AbstractAsyncContextManager[Flow]]
TICK = "tick"


class Jobs:
    """Runs jobs on one event loop and one flow, both made for the first job and kept until `close`."""

    def __init__(self, open_flow: OpenFlow, warm: Callable[[], Coroutine[object, object, None]]) -> None:
        self.limits = Limits()
        self._open_flow = open_flow
        self._warm = warm
        self._runner: asyncio.Runner | None = None
        self._opened = AsyncExitStack()
        self._flow: Flow | None = None

    def warm(self) -> None:
        """Reads what jobs share. Leaves no loop, thread or connection behind, so that a fork is safe."""
        asyncio.run(self._warm())

    def delivery(self, guid: str) -> None:
        self._run(lambda flow: flow.handle_delivery(guid), self.limits.fast)

    def drain(self, stream: str) -> None:
        self._run(lambda flow: flow.drain(stream), self.limits.fast)

    def step(self, run_id: str, step_id: str) -> None:
        self._run(lambda flow: flow.carry_out(run_id, step_id), self.limits.slow)

    def preview(self, run_id: str) -> None:
        self._run(lambda flow: flow.preview(run_id), self.limits.slow)

    def close(self) -> None:
        """Ends the flow and the loop, if there are any."""
        runner, self._runner, self._flow = self._runner, None, None
        if runner is not None:
            with runner:
                runner.run(self._opened.aclose())

    def _run(self, what: Callable[[Flow], Awaitable[None]], seconds: float) -> None:
        """What may work later is left to the tick; bugs are raised."""
        if self._runner is None:
            self._runner = asyncio.Runner()
        try:
            self._runner.run(self._do(what, seconds))
        except (Retryable, Conflict) as error:
            LOG.info("job_put_off", reason=str(error))
        except KeyboardInterrupt:
            LOG.info("job_stopped")

    async def _do(self, what: Callable[[Flow], Awaitable[None]], seconds: float) -> None:
        async with asyncio.timeout(seconds):
            if self._flow is None:
                self._flow = await self._opened.enter_async_context(self._open_flow())
            await what(self._flow)


def serve_lane(lane: Lane, redis_url: str, entry: str, limits: Limits) -> None:
    """A worker process of one lane, until it is told to stop.

    `entry` is loaded and warmed before the first fork: a job then starts in milliseconds.
    """
    jobs: Jobs = importlib.import_module(entry).JOBS
    jobs.limits = limits
    jobs.warm()
    work(lane, redis_url, jobs.close, threading.Event())


def run_until_told(main: Callable[[], Coroutine[object, object, None]]) -> None:
    """Runs `main` until it ends, or is cancelled by SIGTERM or SIGINT."""
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(_stoppable(main))


async def tick(flow: Flow, store: Leasing, every: float, lease_seconds: float) -> None:
    """Looks for what was missed again and again; of all ticks on all machines one at a time."""
    owner = f"{socket.gethostname()}:{os.getpid()}"
    while True:
        try:
            async with held(store, TICK, owner, lease_seconds) as lease:
                while lease is not None:
                    await flow.reconcile()
                    await asyncio.sleep(every)
        except (Retryable, Conflict) as error:
            LOG.info("tick_put_off", reason=str(error))
        except Exception:  # root of the tick: it must outlive every bug that it meets
            LOG.exception("tick_broke")
        await asyncio.sleep(every)


async def _stoppable(main: Callable[[], Coroutine[object, object, None]]) -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await main()
