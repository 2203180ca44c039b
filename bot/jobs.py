"""The bot's jobs, as workers call them by name."""

from __future__ import annotations

from bot.bootstrap import open_flow, plugins, warm_tools
from bot.worker import Jobs


async def warm() -> None:
    """What every job needs, read once before the first fork."""
    plugins()
    await warm_tools()


JOBS = Jobs(open_flow, warm)
run_delivery, run_drain, run_step, run_preview = JOBS.delivery, JOBS.drain, JOBS.step, JOBS.preview
