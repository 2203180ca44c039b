"""All gates through `drystone gates`, against the same tools run by hand one after the other in a plain folder."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.adapters.services.host import LocalHost
from bot.adapters.services.ports import free_port
from bot.adapters.tools import Tools, find_tools
from bot.adapters.workbench.late import LateWorkbench
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.managers import PNPM
from bot.gates._playwright import ENV as BROWSER_ENV
from bot.gates.build import ENV as BUILD_ENV
from bot.gates.unit import COMMANDS
from bot.settings import environment
from scripts.benches.figures import Figure, Measured
from scripts.benches.generate import PLAN

FOLDER = Path(".drystone/bench").absolute()
"""Stays, so that both ways find their caches again."""
DRYSTONE = (sys.executable, "-m", "bot.cli.main")
FIXED_KEY = {"NEXT_SERVER_ACTIONS_ENCRYPTION_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}
"""As the build gate has one: without, no build fits the cache of the one before."""


def measure() -> Measured:
    """`drystone gates` on a generated app against the same tools by hand, both with warm caches"""
    app = _generated()
    tools = asyncio.run(find_tools(environment()))
    _through_drystone(app)
    report, whole = _through_drystone(app)
    with _Hand(app, tools) as hand:
        hand.run_all()
        steps = hand.run_all()
    by_hand = round(sum(steps.values()), 2)
    return Measured(
        (
            Figure("all gates, wall time", whole, "s"),
            Figure("the same tools by hand", by_hand, "s"),
            Figure("gates / by hand", round(whole / by_hand, 2), "×", 1.0),
        ),
        {"gates_s": {one["gate"]: one["seconds"] for one in report["gates"]}, "by_hand_s": steps},
    )


def _generated() -> Path:
    app = FOLDER / "app"
    shutil.rmtree(app, ignore_errors=True)
    _must((*DRYSTONE, "generate", str(PLAN), "--out", str(app), "--lock"))
    return app


def _through_drystone(app: Path) -> tuple[dict[str, Any], float]:
    """The validation report, and seconds for the whole process."""
    began = time.perf_counter()
    done = subprocess.run(
        (*DRYSTONE, "gates", str(app), "--json"), capture_output=True, text=True, check=False
    )
    seconds = round(time.perf_counter() - began, 2)
    if done.returncode:
        raise RuntimeError(f"the gates did not pass:\n{done.stdout[-3000:]}\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report, seconds


class _Hand:
    """A person's folder with the app, beside a PostgreSQL that runs already."""

    def __init__(self, app: Path, tools: Tools) -> None:
        self._folder = FOLDER / "hand"
        self._tools = tools
        cache = LateWorkbench(FOLDER / "cache", tools, redact=str, require_isolation=False)
        self._host = LocalHost(FOLDER / "host", cache)
        shutil.copytree(app, self._folder, dirs_exist_ok=True)

    def __enter__(self) -> _Hand:
        return self

    def __exit__(self, *_: object) -> None:
        self._host.processes.stop_all()

    def run_all(self) -> dict[str, float]:
        """Seconds of each tool; first without dependencies, which come from a warm store, or rows in tables."""
        database = asyncio.run(self._database())
        shutil.rmtree(self._folder / "node_modules", ignore_errors=True)
        return {name: self._run(*command) for name, command in self._commands(database).items()}

    async def _database(self) -> Mapping[str, str]:
        await self._host.stop_database("bench", drop=True)
        await self._host.database("bench", "bench")
        return self._host.reach("bench")

    def _commands(
        self, database: Mapping[str, str]
    ) -> Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]]:
        pnpm = machine_from(self._tools).managers["pnpm"].argv
        install = tuple(part.format(store=FOLDER / "store") for part in PNPM.install)
        chromium = {"CHROMIUM_PATH": str(self._tools.path("chromium")), "PORT": str(free_port())}
        browser = {**BROWSER_ENV, **database, **chromium}
        playwright = ("node_modules/.bin/playwright", "test", "--reporter=list")
        return {
            "install": ((*pnpm, *install), {}),
            "typegen": (("node_modules/.bin/next", "typegen"), {}),
            "tsc": (("node_modules/.bin/tsc", "--noEmit"), {}),
            "eslint": (("node_modules/.bin/eslint", ".", "--max-warnings=0"), {}),
            "vitest": (COMMANDS["vitest"], {}),
            "build": (("node_modules/.bin/next", "build", "--no-lint"), {**BUILD_ENV, **FIXED_KEY}),
            "migrate": (("node", "scripts/migrate.mjs", "--local", "--seed"), database),
            "e2e": ((*playwright, "--project=e2e"), browser),
            "a11y": ((*playwright, "--project=a11y"), browser),
        }

    def _run(self, command: tuple[str, ...], env: Mapping[str, str]) -> float:
        node = self._tools.path("node")
        assert node is not None
        usual = {**os.environ, **PNPM.env, "PATH": f"{node.parent}:{os.environ['PATH']}", "CI": "1"}
        began = time.perf_counter()
        _must(command, self._folder, {**usual, **env})
        return round(time.perf_counter() - began, 2)


def _must(command: tuple[str, ...], folder: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-2000:]}"
        )
