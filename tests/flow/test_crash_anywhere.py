"""The bot's process dies right before and right after every single write of a main job; the end is the same.

A story is told in parts, each from one rest to the next. A part is told once undisturbed, then once for each of
its writes and moments, with the process dying there, its queue lost and its leases left to end.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fakes.fixer import FakeFixer
from tests.flow.ends import seen
from tests.mortal import Death, Life
from tests.paper import Kept, Paper, a_paper_world, small_plan

SHARES = 8
"""Of the points of each part, so that they can run side by side."""
Part = Callable[[Paper], Awaitable[None]]


async def open_issue(world: Paper) -> None:
    await world.open_issue()


async def open_issue_of_three(world: Paper) -> None:
    await world.open_issue(plan=small_plan(("afterScaffold", "afterDomains", "beforeDeploy")))


async def open_issue_of_none(world: Paper) -> None:
    await world.open_issue(plan=small_plan(()))


async def approve(world: Paper) -> None:
    """The pull request that waits."""
    run = await world.run()
    assert run.course
    await world.review("reviewer", run.course.pull or run.build_pull)


async def merge(world: Paper) -> None:
    """A person merges the build pull request."""
    number = (await world.run()).build_pull
    world.host.merge(number, "second")
    await world.happened_to_pull("second", number)


async def turn_red(world: Paper) -> None:
    world.gates["lint"].is_red = True
    await world.open_issue()
    assert (await world.run()).status == "halted"


async def retry_green(world: Paper) -> None:
    world.gates["lint"].is_red = False
    await world.comment("owner", 1, "/build retry lint")


def spoil(world: Paper, by: bytes) -> None:
    """Lint finds fault with what `domains` lays; a fixer puts other words there."""
    world.gates["lint"].fault = b"domains p"
    world.fixers["eslint"] = FakeFixer("eslint", b"domains p", by)


async def open_to_be_fixed(world: Paper) -> None:
    spoil(world, b"domain p")
    await world.open_issue()


async def open_beyond_help(world: Paper) -> None:
    spoil(world, b"the domains p")
    await world.open_issue()


async def retry_beyond_help(world: Paper) -> None:
    """Fresh attempts, of which one is in vain."""
    spoil(world, b"domains p")
    await world.comment("owner", 1, "/build retry lint")


async def open_another_issue(world: Paper) -> None:
    await world.open_issue("second")


async def cancel(world: Paper) -> None:
    await world.comment("owner", 1, "/build cancel")


async def edit_plan(world: Paper) -> None:
    """A person edits the plan on the checkpoint's branch."""
    branch = (await world.run()).courses[0].branch
    text = small_plan().replace("restaurant-booking", "bistro-booking")
    await world.push("second", branch, {"buildplan.yaml": text.encode()})


async def offer_plan(world: Paper) -> None:
    """A person's pull request brings a bad plan, and a push mends it."""
    number = await world.open_pull("second", "plan", {"buildplan.yaml": b"project: 1"})
    await world.push("second", "plan", {"buildplan.yaml": small_plan().encode()})
    await world.happened_to_pull("second", number)


async def bring_plan(world: Paper) -> None:
    """A person's pull request, in a repository whose files have an owner."""
    world.host.push("owner", "main", {"CODEOWNERS": b"* @reviewer"})
    await world.open_pull("second", "our-plan", {"buildplan.yaml": small_plan().encode()})


async def build_it(world: Paper) -> None:
    await world.comment("owner", 1, "/build")


PARTS: dict[str, tuple[str, tuple[Part, ...]]] = {
    "to the checkpoint": ("waiting", (open_issue,)),
    "to the build pull request": ("waiting", (open_issue, approve)),
    "to staging": ("completed", (open_issue, approve, approve)),
    "to the second checkpoint": ("waiting", (open_issue_of_three, approve)),
    "merged by a person": ("completed", (open_issue_of_none, merge)),
    "a gate tried again": ("waiting", (turn_red, retry_green)),
    "fixed on the way": ("waiting", (open_to_be_fixed,)),
    "in vain": ("halted", (open_beyond_help, retry_beyond_help)),
    "cancelled, and the next begins": ("cancelled waiting", (open_issue, open_another_issue, cancel)),
    "an edited plan": ("waiting", (open_issue, edit_plan)),
    "a plan in a pull request": ("", (offer_plan,)),
    "built in a pull request": ("waiting", (bring_plan, build_it)),
    "merged where the plan came from": ("completed", (bring_plan, build_it, approve, approve)),
}
"""How each ends, and its parts: the last is told with deaths, what comes before happens undisturbed."""


async def before(parts: tuple[Part, ...]) -> Kept:
    """What is kept when all but the last part have happened."""
    kept = Kept()
    for part in parts[:-1]:
        async with a_paper_world(kept) as world:
            await part(world)
            kept = world.kept
    return kept


async def told(kept: Kept, part: Part, death: Death) -> tuple[dict[str, Any], list[str]]:
    """How the part ends, and where the process died on the way."""
    async with a_paper_world(kept, Life(death)) as world:
        await part(world)
        return await seen(world), world.deaths


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("name", PARTS)
async def test_same_end(name: str, share: int) -> None:
    """Wherever the process dies, the job goes on by itself and ends with the same tree, pulls, comments, checks."""
    (status, parts), undisturbed = PARTS[name], Death()
    kept = await before(parts)
    wanted, _ = await told(kept, parts[-1], undisturbed)
    assert " ".join(run[0] for run in wanted["runs"]) == status
    for point in range(1 + share, len(undisturbed.passed) + 1, SHARES):
        ended, deaths = await told(kept, parts[-1], Death(point))
        assert deaths == [undisturbed.passed[point - 1]], f"died elsewhere than at point {point}"
        assert ended == wanted, f"after dying {deaths[0]}, point {point} of {name}"


@pytest.mark.parametrize("seed", range(4))
async def test_dying_again_and_again(seed: int) -> None:
    """A bot that dies several times on the way, at any points, ends the same."""
    chance = random.Random(seed)
    for name, (_, parts) in PARTS.items():
        kept, undisturbed = await before(parts), Death()
        wanted, _ = await told(kept, parts[-1], undisturbed)
        for _ in range(4):
            points = sorted(chance.sample(range(1, len(undisturbed.passed)), k=chance.randrange(2, 9)))
            ended, deaths = await told(kept, parts[-1], Death(*points))
            assert deaths
            assert ended == wanted, f"after dying at {points} of {name}"
