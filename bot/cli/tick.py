"""`drystone tick`: finds and repairs what was missed."""

from __future__ import annotations

from bot.adapters.logs import configure
from bot.bootstrap import open_app
from bot.flow.flow import BotFlow
from bot.settings import Settings, read_settings
from bot.worker import run_until_told
from bot.worker import tick as run_tick


def tick() -> None:
    """Look for what was missed, again and again, until SIGTERM or Ctrl-C. Several do no harm: one at a time looks."""
    settings = read_settings()
    configure(settings.log_level, settings.log_format, settings.secrets)
    run_until_told(lambda: _tick(settings))


async def _tick(settings: Settings) -> None:
    async with open_app(settings) as app:
        await run_tick(BotFlow(app), app.store, settings.tick_seconds, settings.lease_seconds)
