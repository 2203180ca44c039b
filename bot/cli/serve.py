"""`drystone serve`: the web server."""

from __future__ import annotations

from bot.adapters.logs import configure
from bot.bootstrap import open_app
from bot.settings import Settings, read_settings
from bot.web.server import make_web, serve_web
from bot.web.webhook import Door
from bot.worker import run_until_told


def serve() -> None:
    """Take webhooks in, until SIGTERM or Ctrl-C."""
    settings = read_settings()
    configure(settings.log_level, settings.log_format, settings.secrets)
    # Asked for first, so that nothing listens without it.
    secret = settings.webhook_secret
    run_until_told(lambda: _serve(settings, secret))


async def _serve(settings: Settings, secret: bytes) -> None:
    async with open_app(settings) as app:
        door = Door(app.store, app.queue, app.clock, secret, settings.webhook_seconds)
        web = make_web(door, lambda: app.store.held(["ready"]), settings.webhook_bytes)
        await serve_web(web, settings.host, settings.port)
