"""`drystone generate`: a plan as a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.generate import own_components, write
from bot.cli.main import make_app
from bot.errors import UserError
from tests.phases.trees import PLANS, ROOT

PLAN = ROOT / "examples" / "restaurant-booking" / "buildplan.yaml"


def test_a_plan_becomes_a_folder(tmp_path: Path) -> None:
    """All files of the app, and nothing outside of it."""
    done = CliRunner().invoke(make_app(), ["generate", str(PLAN), "--out", str(tmp_path / "app")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "app" / "package.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["app"]


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """Nobody's files are written over unasked."""
    (tmp_path / "mine.txt").write_text("mine")
    done = CliRunner().invoke(make_app(), ["generate", str(PLAN), "--out", str(tmp_path)])
    assert isinstance(done.exception, UserError)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_plan_that_is_not_sound_makes_nothing(tmp_path: Path) -> None:
    """The plan's problems come first."""
    done = CliRunner().invoke(
        make_app(), ["generate", str(PLANS / "hostile.yaml"), "--out", str(tmp_path / "app")]
    )
    assert isinstance(done.exception, UserError)
    assert not (tmp_path / "app").exists()


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    """A link in the folder must not lead the app's files elsewhere."""
    (tmp_path / "app").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "app" / "lib").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="link"):
        write({"lib/deep/x.ts": b""}, tmp_path / "app")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_components_beside_the_plan_are_found(tmp_path: Path) -> None:
    """A repository's own `packages/**`, without links and installed packages."""
    for path in ("packages/a/A.tsx", "packages/a/node_modules/x/X.tsx"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    (tmp_path / "packages" / "B.tsx").symlink_to("/etc/passwd")
    assert own_components(tmp_path / "plan.yaml") == {"packages/a/A.tsx": b"x"}
