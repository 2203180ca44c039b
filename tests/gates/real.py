"""The workbench for tests that run real tools, in the user's cache: a second run of them is a warm one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import bot.fixers
import bot.gates
from bot.adapters.tools import find_tools
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.ports.fixer import Fixer
from bot.ports.gate import Gate
from bot.registry import load
from bot.settings import environment, read_settings

GATES: dict[str, Gate] = load(bot.gates, "GATE")
FIXERS: dict[str, Fixer] = load(bot.fixers, "FIXER")
WORKSPACE = "tests/restaurant-booking"


def real_workbench() -> SandboxedWorkbench:
    folder = (read_settings().cache or Path()) / "workbench"
    machine = machine_from(asyncio.run(find_tools(environment())))
    return asyncio.run(SandboxedWorkbench.make(folder, machine, require_isolation=False))
