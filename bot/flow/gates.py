"""Runs gates on a commit: each in a bench of its own, those that need another's output after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.ports.gate import Gate, GateReport
from bot.ports.workbench import Bench, Workbench

REPORT_VERSION = 1
AT_ONCE = 2
OnReport = Callable[[GateReport], Awaitable[None]]


@dataclass(frozen=True)
class Subject:
    """What gates look at: one commit's files, and the plan that they were built from."""

    workspace: str
    commit: str
    files: Mapping[str, bytes]
    plan: Plan


async def run_gate(
    workbench: Workbench,
    gates: Mapping[str, Gate],
    name: str,
    workspace: str,
    files: Mapping[str, bytes],
    plan: Plan,
) -> GateReport:
    """One gate in a fresh bench, with what it needs made first where nobody has kept it.

    What keeps a gate from being carried out is in the report's `error`: such a report is never a pass.
    """
    gate = gates[name]
    try:
        async with workbench.open(workspace, files) as bench:
            for need in gate.needs:
                missing = await _make(bench, gates[need], plan)
                if missing:
                    return refused(name, missing)
            return await gate.check(bench, plan)
    except UserError as error:
        return refused(name, str(error))


async def _make(bench: Bench, gate: Gate, plan: Plan) -> str:
    """Bring in what a gate keeps, or run it; says why it cannot be had."""
    if await bench.output_of(gate.name):
        return ""
    report = await gate.check(bench, plan)
    return "" if report.passed else f"{gate.name} did not pass: {report.error or report.summary}"


def refused(name: str, reason: str) -> GateReport:
    """The report of a gate that could not be carried out."""
    first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    return GateReport(name, False, f"Could not be carried out: {first}", {}, (), 0.0, reason, error=reason)


async def run_gates(
    workbench: Workbench,
    gates: Mapping[str, Gate],
    names: Sequence[str],
    subject: Subject,
    on_report: OnReport,
) -> list[GateReport]:
    """Several gates, side by side where none waits for another; reports in the order of `names`.

    What they need is made once for all of them, and not reported where it was not asked for.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    tasks: dict[str, asyncio.Task[GateReport]] = {}

    async def one(name: str) -> GateReport:
        failed = [need for need in gates[name].needs if not (await asyncio.shield(tasks[need])).passed]
        if failed:
            report = refused(name, f"{failed[0]} did not pass")
        else:
            async with turns:
                report = await run_gate(
                    workbench, gates, name, subject.workspace, subject.files, subject.plan
                )
        if name in names:
            await on_report(report)
        return report

    async with asyncio.TaskGroup() as group:
        for name in _in_order(gates, [*names, *_needed(gates, names)]):
            tasks[name] = group.create_task(one(name), name=name)
    return [tasks[name].result() for name in names]


def _needed(gates: Mapping[str, Gate], names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(need for name in names for need in gates[name].needs if need not in names))


def _in_order(gates: Mapping[str, Gate], names: Sequence[str]) -> list[str]:
    """First those that others wait for, so that the longest way begins at once; then as given."""
    awaited = {need for name in names for need in gates[name].needs}
    return sorted(names, key=lambda name: (bool(gates[name].needs), name not in awaited, names.index(name)))


def as_json(report: GateReport) -> dict[str, Any]:
    """A report as it is stored and shown."""
    return {**asdict(report), "figures": dict(report.figures), "files": dict(report.files)}


def validation_report(reports: Sequence[Mapping[str, Any]], commit: str) -> dict[str, Any]:
    """The content of `validation_report.json`, from reports of one commit as `as_json` gives them.

    `{version, commit, passed, seconds, gates: [{gate, passed, summary, error, figures, seconds, findings:
    [{path, line, column, end_line, level, code, message, fixable}], files: [name]}]}`, gates by name. `passed`
    is true where there are gates and each one passed. Logs and the files' contents are kept beside it.
    """
    gates = [_entry(report) for report in sorted(reports, key=lambda report: str(report["gate"]))]
    return {
        "version": REPORT_VERSION,
        "commit": commit,
        "passed": bool(gates) and all(gate["passed"] for gate in gates),
        "seconds": round(sum(gate["seconds"] for gate in gates), 3),
        "gates": gates,
    }


def _entry(report: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("gate", "passed", "summary", "error", "figures", "seconds")
    entry = {name: report[name] for name in kept}
    entry["findings"] = [dict(finding) for finding in report["findings"]]
    entry["files"] = sorted(report.get("files", {}))
    return entry
