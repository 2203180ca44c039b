"""`drystone tick`: finds and repairs what was missed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from bot.adapters.logs import configure
from bot.app import App
from bot.bootstrap import open_app
from bot.errors import Retryable
from bot.flow.flow import BotFlow
from bot.settings import DAY, HOUR, Settings, read_settings
from bot.worker import run_until_told
from bot.worker import tick as run_tick

LOG = structlog.get_logger(__name__)


def tick() -> None:
    """Look for what was missed, again and again, until SIGTERM or Ctrl-C. Several do no harm: one at a time looks."""
    settings = read_settings()
    configure(settings.log_level, settings.log_format, settings.secrets)
    run_until_told(lambda: _tick(settings))


async def _tick(settings: Settings) -> None:
    async with open_app(settings) as app, asyncio.TaskGroup() as group:
        group.create_task(run_tick(BotFlow(app), app.store, settings.tick_seconds, settings.lease_seconds))
        group.create_task(_forget(app, settings.delivery_days * DAY))


async def _forget(app: App, age: float) -> None:
    """Drops old deliveries, so that the database does not grow for ever."""
    while True:
        with suppress(Retryable):
            count = await app.store.forget_deliveries(app.clock.now() - age)
            LOG.info("deliveries_forgotten", count=count)
        await asyncio.sleep(HOUR)
