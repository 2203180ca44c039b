"""The web server: the webhook door, and whether this process is alive and ready."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.errors import Retryable, UserError
from bot.web.listening import listening
from bot.web.webhook import PATH, Door

LOG = structlog.get_logger(__name__)
READY_SECONDS = 3
Check = Callable[[], Awaitable[object]]


def make_web(door: Door, ready: Check, most_bytes: int) -> web.Application:
    """The application; `ready` raises `Retryable` or `UserError` while the store cannot be used."""
    app = web.Application(client_max_size=most_bytes)
    app.on_shutdown.append(door.close)
    app.router.add_post(PATH, door.receive)
    app.router.add_get("/healthz", _is_alive)
    app.router.add_get("/readyz", _Readiness(ready).answer)
    return app


async def serve_web(app: web.Application, host: str, port: int) -> None:
    """Serves until cancelled; requests under way are answered first."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        with listening(host, port, "Set PORT or DRYSTONE_HOST to another, or end what listens there."):
            await site.start()
        LOG.info("web_listens", addresses=[f"{where[0]}:{where[1]}" for where in runner.addresses])
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


async def _is_alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")


class _Readiness:
    def __init__(self, check: Check) -> None:
        self._check = check

    async def answer(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._check()
        except (Retryable, UserError, TimeoutError) as error:
            LOG.warning("not_ready", reason=str(error))
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="The store cannot be used.")
        return web.Response(text="ready")
