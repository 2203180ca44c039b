"""Everything on one machine, with stand-ins for the bot's own three parts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientSession

from bot.adapters.services.ports import answers
from bot.adapters.services.scene import OWNER, REPO, REVIEWER, Control
from bot.adapters.services.stack import Stack
from bot.adapters.tools import Tools, find_tools
from bot.errors import UserError
from bot.settings import Settings, environment
from tests.contract.waiting import alive

PART = """
import http.server, json, os, pathlib, signal, sys
verb, folder = sys.argv[2], pathlib.Path(sys.argv[1])
(folder / f"{verb}.json").write_text(json.dumps(dict(os.environ)))
if verb == "migrate":
    sys.exit((folder / "bad").exists() and "no such table")
if verb != "serve":
    signal.pause()
class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
    def do_POST(self):
        (folder / "hook").write_text(self.headers["X-GitHub-Event"] + self.path)
        self.send_response(202)
        self.end_headers()
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Door).serve_forever()
"""


@pytest.fixture
async def tools() -> Tools:
    return await find_tools(environment(), ["node", "redis", "postgresql"])


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    return tmp_path / "parts"


@pytest.fixture
def stack(tmp_path: Path, parts: Path, tools: Tools) -> Stack:
    settings = Settings(data=tmp_path / "data", port=0)
    return Stack(settings, tools, lambda *_: None, (sys.executable, "-c", PART, str(parts)))


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Whatever happens, no child that a test began is alive afterwards."""
    before = set(psutil.Process().children())
    yield
    assert alive(set(psutil.Process().children()) - before) == []


def given_to(parts: Path, verb: str) -> dict[str, str]:
    return dict(json.loads((parts / f"{verb}.json").read_text()))


async def test_all_is_up_when_it_says_so(stack: Stack, parts: Path, tmp_path: Path) -> None:
    """Addresses are told, and written down, once every part is ready."""
    async with stack.running(0) as addresses, ClientSession() as session:
        for url in (f"{addresses.forge}/_control/", f"{addresses.web}/readyz"):
            async with session.get(url) as answer:
                assert answer.status == 200
        assert json.loads((tmp_path / "data/dev.json").read_text()) == vars(addresses) | {"pid": os.getpid()}
    assert not (tmp_path / "data/dev.json").exists()
    assert not answers(int(addresses.forge.rpartition(":")[2]))


async def test_parts_are_told_where_the_forge_is(stack: Stack, parts: Path) -> None:
    """Every part gets the App's identity and the forge's addresses; the key only as a file."""
    async with stack.running(0) as addresses:
        env = given_to(parts, "serve")
    assert env["GITHUB_API_URL"] == f"{addresses.forge}/api/v3"
    assert env["REDIS_URL"].startswith("unix://")
    assert env["DRYSTONE_LOCAL"] == "1"
    assert "GITHUB_PRIVATE_KEY" not in env
    assert "PRIVATE KEY" in Path(env["GITHUB_PRIVATE_KEY_FILE"]).read_text()
    assert Path(env["GITHUB_PRIVATE_KEY_FILE"]).stat().st_mode & 0o077 == 0


async def test_webhooks_reach_the_bot(stack: Stack, parts: Path) -> None:
    """What happens in the forge comes to the door of the web part."""
    async with stack.running(0) as addresses:
        control = Control(addresses.forge)
        await control("open_issue", user=OWNER, repo=REPO, title="Hello")
        await control("idle")
    assert (parts / "hook").read_text() == "issues/webhooks/github"


async def test_the_story_is_kept_over_a_restart(stack: Stack, parts: Path) -> None:
    """The same data folder is the same forge, App and people again."""
    async with stack.running(0) as addresses:
        await Control(addresses.forge)("open_issue", user=OWNER, repo=REPO, title="Hello")
        before = given_to(parts, "serve")["GITHUB_APP_ID"]
    async with stack.running(0) as addresses:
        control = Control(addresses.forge)
        assert [issue["title"] for issue in await control("issues", repo=REPO)] == ["Hello"]
        assert (await control("create_user", login=REVIEWER))["login"] == REVIEWER
    assert given_to(parts, "serve")["GITHUB_APP_ID"] == before


async def test_a_failed_start_leaves_nothing(stack: Stack, parts: Path) -> None:
    """When a part cannot start, its words are shown and all others are ended."""
    (parts / "bad").touch()
    with pytest.raises(UserError, match="no such table"):
        async with stack.running(0):
            pass


async def test_what_a_kill_left_is_ended_first(stack: Stack, tmp_path: Path) -> None:
    """Parts of a run that was killed are on record: the next start ends them before its own."""
    async with stack.running(0):
        record = json.loads((tmp_path / "data/processes/tick.json").read_text())
        left = psutil.Process(record["pid"])
        async with stack.running(0):
            assert alive([left]) == []
