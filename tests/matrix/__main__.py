"""Random plans under the real tools: `python -m tests.matrix compile lint migrate unit --seeds 0-39`.

`compile`, `lint`, `migrate` and `unit` look at all apps in one go. With `build`, `e2e` or `a11y` among them, each app
goes through its gates by itself, as on a commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from bot.flow.gates import Subject, run_gates
from bot.ports.gate import GateReport
from bot.ports.workbench import Workbench
from tests.gates.real import GATES, real_workbench
from tests.matrix.batch import found_in
from tests.matrix.plans import Drawn, drawn, in_pairs

TOGETHER = frozenset(("compile", "lint", "migrate", "unit"))
LAST_LINES = 40


def main(
    tools: Annotated[list[str], typer.Argument(help=f"{', '.join((*GATES, 'migrate'))}.")],
    seeds: Annotated[str, typer.Option(metavar="N,N-N", help="Which of the random plans.")] = "0-23",
    manager: Annotated[
        str, typer.Option(help="The package manager of all, instead of each plan's own.")
    ] = "",
    *,
    pairs: Annotated[bool, typer.Option(help="Of the plans that have every pair of choices.")] = False,
) -> None:
    """Ends with 1 where something was found."""
    numbers = [number for part in seeds.split(",") for number in _range(part)]
    plans = [in_pairs()[number] if pairs else drawn(number) for number in numbers]
    if manager:
        plans = [replace(plan, choices=replace(plan.choices, manager=manager)) for plan in plans]
    looked = _together if TOGETHER.issuperset(tools) else _each
    faults = asyncio.run(looked(real_workbench(), plans, tools))
    typer.echo(f"{len(plans)} plans, {faults} faults")
    raise typer.Exit(faults > 0)


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


async def _together(workbench: Workbench, plans: Sequence[Drawn], tools: Sequence[str]) -> int:
    faults = 0
    async for one in found_in(workbench, {plan.name: plan.app for plan in plans}, *tools):
        typer.echo(f"{one.app} {one.path}:{one.line} {one.code} {one.message}")
        faults += 1
    return faults


async def _each(workbench: Workbench, plans: Sequence[Drawn], gates: Sequence[str]) -> int:
    faults = 0
    for plan in plans:
        subject = Subject("tests/matrix", plan.name, plan.app, plan.plan)

        async def tell(report: GateReport, name: str = plan.name) -> None:
            typer.echo(f"{name} {told(report)}")

        reports = await run_gates(workbench, GATES, gates, subject, tell)
        faults += sum(not report.passed for report in reports)
    return faults


def told(report: GateReport) -> str:
    """A report in one line; what was found, and how the tool ended, where it did not pass."""
    line = f"{report.gate} {report.seconds:.0f} s: {report.error or report.summary}"
    if report.passed:
        return line
    findings = [f"  {one.path}:{one.line} {one.code} {one.message}" for one in report.findings]
    return "\n".join((line, *findings, *report.log.splitlines()[-LAST_LINES:]))


if __name__ == "__main__":
    typer.run(main)
