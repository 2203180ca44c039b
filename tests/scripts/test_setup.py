"""`scripts/setup` with a Python that only notes what it is told to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/bin/sh
echo "$(basename "$0") $*" >>"$NOTES"
case "$*" in
  -c*) exit 0 ;;
  --version) echo Python 3.12.1 ;;
  "-m venv"*)
    mkdir -p .venv/bin
    [ -n "${NO_ENSUREPIP:-}" ] && exit 1
    cp "$0" .venv/bin/python && cp "$0" .venv/bin/uv ;;
  "-m pip install"* | "pip install"*) [ -z "${OFFLINE:-}" ] ;;
esac
"""


@dataclass(frozen=True)
class Project:
    folder: Path

    def setup(self, **environ: str) -> tuple[int, str, list[str]]:
        """Status, what was said, and what Python and uv were told."""
        notes = self.folder / "notes"
        notes.write_text("")
        done = subprocess.run(
            [str(self.folder / "scripts/setup"), "--yarn"],
            env={"PATH": f"{self.folder}/bin:{os.defpath}", "NOTES": str(notes), **environ},
            capture_output=True,
            text=True,
            check=False,
        )
        told = [line for line in notes.read_text().splitlines() if " -c " not in line]
        return done.returncode, done.stdout + done.stderr, told


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project in which nothing is installed, on a machine with a sound Python."""
    for name in ("scripts/setup", "requirements.lock", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in ("python3.13", "python3"):
        (tmp_path / "bin" / name).write_text(PYTHON)
        (tmp_path / "bin" / name).chmod(0o755)
    return Project(tmp_path)


def test_all_that_is_installed_is_checked_by_hash(project: Project) -> None:
    """Each install but that of the project itself asks for hashes; then the programs are got."""
    status, _, told = project.setup()
    installs = [line for line in told if " install " in line]
    assert status == 0
    assert all("--require-hashes" in line for line in installs[:-1])
    assert installs[-1].endswith("--no-deps --no-build-isolation -e .")
    assert told[-1] == "python -m bot.cli._start doctor --install --yarn"


def test_a_second_time_nothing_is_installed(project: Project) -> None:
    """What is there already is left alone; the programs are looked at again."""
    project.setup()
    status, _, told = project.setup()
    assert (status, told) == (0, ["python -m bot.cli._start doctor --install --yarn"])


def test_a_python_without_venv_is_named_and_leaves_nothing(project: Project) -> None:
    """Debian's Python without its venv package: a sentence, and once it is there set-up works."""
    status, said, _ = project.setup(NO_ENSUREPIP="1")
    assert status == 1
    assert "apt-get install python3-venv" in said
    assert not (project.folder / ".venv").exists()
    assert project.setup()[0] == 0


def test_a_half_made_environment_is_made_again(project: Project) -> None:
    """One whose making was broken off has no pip."""
    half = project.folder / ".venv/bin/python"
    half.parent.mkdir(parents=True)
    half.write_text("#!/bin/sh\nexit 1\n")
    half.chmod(0o755)
    status, _, told = project.setup()
    assert status == 0
    assert "python3.13 -m venv .venv" in told


def test_a_link_that_leads_nowhere_is_no_environment(project: Project) -> None:
    """As in a checkout that was copied from elsewhere."""
    (project.folder / ".venv").symlink_to(project.folder / "gone")
    assert project.setup()[0] == 0
    assert not (project.folder / ".venv").is_symlink()


def test_an_install_that_broke_off_is_made_up_for(project: Project) -> None:
    """It ends with its status, and the next set-up installs again."""
    assert project.setup(OFFLINE="1")[0] != 0
    assert any(" install " in line for line in project.setup()[2])
