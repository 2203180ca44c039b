"""The one lasting URL of an environment: passes requests on to whichever deployment is current.

Run as `python -m bot.adapters.services.front PORT FILE`; FILE holds the current port, read anew each time.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from yarl import URL

HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-authenticate", "te", "trailer", "transfer-encoding", "upgrade")
)
UPSTREAM = web.AppKey("upstream", Path)
SESSION = web.AppKey("session", ClientSession)
NOT_UP = "Nothing is deployed here right now. Try again in a moment.\n"


def make_front(upstream: Path) -> web.Application:
    """The proxy as an application; `upstream` is the file that holds the current port."""
    app = web.Application(client_max_size=0)
    app[UPSTREAM] = upstream
    app.cleanup_ctx.append(_session)
    app.router.add_route("*", "/{path:.*}", _pass_on)
    return app


async def _session(app: web.Application) -> AsyncIterator[None]:
    app[SESSION] = ClientSession(
        auto_decompress=False,
        cookie_jar=DummyCookieJar(),
        connector=TCPConnector(limit=0),
        timeout=ClientTimeout(total=None, sock_connect=5),
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )
    yield
    await app[SESSION].close()


async def _pass_on(request: web.Request) -> web.StreamResponse:
    try:
        port = int(request.app[UPSTREAM].read_text())
        return await _exchange(request, f"http://127.0.0.1:{port}{request.raw_path}")
    except (FileNotFoundError, ValueError, ClientConnectionError):
        return web.Response(status=502, text=NOT_UP)


async def _exchange(request: web.Request, url: str) -> web.StreamResponse:
    headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP]
    body = request.content if request.body_exists else None
    sending = request.app[SESSION].request(
        request.method, URL(url, encoded=True), headers=headers, data=body, allow_redirects=False
    )
    async with sending as answer:
        given = [(name, value) for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP]
        response = web.StreamResponse(status=answer.status, reason=answer.reason)
        response.headers.extend(given)
        if "Location" in response.headers:
            response.headers["Location"] = _from_outside(response.headers["Location"], URL(url).port, request)
        await response.prepare(request)
        async for chunk in answer.content.iter_any():
            await response.write(chunk)
        await response.write_eof()
        return response


def _from_outside(location: str, port: int | None, request: web.Request) -> str:
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
