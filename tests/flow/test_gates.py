"""Gates in their order, each in a bench of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.flow.gates import Subject, as_json, run_gate, run_gates, validation_report
from bot.ports.gate import Finding, Gate, GateReport
from bot.ports.workbench import Bench
from tests.gates.bench import RecordedBench, plan


@dataclass
class ShelfWorkbench:
    """Benches that share one shelf of kept outputs, as those of one commit do."""

    path: Path
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refuses: str = ""
    opened: int = 0

    @asynccontextmanager
    async def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AsyncIterator[Bench]:
        if self.refuses:
            raise UserError(self.refuses)
        self.opened += 1
        bench = RecordedBench(self.path, {}, kept=self.kept)
        bench.built = "build" in self.kept
        yield bench

    async def missing_walls(self) -> str:
        return ""

    async def lock(self, workspace: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        return {}


@dataclass
class SlowGate:
    """Takes as long as the test wants, and notes when it began and ended."""

    name: str
    needs: tuple[str, ...] = ()
    summary: str = "takes its time"
    passes: bool = True
    log: list[str] = field(default_factory=list)

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        self.log.append(f"+{self.name}")
        for _ in range(5):
            await asyncio.sleep(0)
        self.log.append(f"-{self.name}")
        await bench.keep(self.name, ".next")
        findings = () if self.passes else (Finding("a.ts", 1, "failure", "no"),)
        return GateReport(self.name, self.passes, "said", {"n": 1}, findings, 0.5, "log")


def gates(**fails: bool) -> tuple[dict[str, Gate], list[str]]:
    log: list[str] = []
    needs = {"compile": (), "lint": (), "build": (), "e2e": ("build",), "a11y": ("build",)}
    return {n: SlowGate(n, need, passes=not fails.get(n), log=log) for n, need in needs.items()}, log


async def run(
    workbench: ShelfWorkbench, registry: dict[str, Gate], *names: str
) -> tuple[list[GateReport], list[str]]:
    told: list[str] = []

    async def tell(report: GateReport) -> None:
        told.append(report.gate)

    subject = Subject("a/b", "c1", {}, plan())
    return await run_gates(workbench, registry, names, subject, tell), told


async def test_gates_run_side_by_side_and_wait_for_what_they_need(tmp_path: Path) -> None:
    """Two at a time; those that need another's output come after it, the needed one first of all."""
    registry, log = gates()
    reports, told = await run(ShelfWorkbench(tmp_path), registry, "compile", "lint", "build", "e2e", "a11y")
    assert [report.gate for report in reports] == ["compile", "lint", "build", "e2e", "a11y"]
    assert sorted(told) == sorted(registry)
    assert log[0] == "+build"
    assert log.index("-build") < min(log.index("+e2e"), log.index("+a11y"))
    running = [sum(1 if entry[0] == "+" else -1 for entry in log[: n + 1]) for n in range(len(log))]
    assert max(running) == 2


async def test_what_is_needed_is_made_once_and_not_reported(tmp_path: Path) -> None:
    """Asked for two gates that need the build, the build runs once and is no answer of its own."""
    registry, log = gates()
    reports, told = await run(ShelfWorkbench(tmp_path), registry, "e2e", "a11y")
    assert log.count("+build") == 1
    assert [report.gate for report in reports] == sorted(told, reverse=True) == ["e2e", "a11y"]


async def test_a_gate_whose_need_failed_is_not_carried_out(tmp_path: Path) -> None:
    """Without a build there is nothing to drive: an error that says so, and no pass."""
    registry, log = gates(build=True)
    reports, _ = await run(ShelfWorkbench(tmp_path), registry, "build", "e2e")
    assert [(r.gate, r.passed, r.error) for r in reports] == [
        ("build", False, ""),
        ("e2e", False, "build did not pass"),
    ]
    assert "+e2e" not in log


async def test_one_gate_alone_makes_what_it_needs_unless_it_is_kept(tmp_path: Path) -> None:
    """As a job of its own a gate takes the kept output, or makes it in its own bench."""
    registry, log = gates()
    workbench = ShelfWorkbench(tmp_path)
    for _ in range(2):
        report = await run_gate(workbench, registry, "e2e", "a/b", {}, plan())
        assert report.passed
    assert log.count("+build") == 1
    assert workbench.opened == 2


async def test_what_keeps_a_gate_from_running_is_its_error(tmp_path: Path) -> None:
    """A bench that cannot be opened is told in the report, which is no pass."""
    registry, _ = gates()
    broken = ShelfWorkbench(tmp_path, refuses="The lock file is outdated.")
    report = await run_gate(broken, registry, "lint", "a/b", {}, plan())
    assert (report.passed, report.error) == (False, "The lock file is outdated.")


def report(gate: str, passed: bool = True) -> dict[str, object]:
    finding = Finding("a.ts", 3, "failure", "no", "TS1", 5)
    return as_json(
        GateReport(gate, passed, "s", {"errors": 1}, (finding,), 1.25, "log", files={"x.png": "aGk="})
    )


def test_the_validation_report_holds_every_gate_of_the_commit() -> None:
    """Gates by name, with findings and figures; logs and pictures stay outside; it is JSON."""
    made = validation_report([report("unit"), report("build")], commit="c1")
    assert json.loads(json.dumps(made)) == made
    assert (made["version"], made["commit"], made["passed"], made["seconds"]) == (1, "c1", True, 2.5)
    assert [gate["gate"] for gate in made["gates"]] == ["build", "unit"]
    gate = made["gates"][0]
    assert gate["findings"][0]["path"] == "a.ts"
    assert gate["files"] == ["x.png"]
    assert "log" not in gate


@pytest.mark.parametrize("reports", [[], [report("unit"), report("build", passed=False)]])
def test_a_validation_report_passes_only_if_all_do(reports: list[dict[str, object]]) -> None:
    """No gates are no pass; one that did not pass is none either."""
    assert validation_report(reports, commit="c1")["passed"] is False
