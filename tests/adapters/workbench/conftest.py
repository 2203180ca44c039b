"""Workbenches below a short folder: a socket's path has little more than 100 characters."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.tools import find_tools
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.sandbox import Sandbox
from bot.adapters.workbench.workbench import Machine, SandboxedWorkbench
from bot.settings import environment
from tests.contract.folders import short_folder


@pytest.fixture(scope="session")
def machine() -> Machine:
    return machine_from(asyncio.run(find_tools(environment())))


def made_folder() -> Iterator[Path]:
    """Reachable for other users, as the cache of a bot that runs as root is."""
    made = short_folder("ds-")
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """Where PostgreSQL's prepared clusters are: made once for all tests."""
    yield from made_folder()


@pytest.fixture(scope="session")
def in_reach(machine: Machine, prepared: Path) -> Machine:
    """With pnpm where other users reach it too: a home folder may be closed to them."""
    pnpm = machine.managers["pnpm"]
    copy = prepared / "tools" / Path(pnpm.argv[0]).name
    copy.parent.mkdir()
    shutil.copy2(pnpm.argv[0], copy)
    managers = {**machine.managers, "pnpm": replace(pnpm, argv=(str(copy),))}
    return replace(machine, managers=managers, readable=(*machine.readable, copy.parent))


@pytest.fixture
def folder(prepared: Path) -> Iterator[Path]:
    for made in made_folder():
        (made / "postgres").symlink_to(prepared)
        yield made


@pytest.fixture
async def workbench(folder: Path, in_reach: Machine) -> SandboxedWorkbench:
    """With the strongest sandbox that this machine offers."""
    return await SandboxedWorkbench.make(folder, in_reach, require_isolation=False)


@pytest.fixture(params=["namespaces", "uid", "plain"])
def walled(request: pytest.FixtureRequest, workbench: SandboxedWorkbench) -> SandboxedWorkbench:
    """Each way of running commands, as far down as this machine offers them."""
    sandbox = workbench.sandbox
    if request.param == "plain" or not sandbox.isolates:
        sandbox = Sandbox("plain", None, sandbox.tools)
    elif request.param == "uid" and sandbox.uid is not None:
        sandbox = replace(sandbox, mode="uid")
    return replace(workbench, sandbox=sandbox)
