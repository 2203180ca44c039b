"""A run that people cancel stops where it is."""

from __future__ import annotations

from tests.processes.bot import Bot, until_gone


async def test_cancel_ends_the_step_and_what_it_started(bot: Bot) -> None:
    """`/build cancel` ends the process of a gate under way with its children, and its check says so."""
    bot.holds.hold("gate-compile")
    await bot.start()
    issue = await bot.open_issue()
    child, horse = await bot.holds.arrived("gate-compile"), await bot.holds.worker_at("gate-compile")

    await bot.comment(issue, "/build cancel")
    for process in (child, horse):
        await until_gone(process)
    run = await bot.until(issue, lambda run: run.is_ended)
    await bot.until_at_rest(run.id)
    assert run.status == "cancelled"
    assert not run.in_flight
    checks = {one["name"]: one["conclusion"] for one in await bot.forge.checks(bot.repo, run.head)}
    assert checks["compile"] == "cancelled"
