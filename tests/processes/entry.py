"""Entry points for real workers over the real flow, forge and git. Gates, workbench and target only pretend, and
steps wait where a test says: right before and right after their commit is pushed, and within gates.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.adapters.git.repo import GitRepo
from bot.adapters.github.app import GitHubApp
from bot.adapters.queue.rq import Limits, RqQueue
from bot.app import App
from bot.bootstrap import open_app
from bot.core.ids import Workspace
from bot.core.plan.model import Plan
from bot.flow.flow import BotFlow
from bot.plugins import plugins
from bot.ports.gate import GateReport
from bot.ports.phase import ChangeSet
from bot.ports.repo import Conflicted, Laid, Stamp
from bot.ports.workbench import Bench
from bot.settings import Settings, read_settings
from bot.worker import Jobs
from tests.fakes.target import FakeTarget
from tests.fakes.workbench import FakeGate, FakeWorkbench
from tests.processes.holds import Holds

ENTRY = "tests.processes.entry"
CHILD = "sleep"


class HeldRepo(GitRepo):
    """Git, with places to wait at around each commit: `before-{phase}` and `after-{phase}`."""

    def __init__(self, settings: Settings, forge: GitHubApp, holds: Holds) -> None:
        super().__init__(settings.data / "mirrors", forge.git_remote, forge.git_denied)
        self._holds = holds

    async def lay(
        self, at: Workspace, branch: str, change: ChangeSet, stamp: Stamp, keep: Collection[str] = ()
    ) -> Laid | Conflicted:
        async with self._held(stamp):
            return await super().lay(at, branch, change, stamp, keep=keep)

    async def commit_files(
        self, at: Workspace, branch: str, files: Mapping[str, bytes], stamp: Stamp, base: str = ""
    ) -> Laid:
        async with self._held(stamp):
            return await super().commit_files(at, branch, files, stamp, base=base)

    @asynccontextmanager
    async def _held(self, stamp: Stamp) -> AsyncIterator[None]:
        await self._holds.pass_by(f"before-{stamp.phase}", os.getpid())
        yield
        await self._holds.pass_by(f"after-{stamp.phase}", os.getpid())


class HeldGate(FakeGate):
    """A gate that passes. Held at `gate-{name}` it has a child that runs for ever, whose id it leaves there.

    It ends its child with itself, as a bench does.
    """

    holds: Holds

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        place = f"gate-{self.name}"
        if self.holds.is_held(place):
            child = await asyncio.create_subprocess_exec(CHILD, "infinity")
            try:
                await self.holds.pass_by(place, child.pid)
            finally:
                child.kill()
                await child.wait()
        return await super().check(bench, plan)


def held_gate(name: str, needs: tuple[str, ...], holds: Holds) -> HeldGate:
    gate = HeldGate(name, needs=needs)
    gate.holds = holds
    return gate


@asynccontextmanager
async def a_process(settings: Settings) -> AsyncIterator[App]:
    """What a part of the bot's has, its jobs being this module's."""
    limits = Limits(fast=settings.job_seconds, slow=settings.step_seconds)
    queue = RqQueue(settings.redis_url.get_secret_value(), ENTRY, limits)
    holds = Holds(settings.data)
    async with open_app(settings, queue=queue) as app:
        assert isinstance(app.forge, GitHubApp)
        yield replace(
            app,
            repo=HeldRepo(settings, app.forge, holds),
            gates={name: held_gate(name, gate.needs, holds) for name, gate in app.gates.items()},
            workbench=FakeWorkbench(),
            target=FakeTarget(),
        )


@asynccontextmanager
async def open_flow() -> AsyncIterator[BotFlow]:
    async with a_process(read_settings()) as app:
        yield BotFlow(app)


async def warm() -> None:
    """What forks share."""
    plugins().read()


JOBS = Jobs(open_flow, warm)
run_delivery, run_drain, run_step = JOBS.delivery, JOBS.drain, JOBS.step
