"""`drystone doctor` says what is there and what is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.adapters.tools.machine import Machine
from tests.cli.shell import drystone


def test_what_is_there_is_listed_with_version_and_place() -> None:
    """Each program, the isolation in force and the room on the disk, as JSON too."""
    done = drystone("doctor", "--json")
    entries = {entry["name"]: entry for entry in json.loads(done.out)}
    names = {"python", "git", "node", "npm", "pnpm", "postgresql", "redis", "chromium", "isolation", "disk"}
    assert names <= entries.keys()
    assert entries["git"]["version"]
    assert done.status == (0 if all(e["ok"] or not e["needed"] for e in entries.values()) else 1)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with almost nothing, in a folder with a long and strange name, and a user who has nothing."""
    folder = tmp_path / "a rather long name of a folder" / "with ümläute" / ("and more " * 8)
    folder.mkdir(parents=True)
    machine = Machine.empty(folder)
    for name, value in {**machine.environ, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    return machine


def test_what_is_missing_ends_with_1_and_says_how_to_get_it(machine: Machine) -> None:
    """With nothing on PATH and an empty cache, every needed program has a next step."""
    done = drystone("doctor", "--json")
    missing = {entry["name"]: entry["how"] for entry in json.loads(done.out) if not entry["ok"]}
    assert done.status == 1
    assert {"git", "node", "npm", "pnpm"} <= missing.keys()
    assert all(missing.values())


def listed(output: str) -> list[str]:
    """The programs' lines. Why commands cannot be walled off here is told with a folder of the moment's name, and
    the room on the disk is the moment's too.
    """
    lines = [line for line in output.splitlines() if line[0] in "✓✗!" and "isolation" not in line]
    return [re.sub(r"\d+ GB free", "some GB free", line) for line in lines]


def test_set_up_says_what_doctor_says(machine: Machine) -> None:
    """After what was fetched, the same list in the same words; a path is never cut, however long."""
    machine.has("node", "v22.1.0")
    machine.npm("@yarnpkg/cli-dist/bin/yarn.js", "1")
    set_up, doctor = drystone("doctor", "--install", "--yarn"), drystone("doctor")
    assert listed(doctor.out) == listed(set_up.out)
    assert any(line.endswith(f"{machine.folder}/bin/node (PATH)") for line in listed(doctor.out))
    assert set_up.status == doctor.status == 1
