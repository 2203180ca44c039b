"""The bot dies around each write to the forge, the branches and the store, and nothing of it is seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.mortal import Death, Dies, Life
from tests.stories.conftest import Stages
from tests.stories.ends import seen
from tests.world import World, a_world

SEEN = ("forge.", "repo.", "store.save", "queue.put", "target.")
"""Writes after which it dies when all are tried in one go. The store's others are tried one by one."""
SHARES = {"to the checkpoint": 100, "to the build pull request": 190, "to staging": 45}
"""Into how many shares the points of each part are dealt, so that a few of them can be drawn."""
Part = Callable[[World], Awaitable[None]]


class Mortality:
    """Dies once after each write: a second time the same one is survived."""

    def __init__(self) -> None:
        self.survived: set[str] = set()

    def __call__(self, moment: str, write: str, given: tuple[Any, ...]) -> bool:
        if moment != "after" or not write.startswith(SEEN):
            return False
        key = f"{write} {given}"
        is_first = key not in self.survived
        self.survived.add(key)
        return is_first


async def open_issue(world: World) -> None:
    await world.open_issue()


async def approve_course(world: World) -> None:
    await world.approve("reviewer", (await world.run()).courses[0].pull)


async def approve_build(world: World) -> None:
    await world.approve("reviewer", (await world.run()).build_pull)


PARTS: dict[str, tuple[str, Part]] = {
    "to the checkpoint": ("", open_issue),
    "to the build pull request": ("checkpoint", approve_course),
    "to staging": ("build pull", approve_build),
}
"""The stage that each part begins at, and what happens then."""


class Told:
    """Tells a part of the story, each time from its beginning."""

    def __init__(self, name: str, stages: Stages, folder: Path) -> None:
        self._stage, self._part = PARTS[name]
        self._stages = stages
        self._folder = folder
        self._count = 0

    async def __call__(self, dies: Dies) -> tuple[dict[str, Any], list[str]]:
        """How it ends, and where the process died on the way."""
        self._count += 1
        place = self._folder / str(self._count)
        if self._stage:
            await self._stages.copy(self._stage, place)
        async with a_world(place) as world:
            await world.start(Life(dies))
            await self._part(world)
            await world.pass_time(30)
            return await seen(world), world.deaths


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] * ("build" in name)) for name in PARTS]
)
async def test_dying_after_every_write(name: str, stages: Stages, tmp_path: Path) -> None:
    """Whatever was written last when the process died, the next one finds it: one PR, comment, check each."""
    told = Told(name, stages, tmp_path)
    wanted, _ = await told(Death())
    ended, deaths = await told(Mortality())
    assert len(deaths) >= 10
    assert ended == wanted


@pytest.mark.long(draw=2)
@pytest.mark.parametrize(("name", "share"), [(name, n) for name in PARTS for n in range(SHARES[name])])
async def test_dying_anywhere(name: str, share: int, stages: Stages, tmp_path: Path) -> None:
    """Before and after every single write, and before and after every gate: the end is the same."""
    told, undisturbed = Told(name, stages, tmp_path), Death()
    wanted, _ = await told(undisturbed)
    for point in range(1 + share, len(undisturbed.passed) + 1, SHARES[name]):
        ended, deaths = await told(Death(point))
        assert len(deaths) == 1, f"did not die at point {point} of {len(undisturbed.passed)}"
        assert ended == wanted, f"after dying {deaths[0]}, point {point} of {name}"
