"""How soon a run goes on after a kill in the middle of a phase, with the settings that come by default."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil

from scripts.benches.figures import Figure, Measured
from tests.processes.bot import Bot, a_bot

TARGET = 15.0
Disturb = Callable[[Bot, int], Awaitable[None]]


async def _kill_step(_: Bot, process: int) -> None:
    os.kill(process, signal.SIGKILL)


async def _kill_worker(_: Bot, process: int) -> None:
    os.kill(psutil.Process(process).ppid(), signal.SIGKILL)


async def _kill_all(bot: Bot, _: int) -> None:
    bot.processes.kill("serve", "work", "tick")
    await bot.start()


async def _lose_queue(bot: Bot, process: int) -> None:
    """The step's process goes with what the queue knew of it."""
    bot.redis.kill()
    bot.redis.wipe()
    os.kill(process, signal.SIGKILL)
    bot.redis.start()


DISTURBANCES: tuple[tuple[str, str, Disturb], ...] = (
    ("plan", "everything is killed and started again", _kill_all),
    ("scaffold", "the step's process is killed", _kill_step),
    ("assemble", "the worker is killed", _kill_worker),
    ("domains", "Redis loses its data and the step's process is killed", _lose_queue),
)
"""What happens in the middle of which phase, in the order of the phases."""


def measure() -> Measured:
    """from SIGKILL in the middle of a phase to the phase's next start"""
    seconds = asyncio.run(_measure())
    return Measured(
        tuple(Figure(f"goes on after {what}", took, "s", TARGET) for what, took in seconds.items())
    )


async def _measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with a_bot(Path(folder)) as bot:
            bot.holds.hold(*(f"before-{phase}" for phase, _, _ in DISTURBANCES))
            await bot.start()
            await bot.until_workers_wait()
            await bot.open_issue()
            return {
                what: await _disturbed(bot, f"before-{phase}", disturb)
                for phase, what, disturb in DISTURBANCES
            }


async def _disturbed(bot: Bot, place: str, disturb: Disturb) -> float:
    process = await bot.holds.arrived(place)
    bot.holds.forget(place)
    killed = time.monotonic()
    await disturb(bot, process)
    await bot.holds.arrived(place)
    seconds = round(time.monotonic() - killed, 2)
    bot.holds.let_go(place)
    return seconds
