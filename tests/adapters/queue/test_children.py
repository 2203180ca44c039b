"""Children that end are started again; those that cannot start, less and less often."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.contract.waiting import DEADLINE, is_gone, kill, until

CREW = """
import sys
from bot.adapters.queue.children import Crew
Crew([["sh", "-c", sys.argv[1]]], float(sys.argv[2])).run()
"""


def crew(script: str, stop_seconds: float = 20) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", CREW, script, str(stop_seconds)])


def lines(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_a_child_that_is_killed_is_started_again_and_stopped_at_the_end(tmp_path: Path) -> None:
    """By the crew's SIGTERM, all of them."""
    pids = tmp_path / "pids"
    process = crew(f"echo $$ >> {pids}; exec sleep 600")
    until(lambda: len(lines(pids)) == 1)
    kill(lines(pids)[0])
    until(lambda: len(lines(pids)) == 2)
    process.terminate()
    assert process.wait(DEADLINE) == 0
    assert all(is_gone(pid) for pid in lines(pids))


def test_a_child_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    """After its time to stop is up."""
    pids = tmp_path / "pids"
    process = crew(f"trap '' TERM; echo $$ >> {pids}; while :; do sleep 600; done", stop_seconds=0.2)
    until(lambda: len(lines(pids)) == 1)
    process.terminate()
    assert process.wait(DEADLINE) == 0
    assert is_gone(lines(pids)[0])
