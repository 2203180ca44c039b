"""How long `drystone generate` takes and how much memory: for the plan of the demo, and for large ones."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import bot.cli.main
from bot.cli.generate import generate
from scripts.benches.figures import Figure, Measured
from tests.large import large_plan

PLAN = Path("examples/restaurant-booking/buildplan.yaml")
TIMES = 5
TARGET = 0.5
LARGE = ((100, 3.0), (1000, 30.0))
"""Numbers of entities, and the seconds that generating them may take."""
MOST_MEMORY = 500.0


@dataclass(frozen=True)
class Took:
    """What a process took: seconds, and its peak of memory in MB."""

    seconds: float
    memory: float


def measure() -> Measured:
    """`drystone generate` of the restaurant plan, and of plans with 100 and 1,000 entities"""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        inside = [_inside(folder / f"inside-{number}") for number in range(TIMES)]
        whole = [_drystone("generate", PLAN, "--out", folder / f"whole-{n}").seconds for n in range(TIMES)]
        large = [figure for entities, most in LARGE for figure in _large(folder, entities, most)]
    return Measured(
        (
            Figure(
                "generate, after start-up", round(statistics.median(inside), 3), "s", TARGET, is_strict=True
            ),
            Figure("generate, whole process", round(statistics.median(whole), 3), "s"),
            *large,
        ),
        {"after_start_up_s": inside, "whole_process_s": whole},
    )


def _large(folder: Path, entities: int, most: float) -> tuple[Figure, ...]:
    plan = folder / f"{entities}.yaml"
    plan.write_text(large_plan(entities))
    checked = _drystone("plan", "check", plan)
    laid = _drystone("generate", plan, "--out", folder / f"app-{entities}")
    what = f"{entities:,} entities"
    return (
        Figure(f"plan check, {what}, whole process", checked.seconds, "s"),
        Figure(f"generate, {what}, whole process", laid.seconds, "s", most),
        Figure(f"generate, {what}, peak of memory", laid.memory, "MB", MOST_MEMORY),
    )


def _drystone(*arguments: str | Path) -> Took:
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot.cli.main", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    per_mb = 1e6 if sys.platform == "darwin" else 1e3
    return Took(round(seconds, 3), round(used.ru_maxrss / per_mb, 1))


def _inside(out: Path) -> float:
    """In a new process each time: nothing is kept from one to the next."""
    command = [sys.executable, "-m", "scripts.benches.generate", str(PLAN), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def _once(plan: str, out: str) -> None:
    bot.cli.main.make_app(["generate"])
    began = time.perf_counter()
    generate(Path(plan), Path(out))
    print(round(time.perf_counter() - began, 3))


if __name__ == "__main__":
    _once(*sys.argv[1:])
