"""A workbench without tools: benches are empty folders, gates say what a test tells them to say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.plan.model import Plan
from bot.ports.gate import Finding, GateReport
from bot.ports.workbench import Bench, Completed, Limits

DEFAULT = Limits()


class FakeBench:
    """Nothing runs in it; it knows which files it was opened with."""

    path = Path("/nonexistent")

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    async def run(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, limits: Limits = DEFAULT
    ) -> Completed:
        raise AssertionError(f"{argv} was to run in a bench without tools")

    async def database(self) -> Mapping[str, str]:
        return {}

    def secret(self, name: str) -> str:
        return f"{name}-".ljust(43, "x")

    async def output_of(self, gate: str) -> bool:
        return True

    async def keep(self, gate: str, *paths: str) -> None:
        return None


class FakeWorkbench:
    """Locks are made up from package.json, the same each time. `walls` are those that are missing."""

    walls = ""

    async def missing_walls(self) -> str:
        return self.walls

    @asynccontextmanager
    async def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AsyncIterator[Bench]:
        yield FakeBench(files)  # type: ignore[misc]

    async def lock(self, workspace: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        return {"pnpm-lock.yaml": b"locked: " + files["package.json"][:40] + b"\n"}


@dataclass
class FakeGate:
    """Passes, unless it `is_red`; then it finds fault with package.json. With `go` it waits for that first.

    `log` is what it prints; `told` and `found`, where given, are what a red one says. With `fault` it is red at
    every file that holds these words too.
    """

    name: str
    needs: tuple[str, ...] = ()
    summary: str = "Says what it is told"
    checked: list[str] = field(default_factory=list)
    is_red: bool = False
    log: str = "what it printed"
    told: str = ""
    found: tuple[Finding, ...] = ()
    fault: bytes = b""
    go: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        self.checked.append(self.name)
        self.reached.set()
        if self.go is not None:
            await self.go.wait()
        told = Finding("package.json", 1, "failure", f"{self.name} is told to fail")
        findings = (self.found or (told,)) if self.is_red else self._faults(bench)
        return GateReport(
            gate=self.name,
            passed=not findings,
            summary=(self.told or "1 finding") if findings else "all well",
            figures={"findings": len(findings)},
            findings=findings,
            seconds=0.1,
            log=self.log,
        )

    def _faults(self, bench: Bench) -> tuple[Finding, ...]:
        if not self.fault or not isinstance(bench, FakeBench):
            return ()
        at_fault = sorted(path for path, data in bench.files.items() if self.fault in data)
        return tuple(Finding(path, 1, "failure", "it is at fault", "words") for path in at_fault)
