"""`drystone gates DIR`: run the quality gates on a folder, as the bot would on a commit."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

import bot.gates
from bot.adapters.git.listing import committable
from bot.adapters.tools import find_tools
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.cli._given import PROBLEMS, SOUND, sound_plan
from bot.core.ids import PLAN_FILE
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.flow.gates import Subject, as_json, run_gates, validation_report
from bot.ports.gate import Gate, GateReport
from bot.registry import load as load_registry
from bot.settings import environment, read_settings

SKIPPED = frozenset(
    {"node_modules", ".git", ".next", "coverage", "test-results", "playwright-report", ".venv", "__pycache__"}
)
MOST_SHOWN = 20
Registry = Mapping[str, Gate]


def gates(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The app's folder, with its buildplan.yaml.")],
    only: Annotated[
        str | None, typer.Option(help="Gates to run, with commas between; all of them if not given.")
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="The plan, where it is not DIR/buildplan.yaml.")] = None,
    *,
    as_json_: Annotated[bool, typer.Option("--json", help="Print the validation report as JSON.")] = False,
) -> None:
    """Run the quality gates on a folder. Ends with 1 where one did not pass."""
    registry: Registry = load_registry(bot.gates, "GATE")
    console = Console(stderr=as_json_)
    names = _chosen(registry, only)
    intended = _plan(folder, plan)
    files = read_folder(folder)
    subject = Subject(f"local:{folder.resolve()}", _name_of(files), files, intended)
    reports = asyncio.run(_run(registry, names, subject, console))
    report = validation_report([as_json(each) for each in reports], subject.commit)
    if as_json_:
        typer.echo(json.dumps(report, indent=2))
    raise typer.Exit(SOUND if report["passed"] else PROBLEMS)


async def _run(registry: Registry, names: list[str], subject: Subject, console: Console) -> list[GateReport]:
    environ = environment()
    settings = read_settings(environ)
    machine = machine_from(await find_tools(environ))
    cache = settings.cache or Path()
    workbench = await SandboxedWorkbench.make(cache / "workbench", machine, require_isolation=False)
    if not workbench.sandbox.isolates:
        console.print(f"[yellow]Isolation: {workbench.isolation}[/]")

    async def show(report: GateReport) -> None:
        _show(console, report)

    return await run_gates(workbench, registry, names, subject, show)


def _chosen(registry: Registry, only: str | None) -> list[str]:
    order = ("compile", "lint", "unit", "build", "e2e", "a11y")
    known = [name for name in order if name in registry] + [name for name in registry if name not in order]
    wanted = known if only is None else [name.strip() for name in only.split(",") if name.strip()]
    if not wanted:
        raise UserError(
            "--only names no gate.", f"The gates are {', '.join(known)}; without --only all of them run."
        )
    unknown = [name for name in wanted if name not in registry]
    if unknown:
        raise UserError(f"There is no gate {', '.join(unknown)}.", f"The gates are {', '.join(known)}.")
    return list(dict.fromkeys(wanted))


def _plan(folder: Path, named: Path | None) -> Plan:
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder.", "Name the app's folder.")
    path = named or folder / PLAN_FILE
    if named is None and not path.exists():
        raise UserError(f"There is no {path}.", "Name the plan with --plan FILE.")
    return sound_plan(path)[1]


def read_folder(folder: Path) -> dict[str, bytes]:
    """The folder's files as git would commit them: none that it ignores, such as `.env.local`, reaches a bench.

    What tools make is left out even where it is not ignored; so are links, for a bench takes none.
    """
    files: dict[str, bytes] = {}
    root = folder.resolve()
    for path in committable(root, environment()):
        place = root / path
        if SKIPPED.isdisjoint(place.relative_to(root).parts) and place.is_file() and place.resolve() == place:
            files[path] = place.read_bytes()
    return files


def _name_of(files: Mapping[str, bytes]) -> str:
    """A name for the folder's content, as a commit's SHA is for a commit's."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(hashlib.sha256(os.fsencode(path)).digest() + hashlib.sha256(content).digest())
    return digest.hexdigest()[:40]


def _show(console: Console, report: GateReport) -> None:
    mark = "[green]✓[/]" if report.passed else "[red]✗[/]"
    console.print(f"{mark} [bold]{report.gate}[/] ({report.seconds:.1f} s) ", end="")
    console.print(report.error or report.summary, markup=False)
    table = Table(box=None, padding=(0, 2), show_header=False)
    for finding in report.findings[:MOST_SHOWN]:
        place = f"{finding.path}:{finding.line}" if finding.path else ""
        table.add_row("", place, finding.code, finding.message.splitlines()[0])
    if report.findings:
        console.print(table, markup=False)
    if len(report.findings) > MOST_SHOWN:
        console.print(f"  … and {len(report.findings) - MOST_SHOWN} more")
