"""The rest of the main job, from wherever it is: approvals where they are asked for, until the app is deployed."""

from __future__ import annotations

from tests.processes.bot import Bot
from tests.processes.evidence import Evidence, evidence


async def to_the_end(bot: Bot, issue: int, *checkpoints: str) -> Evidence:
    """Approve at the checkpoints that are still to come; what the run left behind once it is completed."""
    for checkpoint in checkpoints:
        await bot.approve(await bot.until_awaits(issue, checkpoint))
    run = await bot.until(issue, lambda run: run.is_ended)
    assert run.status == "completed", run.trouble
    await bot.until_at_rest(run.id)
    return await evidence(bot.forge, bot.at, run.merged)
