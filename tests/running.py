"""The bot's process as tests have it: jobs run inside the test, time is the test's, and it may die at any write."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field

from bot.app import App
from bot.core.run import Run
from bot.flow.flow import BotFlow
from bot.ports.fixer import Fixer
from bot.ports.phase import Phase
from bot.ports.queue import Job
from bot.ports.workbench import Workbench
from tests.fakes.clock import FakeClock
from tests.fakes.queue import FakeQueue
from tests.fakes.target import FakeTarget
from tests.fakes.workbench import FakeGate, FakeWorkbench
from tests.mortal import Died, Life, mortal

PATIENCE = 250
"""Looks of the tick after which a world that is still not at rest never will be."""
TICK = 3.0
"""Seconds between two looks; more, the longer the world takes: what is put off for an hour is waited for."""
LONGEST_TICK = 900.0
LEASES_END = 15.0


@dataclass
class Outside:
    """What outlives the bot's processes: time, the queue, gates' moods, fixers, what runs, own phases."""

    clock: FakeClock = field(default_factory=FakeClock)
    queue: FakeQueue = field(default_factory=FakeQueue)
    gates: dict[str, FakeGate] = field(default_factory=dict)
    fixers: dict[str, Fixer] = field(default_factory=dict)
    target: FakeTarget = field(default_factory=FakeTarget)
    workbench: Workbench = field(default_factory=FakeWorkbench)
    phases: dict[str, Phase] = field(default_factory=dict)


class Running:
    """A process, restarted when it dies. Time passes only when nothing is left to do at once."""

    app: App
    flow: BotFlow

    def __init__(self, outside: Outside, opened: Callable[[], AbstractAsyncContextManager[App]]) -> None:
        self.outside = outside
        self.clock, self.queue = outside.clock, outside.queue
        self.gates, self.target = outside.gates, outside.target
        self.fixers = outside.fixers
        self.life: Life | None = None
        self.deaths: list[str] = []
        self.has_workers = True
        """Without workers steps are started and wait: decisions are seen, not what is laid after them."""
        self._opened = opened
        self._process = AsyncExitStack()
        self.queue.handler = self._carry_out

    async def start(self, life: Life | None = None) -> None:
        """Start the bot, with nothing in memory; with a `life` it dies where that says."""
        await self._process.aclose()
        self.life = life
        app = await self._process.enter_async_context(self._opened())
        self.app = mortal(app, life) if life else app
        self.flow = BotFlow(self.app)

    async def stop(self) -> None:
        await self._process.aclose()

    async def settle(self) -> None:
        """Until nothing is left to do: webhooks delivered, jobs done, what was put off or lost taken up."""
        looks = 0
        while looks < PATIENCE:
            try:
                await self.work()
                if not await self._is_unfinished():
                    break
                looks += 1
                self.clock.advance(min(TICK * 1.1 ** max(looks - 10, 0), LONGEST_TICK))
                await self.flow.reconcile()
            except Died:
                looks = 0
                await self._survive()
        else:
            raise AssertionError(f"the world does not come to rest: {await self.app.store.open_runs()}")
        assert not self.queue.broken, self.queue.broken

    async def work(self) -> None:
        """Until nothing is on its way; time stands still."""
        await self.arrive()
        while await self.queue.run_all():
            await self.arrive()

    async def arrive(self) -> None:
        """Until all that was sent to the bot is there."""

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, with the tick looking now and then, until all is at rest again."""
        for _ in range(max(int(seconds / 30), 1)):
            self.clock.advance(min(seconds, 30))
            await self.flow.reconcile()
            await self.settle()

    async def _carry_out(self, job: Job) -> None:
        match job.kind:
            case "delivery":
                await self.flow.handle_delivery(job.name)
            case "drain":
                await self.flow.drain(job.name)
            case "step" if self.has_workers:
                await self.flow.carry_out(*job.name.split("/", 1))
            case "preview" if self.has_workers:
                await self.flow.preview(job.name)

    async def _survive(self) -> None:
        """The process is dead and the queue's content gone; another one starts when its leases have ended."""
        assert self.life is not None
        self.deaths.append(self.life.ended)
        self.queue.lose()
        self.clock.advance(LEASES_END)
        await self.start(self.life.again())

    async def _is_unfinished(self) -> bool:
        store, ever = self.app.store, float("inf")
        if await store.undelivered(ever) or await store.streams_with_pending(ever):
            return True
        return self.has_workers and any(_is_busy(run) for run in await store.open_runs())


def _is_busy(run: Run) -> bool:
    return bool(run.in_flight) or (run.preview is not None and run.preview.status == "starting")
