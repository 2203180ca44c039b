"""Gates that run a line of shell in a real bench, walled off as on this machine, without the app's dependencies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.core.plan.model import Plan
from bot.ports.gate import GateReport
from bot.ports.workbench import Bench
from tests.fakes.workbench import FakeGate, FakeWorkbench


class BareWorkbench(FakeWorkbench):
    """The real workbench; nothing is installed into its benches."""

    def __init__(self, real: SandboxedWorkbench) -> None:
        self._real = real

    @asynccontextmanager
    async def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AsyncIterator[Bench]:
        async with self._real.open(workspace, files, install=False) as bench:
            yield bench


@dataclass
class ShellGate(FakeGate):
    """Passes, and prints what its script prints."""

    script: str = "true"
    printed: list[str] = field(default_factory=list)

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        done = await bench.run(["sh", "-c", self.script])
        self.printed.append(done.output)
        self.log = done.output
        return await super().check(bench, plan)
