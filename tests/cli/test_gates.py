"""`drystone gates` on a folder, up to where the tools begin."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.gates import read_folder
from tests.cli.shell import drystone
from tests.gates.bench import PLAN


def gates(*argv: str) -> tuple[int, str]:
    done = drystone("gates", *argv)
    return done.status, done.err + done.out


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
    shutil.rmtree(tmp_path / ".git")
    assert read_folder(tmp_path) == {"app/page.tsx": b"app/page.tsx", ".env.example": b".env.example"}


def git(folder: Path, *argv: str) -> None:
    subprocess.run(["git", "-C", str(folder), *argv], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with an app in a folder of it; its ignore file keeps secrets out, the app's own keeps notes out."""
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text(".env.local\n")
    (tmp_path / "app").mkdir()
    for path, text in {
        ".gitignore": "notes\n",
        "page.tsx": "",
        "notes": "",
        ".env.local": "KEY=secret",
    }.items():
        (tmp_path / "app" / path).write_text(text)
    return tmp_path


def test_what_git_ignores_reaches_no_bench(repository: Path) -> None:
    """Secrets in `.env.local` stay where they are: ignore files above the folder count as well."""
    assert read_folder(repository / "app").keys() == {".gitignore", "page.tsx"}


def test_ignore_files_count_without_a_repository(repository: Path) -> None:
    """Also in a folder that is no repository, and in one that the repository around it ignores as a whole."""
    (repository / ".gitignore").write_text("app\n")
    (repository / "app/.gitignore").write_text("notes\n.env.local\n")
    assert read_folder(repository / "app").keys() == {".gitignore", "page.tsx"}
    shutil.rmtree(repository / ".git")
    assert read_folder(repository / "app").keys() == {".gitignore", "page.tsx"}


def test_what_is_committed_is_read_though_it_is_ignored(repository: Path) -> None:
    """The bot would see it in the commit."""
    git(repository, "add", "--force", "app/notes")
    assert read_folder(repository / "app").keys() == {".gitignore", "page.tsx", "notes"}


def test_a_hooks_environment_changes_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called by git itself, as from a hook, the folder is still the one that was named."""
    monkeypatch.setenv("GIT_DIR", str(repository / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "nothing"))
    assert read_folder(repository / "app").keys() == {".gitignore", "page.tsx"}


@pytest.mark.parametrize(
    ("only", "plan", "says"),
    [
        (
            "lnit",
            PLAN.read_text(),
            "There is no gate lnit. The gates are compile, lint, unit, build, e2e, a11y.",
        ),
        ("lint", None, "There is no"),
        (" ,", PLAN.read_text(), "--only names no gate."),
        ("", PLAN.read_text(), "--only names no gate."),
    ],
)
def test_a_mistake_is_told_before_anything_runs(
    tmp_path: Path, only: str, plan: str | None, says: str
) -> None:
    """An unknown gate and a missing plan end with 2 and a sentence."""
    if plan is not None:
        (tmp_path / "buildplan.yaml").write_text(plan)
    status, output = gates(str(tmp_path), "--only", only)
    assert status == 2
    assert says in " ".join(output.split())


def test_a_plan_with_problems_is_told_before_anything_runs(tmp_path: Path) -> None:
    """Its problems are listed, with the status of problems."""
    (tmp_path / "buildplan.yaml").write_text("version: 1")
    status, output = gates(str(tmp_path))
    assert status == 1
    assert "buildplan.yaml is not sound" in output


def test_a_gate_that_cannot_be_carried_out_is_no_pass(tmp_path: Path) -> None:
    """A folder without package.json has nothing to lint: red, with the reason, and JSON that says so."""
    (tmp_path / "buildplan.yaml").write_text(PLAN.read_text())
    status, output = gates(str(tmp_path), "--only", "lint", "--json")
    assert status == 1
    assert '"passed": false' in output
    assert "There is no package.json." in output
