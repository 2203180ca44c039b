"""Starts one part of the bot over the flow of `tests.processes.entry`: `serve`, `tick`, or a worker of a lane."""

from __future__ import annotations

import signal
import sys
from collections.abc import Awaitable, Callable

from bot.adapters.logs import configure
from bot.adapters.queue.children import die_with_parent
from bot.adapters.queue.rq import Lane, Limits
from bot.app import App
from bot.flow.flow import BotFlow
from bot.settings import Settings, read_settings
from bot.web.server import make_web, serve_web
from bot.web.webhook import Door
from bot.worker import run_until_told, serve_lane
from bot.worker import tick as run_tick
from tests.processes.entry import ENTRY, a_process

LANES: dict[str, Lane] = {"fast": "fast", "slow": "slow"}


async def serve(app: App) -> None:
    settings = app.settings
    door = Door(app.store, app.queue, app.clock, settings.webhook_secret, settings.webhook_seconds)
    web = make_web(door, lambda: app.store.held(["ready"]), settings.webhook_bytes)
    await serve_web(web, settings.host, settings.port)


async def tick(app: App) -> None:
    await run_tick(BotFlow(app), app.store, app.settings.tick_seconds, app.settings.lease_seconds)


def _until_told(settings: Settings, part: Callable[[App], Awaitable[None]]) -> None:
    async def run() -> None:
        async with a_process(settings) as app:
            await part(app)

    run_until_told(run)


def main(part: str, parent: str) -> None:
    die_with_parent(int(parent), signal.SIGTERM)
    settings = read_settings()
    configure(settings.log_level, settings.log_format, settings.secrets)
    if part in LANES:
        limits = Limits(fast=settings.job_seconds, slow=settings.step_seconds)
        serve_lane(LANES[part], settings.redis_url.get_secret_value(), ENTRY, limits)
    else:
        _until_told(settings, {"serve": serve, "tick": tick}[part])


main(*sys.argv[1:])
