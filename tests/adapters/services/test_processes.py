"""Processes that outlive whoever started them."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bot.adapters.services.processes import Processes, Recipe
from tests.contract.waiting import alive, is_gone, until

WAITING = "import signal; print('up', flush=True); signal.pause()"
WITH_CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
child.wait()
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    made = Processes(tmp_path / "processes")
    yield made
    made.stop_all()


def python(code: str, **env: str) -> Recipe:
    return Recipe((sys.executable, "-c", code), "/", env)


def until_printed(processes: Processes, name: str, lines: int = 1) -> list[str]:
    """Wait for a process to have printed so many lines."""
    while processes.is_running(name):
        printed = processes.printed(name).splitlines()
        if len(printed) >= lines:
            return printed
        os.sched_yield()
    return processes.printed(name).splitlines()


def test_a_process_is_known_to_whoever_reads_its_record(processes: Processes, tmp_path: Path) -> None:
    """What one job started, another finds running and can stop."""
    processes.start("app", python(WAITING))
    other = Processes(tmp_path / "processes")
    assert other.is_running("app")
    other.stop("app")
    assert not processes.is_running("app")
    assert processes.names() == ()


def test_stopping_ends_all_that_it_started(processes: Processes) -> None:
    """No grandchild stays behind."""
    processes.start("app", python(WITH_CHILD))
    grandchild = psutil.Process(int(until_printed(processes, "app")[0]))
    processes.stop("app")
    assert alive([grandchild]) == []


def test_orphans_of_a_dead_leader_are_ended_too(processes: Processes) -> None:
    """A leader killed from outside leaves its group on record: stopping ends the rest."""
    processes.start("app", python(WITH_CHILD))
    grandchild = psutil.Process(int(until_printed(processes, "app")[0]))
    leader = psutil.Process(grandchild.ppid())
    leader.kill()
    psutil.wait_procs([leader])
    processes.stop("app")
    assert alive([grandchild]) == []


def test_one_that_ignores_being_asked_is_killed(processes: Processes) -> None:
    """Stopping ends in death, whatever the process does about signals."""
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    processes.start("app", replace(python(f"{deaf}; {WAITING}"), patience=0.2))
    until_printed(processes, "app")
    processes.stop("app")
    assert processes.names() == ()


def test_somebody_elses_process_with_the_same_number_is_left_alone(
    processes: Processes, tmp_path: Path
) -> None:
    """A pid that was given out anew is nobody we know."""
    processes.start("other", python(WAITING))
    record = (tmp_path / "processes" / "other.json").read_text()
    began = json.loads(record)["began"]
    forged = record.replace(str(began), str(began - 3600))
    assert forged != record
    (tmp_path / "processes" / "mine.json").write_text(forged)
    processes.stop("mine")
    assert processes.is_running("other")


def test_nothing_of_our_environment_is_passed_on(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process has the environment of its recipe and no more."""
    monkeypatch.setenv("DRYSTONE_WEBHOOK_SECRET", "hush")
    code = (
        "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}), flush=True); import signal; signal.pause()"
    )
    processes.start("app", python(code, ONE="1"))
    assert until_printed(processes, "app") == ["['ONE']"]


def test_records_are_private(processes: Processes, tmp_path: Path) -> None:
    """Records hold environments with passwords: only their owner reads them."""
    processes.start("app", python(WAITING))
    assert (tmp_path / "processes" / "app.json").stat().st_mode & 0o077 == 0


def test_what_ended_for_the_night_is_revived(processes: Processes) -> None:
    """After `end_all` nothing runs, and `revive` brings it all up; what was stopped stays stopped."""
    processes.start("app", python(WAITING))
    processes.start("gone", python(WAITING))
    processes.stop("gone")
    processes.end_all()
    assert not processes.is_running("app")
    assert processes.revive() == ("app",)
    assert processes.is_running("app")


def test_a_dead_process_is_not_running_and_its_words_are_kept(processes: Processes, tmp_path: Path) -> None:
    """`printed` shows what a process said before it died, of this start alone."""
    for word in ("first", "second"):
        processes.start("app", python(f"print({word!r})"))
        started = json.loads((tmp_path / "processes" / "app.json").read_text())["pid"]
        until(lambda started=started: is_gone(started))  # type: ignore[misc]
    assert not processes.is_running("app")
    assert processes.printed("app").split() == ["second"]


def test_names_that_could_leave_the_folder_are_refused(processes: Processes) -> None:
    """A name is never a path."""
    with pytest.raises(ValueError, match="no name"):
        processes.start("../app", python(WAITING))


def test_the_signal_of_the_recipe_asks_first(processes: Processes) -> None:
    """PostgreSQL wants SIGINT; a recipe says so."""
    code = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: sys.exit(print('asked', flush=True)))
print('up', flush=True)
signal.pause()
"""
    recipe = Recipe((sys.executable, "-c", code), "/", stop_with=signal.SIGINT)
    processes.start("app", recipe)
    until_printed(processes, "app")
    processes.stop("app")
    assert processes.log_of("app").read_text().split() == ["up", "asked"]
