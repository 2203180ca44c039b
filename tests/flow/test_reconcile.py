"""The tick finds what was left behind; one thing that fails keeps nothing else from being found."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.events import Actor, IssueOpened
from bot.errors import Retryable, UserError
from bot.flow.handle import GIVE_UP_AFTER
from tests.paper import AT, Paper, a_paper_world


def hears_nothing(world: Paper, error: Exception) -> list[int]:
    """Let the forge answer nothing about issues; counts how often it was asked."""
    asked: list[int] = []

    async def issue(at: Any, number: int) -> Any:
        asked.append(number)
        raise error

    world.app.forge.issue = issue  # type: ignore[method-assign]
    return asked


async def opened(world: Paper) -> None:
    await world.deliver(IssueOpened(workspace=AT, issue=1, actor=Actor(login="owner")), guid="g")


async def minutes(world: Paper, count: int) -> None:
    for _ in range(count * 20):
        world.clock.advance(3)
        await world.flow.reconcile()
        await world.queue.run_all()


@pytest.mark.parametrize("error", [Retryable("503"), UserError("403"), ZeroDivisionError("a bug")])
async def test_a_delivery_that_cannot_be_handled(error: Exception) -> None:
    """A delivery that fails is tried again, less and less often, and is handled once the world is well."""
    async with a_paper_world() as world:
        await opened(world)
        asked = hears_nothing(world, error)
        await minutes(world, 1)
        assert 3 <= len(asked) <= 12
        count = len(asked)
        await minutes(world, 10)
        assert len(asked) - count <= 12
        assert await world.app.store.undelivered(float("inf")) == ["g"]


async def test_a_delivery_that_never_can_be_handled() -> None:
    """After a day it is given up; what only waits for the forge is not."""
    for error, left in ((UserError("403"), []), (Retryable("503"), ["g"])):
        async with a_paper_world() as world:
            await opened(world)
            hears_nothing(world, error)
            world.clock.advance(GIVE_UP_AFTER + 1)
            await minutes(world, 1)
            assert await world.app.store.undelivered(float("inf")) == left


async def test_one_that_fails_keeps_no_other_from_going_on() -> None:
    """While one delivery fails, others are handled, and runs go on."""
    async with a_paper_world() as world:
        await opened(world)
        issue = world.app.forge.issue

        async def broken(at: Any, number: int) -> Any:
            if number == 1:
                raise ZeroDivisionError("a bug")
            return await issue(at, number)

        world.app.forge.issue = broken  # type: ignore[method-assign]
        world.host.next_id()
        number = await self_opened(world)
        assert (await world.run(number)).status == "waiting"


async def self_opened(world: Paper) -> int:
    """A second issue, with time enough for it: the world never comes to rest while the first one fails."""
    world.has_workers = True
    async with a_paper_world() as other:
        await other.open_issue()
        world.host.issues[2] = other.host.issues[1].model_copy(update={"number": 2})
    await world.deliver(IssueOpened(workspace=AT, issue=2, actor=Actor(login="owner")))
    await minutes(world, 2)
    return 2


async def test_the_queue_loses_everything() -> None:
    """A queue that is down or loses its data all the time delays things; it loses nothing."""
    async with a_paper_world() as world:
        await opened(world)
        world.host.next_id()
        async with a_paper_world() as other:
            await other.open_issue()
            world.host.issues[1] = other.host.issues[1]
        for _ in range(200):
            world.queue.lose()
            world.clock.advance(3)
            await world.flow.reconcile()
            await world.queue.run_all()
        assert (await world.run()).status == "waiting"


async def test_missed_people_are_found() -> None:
    """Issues, approvals and closed pull requests that nobody told of are found by looking."""
    async with a_paper_world() as world:
        async with a_paper_world() as other:
            await other.open_issue()
            world.host.issues[1] = other.host.issues[1]
        world.host.next_id()
        await world.pass_time(300)
        run = await world.run()
        assert run.status == "waiting"
        world.host.review("reviewer", run.courses[0].pull)
        await world.pass_time(60)
        run = await world.run()
        assert run.courses[0].laid
        world.host.close(run.build_pull)
        await world.pass_time(60)
        assert (await world.run()).status == "cancelled"
