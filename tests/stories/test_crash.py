"""The bot dies right after each write to the forge, the branches and the store, and nothing of it is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mortal import Life
from tests.stories.conftest import Stages
from tests.stories.ends import seen
from tests.world import World, a_world

SEEN = ("forge.", "repo.", "store.save", "queue.put", "target.")
"""Writes after which it dies. The store's others are told one by one, on paper."""


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


PARTS = [
    pytest.param("", open_issue, id="to the checkpoint"),
    pytest.param("checkpoint", approve_course, id="to the build pull request", marks=pytest.mark.long),
    pytest.param("build pull", approve_build, id="to staging"),
]


@pytest.mark.parametrize(("stage", "part"), PARTS)
async def test_dying_after_every_write(stage: str, part: Any, stages: Stages, tmp_path: Path) -> None:
    """Whatever was written last when the process died, the next one finds it: one PR, comment, check each."""
    ends = []
    for name in ("calm", "mortal"):
        place = await stages.copy(stage, tmp_path / name) if stage else tmp_path / name
        async with a_world(place) as world:
            if name == "mortal":
                await world.start(Life(Mortality()))
            await part(world)
            await world.pass_time(30)
            ends.append(await seen(world))
            deaths = len(world.deaths)
    assert deaths >= 10
    assert ends[1] == ends[0]
