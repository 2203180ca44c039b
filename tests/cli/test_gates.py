"""`drystone gates` on a folder, up to where the tools begin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.gates import read_folder
from tests.gates.bench import PLAN


def gates(*argv: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "gates", *argv], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr + done.stdout


def test_a_folder_is_read_without_what_tools_made(tmp_path: Path) -> None:
    """Dependencies, outputs and git's own files are no part of the app; links are left out."""
    for path in (
        "app/page.tsx",
        ".env.example",
        "node_modules/a/x",
        ".next/x",
        ".git/config",
        "app/coverage/x",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc")
    assert read_folder(tmp_path) == {"app/page.tsx": b"app/page.tsx", ".env.example": b".env.example"}


@pytest.mark.parametrize(
    ("only", "plan", "says"),
    [
        (
            "lnit",
            PLAN.read_text(),
            "There is no gate lnit. The gates are compile, lint, unit, build, e2e, a11y.",
        ),
        ("lint", None, "There is no"),
        ("lint", "version: 1", "is not a valid plan"),
    ],
)
def test_a_mistake_is_told_before_anything_runs(
    tmp_path: Path, only: str, plan: str | None, says: str
) -> None:
    """An unknown gate, a missing plan and a broken one end with 1 and a sentence."""
    if plan is not None:
        (tmp_path / "buildplan.yaml").write_text(plan)
    status, output = gates(str(tmp_path), "--only", only)
    assert status == 1
    assert says in " ".join(output.split())


def test_a_gate_that_cannot_be_carried_out_is_no_pass(tmp_path: Path) -> None:
    """A folder without package.json has nothing to lint: red, with the reason, and JSON that says so."""
    (tmp_path / "buildplan.yaml").write_text(PLAN.read_text())
    status, output = gates(str(tmp_path), "--only", "lint", "--json")
    assert status == 1
    assert '"passed": false' in output
    assert "There is no package.json." in output
