"""How soon the next phase starts after an approval."""

from __future__ import annotations

import asyncio
import re
import statistics
import tempfile
import time
from pathlib import Path

from scripts.benches.figures import Figure, Measured
from tests.builders import restaurant
from tests.processes.bot import Bot, a_bot

ROUNDS = 5
CHECKPOINTS = {"afterScaffold": "assemble", "afterDomains": "migrate"}
"""What begins once each is approved."""
TARGET = 0.5
UNHURRIED = {"points_per_minute": 100_000, "contents_per_minute": 10_000, "contents_per_hour": 100_000}
"""Ten runs in a minute are more than GitHub lets one installation write: the pause for that is not measured here."""


def measure() -> Measured:
    """from a review to the start of the next phase, with real processes, queue, git and forge"""
    seconds = asyncio.run(_measure())
    return Measured(
        (
            Figure("approval to next phase, median", statistics.median(seconds), "s", TARGET, is_strict=True),
            Figure("approval to next phase, longest", max(seconds), "s"),
        ),
        {"seconds": seconds},
    )


async def _measure() -> list[float]:
    plan = re.sub(r"humanCheckpoints: \[.*\]", f"humanCheckpoints: {list(CHECKPOINTS)}", restaurant())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with a_bot(Path(folder), **UNHURRIED) as bot:
            await bot.start()
            await bot.until_workers_wait()
            return [seconds for _ in range(ROUNDS) for seconds in await _round(bot, plan)]


async def _round(bot: Bot, plan: str) -> list[float]:
    """One run up to its third course, then cancelled: only one at a time is built."""
    issue = await bot.open_issue(plan)
    seconds = []
    for checkpoint, phase in CHECKPOINTS.items():
        pull = await bot.until_awaits(issue, checkpoint)
        approved = time.time()
        await bot.approve(pull)
        run = await bot.until_started(issue, phase)
        step = run.latest("phase", phase)
        assert step is not None
        seconds.append(step.started_at - approved)
    await bot.comment(issue, "/build cancel")
    await bot.until(issue, lambda run: run.is_ended)
    return seconds
