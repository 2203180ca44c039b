"""What a person can mend is said in a sentence, never as a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.bootstrap import redis_of
from bot.cli.main import main
from bot.errors import UserError
from bot.settings import Settings
from tests.builders import ROOT, restaurant

NO_REDIS = "REDIS_URL is not set to a redis://, rediss:// or unix:// address."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where commands are given: with a plan, and a folder whose plan is no UTF-8."""
    (tmp_path / "plan.yaml").write_text(restaurant())
    (tmp_path / "latin").mkdir()
    (tmp_path / "latin/buildplan.yaml").write_bytes("project: {name: café}\n".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("gates latin", "A file is not UTF-8 text: "),
        ("gates nowhere", "nowhere is not a folder"),
        ("generate latin/buildplan.yaml --out app", "Reading latin/buildplan.yaml"),
        ("generate plan.yaml --out plan.yaml/app", "Not a directory: plan.yaml/app"),
        ("gates latin --only lint,spelling", "There is no gate spelling"),
        ("serve", "PORT"),
        ("migrate", "PORT"),
    ],
)
def test_is_a_sentence(
    command: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be read, written or understood ends a command with 1 and says what and where, in one line."""
    monkeypatch.setattr(sys, "argv", ["drystone", *command.split()])
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err.strip()
    assert ended.value.code == 1
    assert said.count("\n") == 0
    assert told in said


@pytest.mark.parametrize("url", ["", "localhost:6379", "http://localhost"])
def test_no_address_of_a_redis(url: str) -> None:
    """The parts have to share a Redis: what is no address of one is refused in words."""
    with pytest.raises(UserError, match="REDIS_URL is not set") as told:
        redis_of(Settings(redis_url=SecretStr(url)))
    assert "drystone dev" in str(told.value)


@pytest.mark.parametrize("verb", ["work", "tick"])
def test_without_a_redis(tmp_path: Path, verb: str) -> None:
    """A command that needs Redis says so once and ends, before it starts anything."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", verb],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "REDIS_URL": "localhost:6379",
        },
        timeout=100,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(NO_REDIS)
    assert "Traceback" not in done.stderr
