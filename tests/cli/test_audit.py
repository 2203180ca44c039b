"""`drystone audit` says who caused what, when, on which commit."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.bootstrap import SYSTEM_CLOCK
from bot.cli.main import make_app
from bot.core.run import Entry
from tests.contract.samples import a_run, saved

COMMIT = "5eed" * 10


async def keep(url: str) -> None:
    await migrate(url)
    store = SqlStore(url, SYSTEM_CLOCK)
    entries = (
        Entry(at=1_700_000_000, what="/build cancel: refused, no write access", actor="reader"),
        Entry(at=1_700_000_060, what="afterDomains approved by \x1b[1mana", actor="ana", commit=COMMIT),
    )
    await store.save(saved(a_run(), entries=entries))
    await store.close()


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database that the command reads."""
    url = f"sqlite:///{tmp_path / 'drystone.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    asyncio.run(keep(url))
    return url


def test_as_lines(say: str) -> None:
    """A line for each: when, where, who, what, on which commit; what others wrote does not reach the terminal."""
    done = CliRunner().invoke(make_app(["audit"]), ["audit"])
    assert done.exit_code == 0, done.output
    assert [line.split() for line in done.output.splitlines()] == [
        [
            "2023-11-14",
            "22:13:20",
            "owner/app#12",
            "reader",
            "-",
            "/build",
            "cancel:",
            "refused,",
            "no",
            "write",
            "access",
        ],
        f"2023-11-14 22:14:20 owner/app#12 ana {COMMIT[:12]} afterDomains approved by [1mana".split(),
    ]


def test_as_json(say: str) -> None:
    """One object a line, for tools; nothing of other repositories."""
    lines = (
        CliRunner()
        .invoke(make_app(["audit"]), ["audit", "--json", "--repo", "owner/app"])
        .output.splitlines()
    )
    assert [json.loads(line)["entry"]["actor"] for line in lines] == ["reader", "ana"]
    assert CliRunner().invoke(make_app(["audit"]), ["audit", "--json", "--repo", "owner/other"]).stdout == ""


def test_nothing_yet(say: str) -> None:
    """An empty log says so."""
    assert "Nothing is recorded." in CliRunner().invoke(make_app(["audit"]), ["audit", "--days", "1"]).output
