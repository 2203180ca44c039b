"""Rows 30, 31 and 34 of the attacks: processes, pull requests and services that end while a step is carried out."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.flow.carry_out import step_lease
from tests.contract.waiting import DEADLINE, is_gone, kill, until_async
from tests.processes.bot import QUICK, Bot, a_bot, until_gone
from tests.world import trailer

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETTINGS = {**QUICK, "lease_seconds": 5.0, "webhook_seconds": 4.0}
"""A lease ends here with its holder alone, and a webhook is late only where the store is down: not for a slow disk."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bot]:
    """One bot for all of these; each run of theirs is ended."""
    async with a_bot(tmp_path_factory.mktemp("attacked"), **SETTINGS) as made:
        await made.start()
        yield made


async def ended(bot: Bot, issue: int) -> None:
    await bot.comment(issue, "/build cancel")
    await bot.until(issue, lambda run: run.is_ended)


async def test_30_killed_between_push_and_store(bot: Bot) -> None:
    """SIGKILL after the push, before anything of it is stored: the commit is adopted, and made once."""
    bot.holds.hold("after-scaffold")
    issue = await bot.open_issue()
    kill(await bot.holds.arrived("after-scaffold"))
    branch = (await bot.run(issue)).courses[0].branch
    pushed = (await bot.forge.branches(bot.repo))[branch]
    bot.holds.let_go("after-scaffold")
    await bot.until_awaits(issue, "afterDomains")
    log = await bot.forge.log(bot.repo, branch)
    assert pushed in [one["sha"] for one in log]
    phases = [trailer(one["message"], "Drystone-Phase") for one in reversed(log)]
    assert phases == ["", "plan", "scaffold", "assemble", "domains"]
    await ended(bot, issue)


async def test_31_closed_in_mid_step(bot: Bot) -> None:
    """Closing the pull request ends the gate under way with its children; its lease is free when they are dead."""
    bot.holds.hold("gate-compile")
    issue = await bot.open_issue()
    child, horse = await bot.holds.arrived("gate-compile"), await bot.holds.worker_at("gate-compile")
    run = await bot.run(issue)
    lease = step_lease(run, next(step for step in run.steps if step.name == "compile"))
    assert await bot.store.held([lease])
    await bot.forge.close_issue("owner", bot.repo, run.build_pull)

    async def is_free() -> bool:
        is_held = bool(await bot.store.held([lease]))
        assert is_held or is_gone(child), "the lease was given back while the child lived"
        return not is_held

    await until_async(is_free)
    await until_gone(horse)
    bot.holds.let_go("gate-compile")
    run = await bot.until(issue, lambda run: run.is_ended)
    assert (run.status, run.in_flight) == ("cancelled", ())


async def test_34_the_store_or_redis_is_down(bot: Bot) -> None:
    """Without the store nothing is taken in: 503, and no effect. Without Redis it is stored, and relayed later."""
    issue = await bot.open_issue("project: 1")
    await bot.comment(issue, "/help")

    async def answers(count: int) -> bool:
        said = await bot.forge.comments(bot.repo, issue)
        return [one["body"].startswith("<!-- drystone:answer:") for one in said].count(True) == count

    await until_async(lambda: answers(1))
    other = sqlite3.connect(bot.settings.database.removeprefix("sqlite:///"), timeout=DEADLINE)
    other.execute("BEGIN EXCLUSIVE")
    await bot.comment(issue, "/help")
    await bot.forge.idle()
    other.close()
    (lost,) = (await bot.forge.deliveries("issue_comment.created"))[-1:]
    assert lost["status_code"] == 503
    assert await answers(1)
    await bot.forge.redeliver(lost["id"])
    await until_async(lambda: answers(2))

    bot.redis.kill()
    await bot.comment(issue, "/help")
    await bot.forge.idle()
    (kept,) = (await bot.forge.deliveries("issue_comment.created"))[-1:]
    assert kept["status_code"] == 202
    assert await answers(2)
    bot.redis.start()
    await until_async(lambda: answers(3))
