"""`drystone doctor` says what is there and what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import make_app
from tests.adapters.tools.machine import Machine


def doctor(environ: dict[str, str], *argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli.main", "doctor", *argv]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)


def test_what_is_there_is_listed_with_version_and_place() -> None:
    """Each program, the isolation in force and the room on the disk, as JSON too."""
    done = doctor(dict(os.environ), "--json")
    entries = {entry["name"]: entry for entry in json.loads(done.stdout)}
    names = {"python", "git", "node", "npm", "pnpm", "postgresql", "redis", "chromium", "isolation", "disk"}
    assert names <= entries.keys()
    assert entries["git"]["version"]
    assert done.returncode == (0 if all(e["ok"] or not e["needed"] for e in entries.values()) else 1)


def test_what_is_missing_ends_with_1_and_says_how_to_get_it(tmp_path: Path) -> None:
    """With nothing on PATH and an empty cache, every needed program has a next step."""
    (tmp_path / "bin").mkdir()
    environ = {
        "PATH": str(tmp_path / "bin"),
        "DRYSTONE_CACHE": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
    }
    done = doctor(environ, "--json")
    missing = {entry["name"]: entry["how"] for entry in json.loads(done.stdout) if not entry["ok"]}
    assert done.returncode == 1
    assert {"git", "node", "npm", "pnpm"} <= missing.keys()
    assert all(missing.values())


def listed(output: str) -> list[str]:
    """The programs' lines. Why commands cannot be walled off here is told with a folder of the moment's name."""
    return [line for line in output.splitlines() if line[0] in "✓✗!" and "isolation" not in line]


def test_set_up_says_what_doctor_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After what was fetched, the same list in the same words; a path is never cut, however long."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "a rather long name of a folder" / "with ümläute" / ("and more " * 8)
    folder.mkdir(parents=True)
    machine = Machine.empty(folder)
    machine.has("node", "v22.1.0")
    machine.npm("@yarnpkg/cli-dist/bin/yarn.js", "1")
    set_up = CliRunner().invoke(make_app(), ["doctor", "--install", "--yarn"], env=machine.environ)
    doctor = CliRunner().invoke(make_app(), ["doctor"], env=machine.environ)
    assert listed(doctor.output) == listed(set_up.output)
    assert any(line.endswith(f"{folder}/bin/node (PATH)") for line in listed(doctor.output))
    assert set_up.exit_code == doctor.exit_code == 1
