"""Registering the App: the manifest's way through GitHub and back, into files that only their owner reads."""

from __future__ import annotations

import html
import json
import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.web.register import EVENTS, PERMISSIONS, Registration

README = (Path(__file__).parent.parent.parent / "README.md").read_text()


@pytest.fixture
async def github() -> AsyncIterator[str]:
    """GitHub's end of the manifest flow: one code, good once."""
    codes = {"good"}

    async def convert(request: web.Request) -> web.Response:
        if request.match_info["code"] not in codes:
            return web.json_response({"message": "Not Found"}, status=404)
        codes.clear()
        app = {
            "id": 7,
            "pem": "PEM",
            "webhook_secret": "hush",
            "html_url": "https://github.com/apps/drystone",
        }
        return web.json_response(app, status=201)

    app = web.Application()
    app.router.add_post("/app-manifests/{code}/conversions", convert)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


async def test_the_whole_way(github: str, tmp_path: Path) -> None:
    """The page hands GitHub the manifest; GitHub's answer ends in private files; a foreign answer does not."""
    registration = Registration("https://github.com", github, "https://bot.example.com", tmp_path)
    async with TestServer(registration.app()) as server, ClientSession() as session:
        page = await (await session.get(server.make_url("/"))).text()
        found = json.loads(html.unescape(re.search(r'name="manifest" value="([^"]*)"', page)[1]))  # type: ignore[index]
        assert found["hook_attributes"]["url"] == "https://bot.example.com/webhooks/github"
        assert found["default_permissions"] == PERMISSIONS
        action = html.unescape(re.search(r'action="([^"]*)"', page)[1])  # type: ignore[index]
        (state,) = parse_qs(urlsplit(action).query)["state"]
        foreign = await session.get(server.make_url("/created?code=good&state=other"))
        assert foreign.status == 400
        answer = await session.get(server.make_url(f"/created?code=good&state={state}"))
        assert answer.status == 200
    assert registration.done.is_set()
    env = tmp_path / "github-app.env"
    assert env.read_text().splitlines()[0] == "GITHUB_APP_ID=7"
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_readme_lists_what_the_app_asks_for() -> None:
    """Who registers by hand finds every permission and event in the README."""
    for name in (*PERMISSIONS, *EVENTS):
        assert f"`{name}`" in README
