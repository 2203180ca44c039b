"""Whatever is killed, and whenever: the run goes on by itself, and ends as if nothing had happened."""

from __future__ import annotations

import pytest

from bot.plugins import plugins
from tests.contract.waiting import kill
from tests.processes.bot import Bot, until_gone
from tests.processes.evidence import Evidence
from tests.processes.story import to_the_end


@pytest.mark.parametrize("bot", [{"slow_workers": 2}], indirect=True)
async def test_workers_are_killed(bot: Bot, undisturbed: Evidence) -> None:
    """SIGKILL of a step's process before and after its push, of the worker above it, of all workers, of the one
    that hands steps on: every step is done once.
    """
    places = ("before-scaffold", "after-assemble", "before-domains", "gate-compile", "after-migrate")
    bot.holds.hold(*places)
    await bot.start()
    issue = await bot.open_issue()
    for place in ("before-scaffold", "after-assemble"):
        kill(await bot.holds.arrived(place))
        bot.holds.let_go(place)

    horse = await bot.kill_worker_of("before-domains")
    # It ends with its worker: no two copies of a step are ever at work.
    await until_gone(horse)
    bot.holds.let_go("before-domains")

    await bot.holds.arrived("gate-compile")
    bot.processes.kill("work")
    bot.holds.let_go("gate-compile")
    await bot.start("work")
    await bot.approve(await bot.until_awaits(issue, "afterDomains"))

    await bot.holds.arrived("after-migrate")
    await bot.kill_worker("fast")
    bot.holds.let_go("after-migrate")
    assert await to_the_end(bot, issue, "beforeDeploy") == undisturbed


async def test_redis_is_killed(bot: Bot, undisturbed: Evidence) -> None:
    """It comes back with its data and without, after a step that ended meanwhile, and after an approval."""
    places = {"before-scaffold": False, "after-domains": True}
    bot.holds.hold(*places)
    await bot.start()
    issue = await bot.open_issue()
    for place, forgets in places.items():
        horse = await bot.holds.arrived(place)
        bot.redis.kill()
        if forgets:
            bot.redis.wipe()
        bot.holds.let_go(place)
        await until_gone(horse)
        bot.redis.start()

    pull = await bot.until_awaits(issue, "afterDomains")
    bot.redis.kill()
    await bot.approve(pull)
    await bot.forge.idle()
    bot.redis.wipe()
    bot.redis.start()
    assert await to_the_end(bot, issue, "beforeDeploy") == undisturbed


async def test_the_door_and_everything_is_killed(bot: Bot, undisturbed: Evidence) -> None:
    """What people do while nobody listens is not lost; a step under way is done anew."""
    bot.holds.hold("before-domains")
    issue = await bot.open_issue()
    await bot.forge.idle()
    await bot.start()

    await bot.holds.arrived("before-domains")
    bot.processes.kill("serve", "work", "tick")
    bot.holds.let_go("before-domains")
    await bot.start()

    pull = await bot.until_awaits(issue, "afterDomains")
    bot.processes.kill("serve")
    await bot.approve(pull)
    await bot.forge.idle()
    await bot.start("serve")

    pull = await bot.until_awaits(issue, "beforeDeploy")
    bot.processes.kill("serve", "work", "tick")
    await bot.approve(pull)
    await bot.forge.idle()
    await bot.start()
    assert await to_the_end(bot, issue) == undisturbed


@pytest.mark.long
async def test_every_commit_is_made_once_whenever_its_process_is_killed(
    bot: Bot, undisturbed: Evidence
) -> None:
    """SIGKILL before and after the push of each commit of the run, one after the other."""
    steps = ["plan", *(step for course in plugins().workflow.courses for step in course.steps)]
    places = [f"{moment}-{step}" for step in steps for moment in ("before", "after")]
    bot.holds.hold(*places)
    await bot.start()
    issue = await bot.open_issue()
    for place in places:
        if place == "before-migrate":
            await bot.approve(await bot.until_awaits(issue, "afterDomains"))
        kill(await bot.holds.arrived(place))
        bot.holds.let_go(place)
    assert await to_the_end(bot, issue, "beforeDeploy") == undisturbed
