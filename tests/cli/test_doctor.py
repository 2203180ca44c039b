"""`drystone doctor` says what is there and what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


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
