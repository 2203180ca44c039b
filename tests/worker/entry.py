"""Entry points for real workers over a tiny flow: runs of steps, each with one effect, written under a fence."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.queue.rq import RqQueue
from bot.adapters.store.sql import SqlStore
from bot.core.actions import StartStep
from bot.core.run import Entry, Run, Step
from bot.ports.leases import held
from bot.ports.queue import Job
from bot.ports.store import DRAIN, Decided
from bot.settings import Settings, read_settings
from bot.worker import Jobs
from tests.contract.samples import a_run
from tests.contract.waiting import until_async

LEASE_SECONDS = 1.5
WITHOUT_END = 36_000.0
"""It ends with the test, which has its own deadlines."""
STEPS = ("s1", "s2", "s3")


def began(folder: Path, step: str) -> Path:
    """The file that tells which process works on a step."""
    return folder / f"began-{step}"


class StepFlow:
    """Each step waits for the file `go-{step}`, then saves that it is done, and starts the next."""

    def __init__(self, settings: Settings) -> None:
        self.store = SqlStore(settings.database, SystemClock())
        self.queue = RqQueue(settings.redis_url.get_secret_value(), "tests.worker.entry")
        self._folder = settings.data
        self._owner = f"{socket.gethostname()}:{os.getpid()}"

    async def handle_delivery(self, guid: str) -> None:
        run = _with_step(a_run(guid, steps=()), STEPS[0])
        if await self.store.run(guid) is None:
            await self.store.save(_started(run, delivery=guid))
        await self.drain(guid)

    async def drain(self, run_id: str) -> None:
        async with held(self.store, f"{DRAIN}{run_id}", self._owner, LEASE_SECONDS) as lease:
            for pending in await self.store.pending(run_id) if lease else ():
                assert isinstance(pending.action, StartStep)
                await self.queue.put(Job(kind="step", name=f"{run_id}/{pending.action.step}"))
                await self.store.action_done(run_id, pending.action.key)

    async def carry_out(self, run_id: str, step_id: str) -> None:
        if step_id == "hang":
            child = await asyncio.create_subprocess_exec("sleep", "600")
            _tell(began(self._folder, step_id), child.pid)
            await asyncio.Event().wait()
        async with held(self.store, f"step:{run_id}/{step_id}", self._owner, LEASE_SECONDS) as lease:
            run = await self.store.run(run_id)
            if lease is None or run is None or run.steps[-1].id != step_id or run.is_ended:
                return
            _tell(began(self._folder, step_id), os.getpid())
            await until_async(_exists(self._folder / f"go-{step_id}"), deadline=WITHOUT_END)
            await self.store.save(_after(run, step_id).model_copy(update={"fence": lease}))
        await self.drain(run_id)

    async def preview(self, run_id: str) -> None:
        raise AssertionError(f"{run_id} shows nothing")

    async def reconcile(self) -> None:
        for guid in await self.store.undelivered(before=float("inf")):
            await self.queue.put(Job(kind="delivery", name=guid))
        for stream in await self.store.streams_with_pending(SystemClock().now()):
            await self.queue.put(Job(kind="drain", name=stream))
        for run in await self.store.open_runs():
            name = f"{run.id}/{run.steps[-1].id}"
            if not await self.store.pending(run.id) and not await self.store.held([f"step:{name}"]):
                await self.queue.put(Job(kind="step", name=name))

    async def close(self) -> None:
        await self.queue.close()
        await self.store.close()


def _with_step(run: Run, step: str) -> Run:
    one = Step(id=step, kind="phase", name=step, number=len(run.steps) + 1, course=1, status="running")
    return run.model_copy(update={"steps": (*run.steps, one)})


def _started(run: Run, delivery: str = "") -> Decided:
    return Decided(
        workspace=run.workspace,
        stream=run.id,
        run=run,
        actions=(StartStep(step=run.steps[-1].id),),
        delivery=delivery,
    )


def _after(run: Run, step: str) -> Decided:
    effect = Entry(at=1, what=f"effect of {step}")
    run = run.model_copy(update={"version": run.version + 1})
    if step == STEPS[-1]:
        run = run.model_copy(update={"status": "completed"})
        return Decided(workspace=run.workspace, stream=run.id, run=run, entries=(effect,))
    run = _with_step(run, STEPS[STEPS.index(step) + 1])
    return _started(run).model_copy(update={"entries": (effect,)})


def _tell(mark: Path, process: int) -> None:
    """Whole or not at all: whoever waits for the mark never reads half of it."""
    whole = mark.with_suffix(f".{os.getpid()}")
    whole.write_text(str(process))
    whole.rename(mark)


def _exists(path: Path) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return path.exists()

    return condition


@asynccontextmanager
async def open_flow() -> AsyncIterator[StepFlow]:
    flow = StepFlow(read_settings())
    try:
        yield flow
    finally:
        await flow.close()


async def warm() -> None:
    """The tiny flow shares nothing."""


JOBS = Jobs(open_flow, warm)
run_delivery, run_drain, run_step = JOBS.delivery, JOBS.drain, JOBS.step
