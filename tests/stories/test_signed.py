"""Commits that the forge makes and signs: the same files, once each, whatever happens in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.mortal import Life
from tests.stories.ends import seen
from tests.world import BOT, REPO, World, a_world


@pytest.fixture
async def signing(tmp_path: Path) -> AsyncIterator[World]:
    """A world in which commits are to be signed."""
    async with a_world(tmp_path / "signing", signed_commits=True) as world:
        yield world


async def made(world: World, branch: str) -> list[dict[str, Any]]:
    """The bot's commits on a branch, as the forge shows them."""
    return [one for one in await world.forge.log(REPO, branch) if one["author"] == BOT]


async def test_commits_are_signed(signing: World, tmp_path: Path) -> None:
    """Every commit of the course is verified; files, order and all that people see are as without signatures."""
    await signing.open_issue()
    branch = (await signing.run()).courses[0].branch
    commits = await made(signing, branch)
    assert len(commits) >= 4
    assert all(one["verified"] for one in commits)
    async with a_world(tmp_path / "plain") as plain:
        await plain.open_issue()
        assert not any(one["verified"] for one in await made(plain, branch))
        assert await seen(signing) == await seen(plain)


async def test_a_death_after_signing(signing: World, tmp_path: Path) -> None:
    """The process that died before it could say so made its commit all the same: it is found, not made again."""
    survived: set[str] = set()

    def dies(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        key = f"{write} {given}"
        if moment != "after" or not write.startswith("repo.") or key in survived:
            return False
        survived.add(key)
        return True

    await signing.start(Life(dies))
    await signing.open_issue()
    await signing.pass_time(30)
    assert len(signing.deaths) >= 3
    async with a_world(tmp_path / "calm", signed_commits=True) as calm:
        await calm.open_issue()
        await calm.pass_time(30)
        assert await seen(signing) == await seen(calm)
