"""The wheel is whole: installed elsewhere it brings its templates, workflows and library along."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PLAN = ROOT / "examples/restaurant-booking/buildplan.yaml"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as pip would put it into site-packages."""
    made = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made))
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = made.glob("*.whl")
    target = tmp_path_factory.mktemp("site")
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    install = (
        str(uv),
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--offline",
        "--target",
        str(target),
        str(wheel),
    )
    subprocess.run(install, check=True, capture_output=True)
    return target


def run(installed: Path, cwd: Path, *code: str) -> str:
    """Python with the installed wheel before everything else, far from the checkout."""
    env = {"PATH": os.defpath, "HOME": str(cwd), "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        (sys.executable, *code), cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_carries_its_data(installed: Path, tmp_path: Path) -> None:
    """Templates and workflows are found inside the installed package, not in the checkout."""
    code = "import bot.resources as r; print(r.resource('templates'), r.resource('workflows'))"
    for place in run(installed, tmp_path, "-c", code).split():
        assert Path(place).is_relative_to(installed)
    assert (installed / "bot/data/workflows/build.yml").is_file()
    assert (installed / "bot/data/workflows/schema/buildplan.schema.json").is_file()


def test_generates_the_same_app(installed: Path, tmp_path: Path) -> None:
    """The installed command makes the same bytes as the checkout."""
    there, here = tmp_path / "there", tmp_path / "here"
    run(installed, tmp_path, "-m", "bot.cli.main", "generate", str(PLAN), "--out", str(there))
    generate = (sys.executable, "-m", "bot.cli.main", "generate", str(PLAN), "--out", str(here))
    subprocess.run(generate, cwd=ROOT, check=True, capture_output=True)
    assert _files(there) == _files(here) != {}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_lock_is_hashed_and_names_no_host() -> None:
    """Every dependency is pinned with hashes, and the lock says nothing of where it was made."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(pins) > 50
    assert all("==" in line and line.rstrip().endswith("\\") for line in pins)
    assert not any("://" in line for line in lines)
