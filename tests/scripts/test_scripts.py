"""The scripts that people and CI start, with everything that they call replaced by programs that say so."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ("scripts/setup", "scripts/check", "scripts/test", ".ci/run")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the real `scripts/test` and `.ci/run`; setup, check and Python only tell that they were called."""
    for path in ("scripts/test", ".ci/run"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    for path in ("scripts/setup", "scripts/check"):
        program(tmp_path / path, f"echo called {path}")
    program(
        tmp_path / ".venv/bin/python",
        'printf "pytest:"; printf " [%s]" "$@"; echo; echo "==== 3 passed in 1s ===="',
    )
    return tmp_path


def program(path: Path, does: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


def run(project: Path, *argv: str, **environ: str) -> tuple[int, list[str]]:
    """In the environment of these tests, but with no folder for temporary files set, or another one."""
    inherited = {name: value for name, value in os.environ.items() if name != "TMPDIR"}
    done = subprocess.run(
        [str(project / argv[0]), *argv[1:]],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**inherited, **environ},
    )
    return done.returncode, done.stdout.splitlines()


def test_the_repository_holds_no_links() -> None:
    """A link to an environment would lead nowhere in anybody else's clone."""
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


def test_all_python_is_checked() -> None:
    """`scripts/check` looks at every folder that holds Python, those of scripts too, with the strictest types."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    types = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert types["strict"]
    assert "exclude" not in types
    assert set(types["packages"]) == {path.split("/")[0] for path in listed.stdout.splitlines()}
    commands = (ROOT / "scripts/check").read_text().splitlines()
    assert {".venv/bin/ruff check .", ".venv/bin/ruff format --check .", ".venv/bin/mypy"} <= set(commands)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_plain_sh(script: str) -> None:
    """No feature of a newer bash is used: any POSIX shell reads it, and it can be started."""
    path = ROOT / script
    assert path.read_text().startswith("#!/bin/sh\n")
    assert path.stat().st_mode & 0o111
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_tests_come_after_setup_and_checks(project: Path) -> None:
    """From wherever it is called, in this order; what each part took is said at the end."""
    status, lines = run(project, "scripts/test")
    assert status == 0
    assert lines[:2] == ["called scripts/setup", "called scripts/check"]
    assert lines[2].startswith("pytest: [-m] [pytest]")
    assert [line.split(":")[0].strip() for line in lines[-5:]] == [
        "parts",
        "setup",
        "check",
        "tests",
        "in all",
    ]


def test_arguments_go_to_pytest(project: Path) -> None:
    """Each as it is, with spaces."""
    _, lines = run(project, "scripts/test", "-k", "a or b", "--long", "-x")
    assert lines[2].endswith("[-k] [a or b] [--long] [-x]")


@pytest.mark.parametrize("script", ["scripts/test", ".ci/run"])
@pytest.mark.parametrize("broken", ["scripts/setup", "scripts/check", ".venv/bin/python"])
def test_what_fails_is_not_swallowed(project: Path, script: str, broken: str) -> None:
    """The status of any part that fails is the script's own."""
    program(project / broken, "exit 3")
    assert run(project, script)[0] == 3


def test_ci_takes_a_share_of_the_long_tests(project: Path) -> None:
    """The commit draws it; where there is no commit, the same ones are drawn each time."""
    _, lines = run(project, ".ci/run", "-x")
    assert lines[2].endswith("[--share] [none] [-x]")
    for argv in (
        ["init", "-q"],
        ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x", "--allow-empty"],
    ):
        subprocess.run(["git", *argv], cwd=project, check=True)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, check=True, capture_output=True, text=True
    )
    assert f"[--share] [{head.stdout.strip()}]" in run(project, ".ci/run")[1][2]


def test_temporary_files_lie_in_memory_and_go(project: Path, tmp_path: Path) -> None:
    """Where there is room for them and programs may run there; nothing stays, also where a test failed."""
    full = tmp_path / "few" / "df"
    program(full, "echo Filesystem 1K-blocks Used Available; echo shm 100 1 99")
    python, noted = project / ".venv/bin/python", tmp_path / "noted"
    tells = f'echo "${{TMPDIR:-}}" >{noted}; [ -z "${{TMPDIR:-}}" ] || touch "$TMPDIR/left"; exit 3'
    program(python, f'[ "$1" != -c ] || exit 0; {tells}')
    assert run(project, "scripts/test", PATH=f"{full.parent}:{os.environ['PATH']}")[0] == 3
    assert noted.read_text() == "\n"
    assert run(project, "scripts/test", TMPDIR=str(tmp_path))[0] == 3
    assert noted.read_text() == f"{tmp_path}\n"
    assert (tmp_path / "left").exists()
    assert run(project, "scripts/test")[0] == 3
    used = noted.read_text().strip()
    assert not used or (used.startswith("/dev/shm/ds.") and not Path(used).exists())


def test_ci_ends_with_pytests_own_line(project: Path) -> None:
    """The last line of all is the one that counts the tests."""
    status, lines = run(project, ".ci/run", "-x")
    assert (status, lines[-1]) == (0, "==== 3 passed in 1s ====")
