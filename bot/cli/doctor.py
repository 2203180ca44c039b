"""`drystone doctor`: what is on this machine, what is missing, and how to get it."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from bot.adapters.tools import Tool, Tools, find_tools, get_missing
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.cli._given import PROBLEMS, SOUND
from bot.settings import environment

LEAST_DISK = 5 << 30
ISOLATION_HOW = (
    "allow user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu), or at least run as "
    "root with DRYSTONE_CACHE where every user can get to"
)
OK, MISSING, NOTED = ("✓", "green"), ("✗", "red"), ("!", "yellow")


@dataclass(frozen=True)
class Entry:
    """One line of the answer. `how` says what to do where it is not ok."""

    name: str
    ok: bool
    needed: bool
    version: str
    where: str
    how: str


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    install: Annotated[bool, typer.Option("--install", help="Get what is missing first.")] = False,
    yarn: Annotated[bool, typer.Option("--yarn", help="Get yarn as well.")] = False,
) -> None:
    """Say what is on this machine. Ends with 1 where something needed is missing."""
    console = Console(stderr=as_json, soft_wrap=True, highlight=False)
    entries = asyncio.run(examine(console, install=install, also=frozenset({"yarn"} if yarn else ())))
    if as_json:
        typer.echo(json.dumps([vars(entry) for entry in entries], indent=2))
    else:
        _list(console, entries)
    raise typer.Exit(SOUND if all(entry.ok or not entry.needed for entry in entries) else PROBLEMS)


async def examine(console: Console, *, install: bool, also: frozenset[str] = frozenset()) -> list[Entry]:
    """Look at everything, after getting what is missing if so told."""
    tools = await find_tools(environment())
    if install:
        tools = await get_missing(tools, lambda text: console.print(escape(text)), also=also)
    python = Entry("python", True, True, sys.version.split()[0], sys.executable, "")
    programs = [_entry(tool) for tool in tools.by_name.values()]
    return [python, *programs, await _isolation(tools), _disk(tools.cache)]


def _entry(tool: Tool) -> Entry:
    where = f"{tool.path} ({tool.source})" if tool.path else tool.problem
    how = "" if tool.ok else f"{tool.problem}: {tool.how}"
    return Entry(tool.name, tool.ok, tool.needed, tool.version, where, how)


async def _isolation(tools: Tools) -> Entry:
    if tools.path("node") is None:
        return Entry("isolation", False, False, "", "not tried without Node.js", "install Node.js first")
    bench = await SandboxedWorkbench.make(tools.cache / "workbench", machine_from(tools))
    reasons = "; ".join(bench.sandbox.reasons.values())
    missing = await bench.missing_walls()
    how = f"{missing}; {ISOLATION_HOW} ({reasons})" if missing else ""
    return Entry("isolation", not missing, False, bench.sandbox.mode, bench.isolation, how)


def _disk(cache: Path) -> Entry:
    place = next(folder for folder in (cache, *cache.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    how = "" if free >= LEAST_DISK else f"free {LEAST_DISK >> 30} GB, or set DRYSTONE_CACHE to a larger disk"
    return Entry("disk", not how, False, f"{free >> 30} GB free", str(place), how)


def _list(console: Console, entries: list[Entry]) -> None:
    """One line each, never cut: paths are there to be copied."""
    for entry in entries:
        mark, colour = OK if entry.ok else (MISSING if entry.needed else NOTED)
        text = f" {entry.name:<12} {entry.version:<14} {entry.where if entry.ok else entry.how}"
        console.print(Text(mark, colour) + text)
