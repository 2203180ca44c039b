"""Starts one part of the bot over the tiny flow: `fast`, `slow`, `tick`, or `crew` for all of them."""

from __future__ import annotations

import os
import signal
import sys

from bot.adapters.queue.children import Crew, die_with_parent
from bot.adapters.queue.rq import Lane, Limits
from bot.settings import read_settings
from bot.worker import run_until_told, serve_lane, tick
from tests.worker.entry import LEASE_SECONDS, open_flow

LANES: dict[str, Lane] = {"fast": "fast", "slow": "slow"}


async def _tick() -> None:
    async with open_flow() as flow:
        await tick(flow, flow.store, every=0.1, lease_seconds=LEASE_SECONDS)


def main(part: str, crew: str = "") -> None:
    settings = read_settings()
    redis_url = settings.redis_url.get_secret_value()
    if crew:
        die_with_parent(int(crew), signal.SIGTERM)
    if part == "crew":
        me = str(os.getpid())
        parts = ("fast", "slow", "tick")
        Crew([[sys.executable, "-m", "tests.worker.play", part, me] for part in parts], stop_seconds=60).run()
    elif part == "tick":
        run_until_told(_tick)
    else:
        serve_lane(LANES[part], redis_url, "tests.worker.entry", Limits(fast=30, slow=settings.step_seconds))


main(*sys.argv[1:])
