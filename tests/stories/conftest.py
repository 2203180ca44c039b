"""Worlds to begin a story in. A stage that many stories begin at is reached once, and copied."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.quiet import plain_logs
from tests.world import World, a_world

__all__ = ["plain_logs"]


async def _to_checkpoint(world: World) -> None:
    await world.open_issue()


async def _to_build_pull(world: World) -> None:
    run = await world.run()
    await world.approve("reviewer", run.courses[0].pull)


STAGES = {"checkpoint": ("", _to_checkpoint), "build pull": ("checkpoint", _to_build_pull)}
"""Stage -> the stage before it, and what leads from there to it."""


class Stages:
    """Folders of worlds that have come to a stage of the main job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def copy(self, name: str, into: Path) -> Path:
        """A world of one's own at that stage."""
        shutil.copytree(await self._made(name), into, symlinks=True)
        return into

    async def _made(self, name: str) -> Path:
        folder, (before, lead) = self._folder / name, STAGES[name]
        if not folder.exists():
            fresh = folder.with_suffix(".new")
            if before:
                await self.copy(before, fresh)
            async with a_world(fresh) as world:
                await lead(world)
            fresh.rename(folder)
        return folder


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    folder = tmp_path_factory.getbasetemp() / "stages"
    folder.mkdir(exist_ok=True)
    return Stages(folder)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Nothing has happened yet."""
    async with a_world(tmp_path / "world") as made:
        yield made


@pytest.fixture
async def at_checkpoint(stages: Stages, tmp_path: Path) -> AsyncIterator[World]:
    """The first course of the restaurant is laid, its gates are green, and it waits for an approval."""
    async with a_world(await stages.copy("checkpoint", tmp_path / "world")) as made:
        yield made


@pytest.fixture
async def at_build_pull(stages: Stages, tmp_path: Path) -> AsyncIterator[World]:
    """All courses are laid, all gates are green, and the build pull request waits for an approval."""
    async with a_world(await stages.copy("build pull", tmp_path / "world")) as made:
        yield made
