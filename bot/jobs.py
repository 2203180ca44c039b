"""The bot's jobs, as workers call them by name."""

from __future__ import annotations

from bot.bootstrap import open_flow, warm_tools
from bot.plugins import plugins
from bot.worker import Jobs


async def warm() -> None:
    """What every job needs, read once before the first fork."""
    plugins().read()
    await warm_tools()


JOBS = Jobs(open_flow, warm)
run_delivery, run_drain, run_step, run_preview = JOBS.delivery, JOBS.drain, JOBS.step, JOBS.preview
