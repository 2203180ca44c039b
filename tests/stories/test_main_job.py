"""The main job, told from outside: an issue becomes a merged, deployed app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, a_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


async def test_from_issue_to_deployed_app(world: World) -> None:
    """Issue, build PR, checkpoint PR, approval, gates, approval, merge, staging: one of each, and completed."""
    issue = await world.open_issue()
    run = await world.run()
    assert (run.status, run.issue) == ("waiting", issue)
    await world.approve("reviewer", run.courses[0].pull)
    run = await world.run()
    assert run.status == "waiting", run.trouble
    await world.approve("reviewer", run.build_pull)
    run = await world.run()
    assert run.status == "completed", run.trouble
    assert world.target.deployed == [("staging", run.merged)]
