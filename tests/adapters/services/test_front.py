"""The lasting URL of an environment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.adapters.services.front import NOT_UP, make_front


async def echo(request: web.Request) -> web.Response:
    body = await request.read()
    said = {"method": request.method, "path": request.raw_path, "host": request.host, "body": body.decode()}
    response = web.json_response(said)
    response.headers.add("Set-Cookie", "a=1")
    response.headers.add("Set-Cookie", "b=2")
    return response


async def redirect(request: web.Request) -> web.Response:
    """As Next does: by its own port, not by the host that it was asked for."""
    raise web.HTTPTemporaryRedirect(f"http://localhost:{PORT}/there?x=1")


async def named(request: web.Request) -> web.Response:
    return web.Response(text=request.app[NAME])


NAME = web.AppKey("name", str)
PORT = 3000


@asynccontextmanager
async def app_at(door: Path, upstream: Path, name: str = "") -> AsyncIterator[None]:
    """An app behind a door, to which the front leads from now on."""
    app = web.Application()
    app[NAME] = name
    app.router.add_get("/away", redirect)
    app.router.add_get("/name", named)
    app.router.add_route("*", "/{path:.*}", echo)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.UnixSite(runner, str(door)).start()
    upstream.write_text(json.dumps({"door": str(door), "port": PORT}))
    yield
    await runner.cleanup()


@pytest.fixture
async def upstream(tmp_path: Path) -> Path:
    return tmp_path / "upstream"


@pytest.fixture
async def front(upstream: Path) -> AsyncIterator[TestServer]:
    server = TestServer(make_front(upstream))
    await server.start_server()
    yield server
    await server.close()


async def test_requests_pass_as_they_came(tmp_path: Path, upstream: Path, front: TestServer) -> None:
    """Method, raw path, host, body and every cookie go through unchanged."""
    path, host = "/a%2Fb?q=%20", f"127.0.0.1:{front.port}"
    async with (
        app_at(tmp_path / "app", upstream),
        ClientSession() as session,
        session.put(front.make_url(path), data="hello") as answer,
    ):
        said = await answer.json()
        cookies = answer.headers.getall("Set-Cookie")
    assert said == {"method": "PUT", "path": path, "host": host, "body": "hello"}
    assert cookies == ["a=1", "b=2"]


async def test_the_next_request_goes_to_the_new_deployment(
    tmp_path: Path, upstream: Path, front: TestServer
) -> None:
    """Switching is writing one file."""
    seen = []
    async with ClientSession() as session:
        for name in ("blue", "green"):
            async with (
                app_at(tmp_path / name, upstream, name),
                session.get(front.make_url("/name")) as answer,
            ):
                seen.append(await answer.text())
    assert seen == ["blue", "green"]


async def test_redirects_lead_back_to_the_front(tmp_path: Path, upstream: Path, front: TestServer) -> None:
    """A redirect that names the app's own port would drop out of the lasting URL."""
    url = front.make_url("/away")
    async with (
        app_at(tmp_path / "app", upstream),
        ClientSession() as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        assert answer.headers["Location"] == str(front.make_url("/there?x=1"))


async def test_nothing_deployed_says_so(tmp_path: Path, upstream: Path, front: TestServer) -> None:
    """Without a deployment, or with a dead one, people get a sentence instead of a broken connection."""
    async with ClientSession() as session:
        for is_dead in (False, True):
            if is_dead:
                upstream.write_text(json.dumps({"door": str(tmp_path / "dead"), "port": PORT}))
            async with session.get(front.make_url("/")) as answer:
                assert (answer.status, await answer.text()) == (502, NOT_UP)
