"""Starts one part of the bot over the tiny flow: `fast`, `slow`, `tick`, or `crew` for all of them."""

from __future__ import annotations

import sys

from bot.adapters.queue.children import Crew
from bot.adapters.queue.rq import Lane, Limits
from bot.settings import read_settings
from bot.worker import run_until_told, serve_lane, tick
from tests.worker.entry import LEASE_SECONDS, open_flow

LANES: dict[str, Lane] = {"fast": "fast", "slow": "slow"}


async def _tick() -> None:
    async with open_flow() as flow:
        await tick(flow, flow.store, every=0.1, lease_seconds=LEASE_SECONDS)


def main(part: str) -> None:
    redis_url = read_settings().redis_url.get_secret_value()
    if part == "crew":
        Crew(
            [[sys.executable, "-m", "tests.worker.play", name] for name in ("fast", "slow", "tick")], 10
        ).run()
    elif part == "tick":
        run_until_told(_tick)
    else:
        serve_lane(LANES[part], redis_url, "tests.worker.entry", Limits(fast=30, slow=120))


main(sys.argv[1])
