"""Many workers at once, deliveries doubled and shuffled: the end is the same."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bot.core.events import Actor, ForgeEvent, IssueOpened, PullChanged, ReviewChanged
from tests.flow.ends import seen
from tests.mortal import Life
from tests.paper import AT, Paper, a_paper_world


async def told(world: Paper) -> dict[str, Any]:
    await world.main_job()
    return await seen(world)


def alive(moment: str, write: str, given: tuple[Any, ...]) -> bool:
    return False


@pytest.mark.parametrize("seed", range(12))
async def test_workers_side_by_side(seed: int) -> None:
    """Every job carried out by two workers at once, others always in between: each thing is done once."""
    async with a_paper_world() as world:
        wanted = await told(world)
    async with a_paper_world(life=Life(alive, random.Random(seed))) as world:
        world.queue.side_by_side = world.queue.doubled = True
        assert await told(world) == wanted
        checked = {name: gate.checked for name, gate in world.gates.items()}
        assert checked == {name: [name] * (2 if name in ("compile", "lint") else 1) for name in checked}


@pytest.mark.parametrize("seed", range(12))
async def test_deliveries_doubled_and_shuffled(seed: int) -> None:
    """Deliveries come twice, under other GUIDs, out of order, late, or not at all: the end is the same."""
    chance = random.Random(seed)
    async with a_paper_world() as world:
        wanted = await told(world)

    async with a_paper_world() as world:

        async def storm(*events: ForgeEvent) -> None:
            """Each event never, once or twice, among echoes of what was told before."""
            history.extend(events)
            batch = [event for event in events for _ in range(chance.randrange(3))]
            batch += chance.sample(history, k=min(len(history), 3))
            chance.shuffle(batch)
            for number, event in enumerate(batch):
                await world.deliver(event, guid=f"{len(history)}-{number // 2}")
            await world.settle()
            await world.pass_time(300)

        history: list[ForgeEvent] = []
        world.host.issues[world.host.next_id()] = (await issue_of(world)).model_copy(update={"number": 1})
        await storm(IssueOpened(workspace=AT, issue=1, actor=Actor(login="owner")))
        for _ in range(2):
            run = await world.run()
            assert run.course
            number = run.course.pull or run.build_pull
            world.host.review("reviewer", number)
            reviewed = ReviewChanged(workspace=AT, pull=number, actor=Actor(login="reviewer"))
            actor = Actor(login="drystone[bot]", is_bot=True)
            await storm(
                reviewed, PullChanged(workspace=AT, pull=number, branch=run.course.branch, actor=actor)
            )
        assert await seen(world) == wanted


async def issue_of(world: Paper) -> Any:
    """The issue as `open_issue` opens it, in a world that is not told of it."""
    async with a_paper_world() as other:
        await other.open_issue()
        return other.host.issues[1]
