"""How long `drystone generate` takes for the plan of the demo."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bot.cli.main
from bot.cli.generate import generate
from scripts.benches.figures import Figure, Measured

PLAN = Path("examples/restaurant-booking/buildplan.yaml")
TIMES = 5
TARGET = 0.5


def measure() -> Measured:
    """`drystone generate` of the restaurant plan"""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        outs = [Path(name) / str(number) for number in range(2 * TIMES)]
        inside = [_inside(out) for out in outs[:TIMES]]
        whole = [_whole(out) for out in outs[TIMES:]]
    return Measured(
        (
            Figure("generate, after start-up", round(statistics.median(inside), 3), "s", TARGET),
            Figure("generate, whole process", round(statistics.median(whole), 3), "s"),
        ),
        {"after_start_up_s": inside, "whole_process_s": whole},
    )


def _inside(out: Path) -> float:
    """In a new process each time: nothing is kept from one to the next."""
    command = [sys.executable, "-m", "scripts.benches.generate", str(PLAN), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def _whole(out: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot.cli.main", "generate", str(PLAN), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return round(time.perf_counter() - began, 3)


def _once(plan: str, out: str) -> None:
    bot.cli.main.make_app()
    began = time.perf_counter()
    generate(Path(plan), Path(out))
    print(round(time.perf_counter() - began, 3))


if __name__ == "__main__":
    _once(*sys.argv[1:])
