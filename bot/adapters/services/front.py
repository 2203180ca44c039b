"""The one lasting URL of an environment: passes requests on to whichever deployment is current.

Run as `python -m bot.adapters.services.front PORT FILE`; FILE holds the current entrance, read anew each time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, DummyCookieJar, UnixConnector, web
from yarl import URL

from bot.ports.hosting import Entrance

HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade")
)
NOT_UP = "Nothing is deployed here right now. Try again in a moment.\n"


class Upstream:
    """The way to the current deployment. The next one has a door of its own, so it gets connections of its own."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._door = Path()
        self._session: ClientSession | None = None

    async def now(self) -> tuple[ClientSession, int]:
        """The session, and the port that the app believes to be asked at."""
        given = json.loads(self._file.read_bytes())
        entrance = Entrance(Path(given["door"]), int(given["port"]))
        if self._session is None or self._door != entrance.door:
            before, self._session, self._door = self._session, _session(entrance.door), entrance.door
            if before is not None:
                await before.close()
        return self._session, entrance.port

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


UPSTREAM = web.AppKey("upstream", Upstream)


def make_front(file: Path) -> web.Application:
    """The proxy as an application; `file` holds the current entrance, as JSON."""
    app = web.Application(client_max_size=0)
    app[UPSTREAM] = Upstream(file)
    app.cleanup_ctx.append(_until_closed)
    app.router.add_route("*", "/{path:.*}", _pass_on)
    return app


def _session(door: Path) -> ClientSession:
    return ClientSession(
        auto_decompress=False,
        cookie_jar=DummyCookieJar(),
        connector=UnixConnector(str(door), limit=0),
        timeout=ClientTimeout(total=None, sock_connect=5),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )


async def _until_closed(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[UPSTREAM].close()


async def _pass_on(request: web.Request) -> web.StreamResponse:
    try:
        session, port = await request.app[UPSTREAM].now()
        return await _exchange(request, session, port)
    except (FileNotFoundError, ClientConnectionError):
        return web.Response(status=502, text=NOT_UP)


async def _exchange(request: web.Request, session: ClientSession, port: int) -> web.StreamResponse:
    headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP]
    body = request.content if request.body_exists else None
    url = URL(f"http://localhost:{port}{request.raw_path}", encoded=True)
    sending = session.request(request.method, url, headers=headers, data=body, allow_redirects=False)
    async with sending as answer:
        given = [(name, value) for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP]
        response = web.StreamResponse(status=answer.status, reason=answer.reason)
        response.headers.extend(given)
        if "Location" in response.headers:
            response.headers["Location"] = _from_outside(response.headers["Location"], port, request)
        await response.prepare(request)
        async for chunk in answer.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
        return response


def _from_outside(location: str, port: int, request: web.Request) -> str:
    """Next names its own port in redirects, whatever host it was asked for."""
    inside = URL(location)
    if inside.host in ("localhost", "127.0.0.1") and inside.port == port:
        return str(inside.with_host(request.url.host or "localhost").with_port(request.url.port))
    return location


def main() -> None:
    """Serve until told to end."""
    port, upstream = int(sys.argv[1]), Path(sys.argv[2])
    web.run_app(make_front(upstream), host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
