"""Which checkpoints a plan lists decides on pull requests, and on who merges."""

from __future__ import annotations

from tests.builders import restaurant
from tests.world import REPO, World

LISTED = 'humanCheckpoints: ["afterDomains", "beforeDeploy"]'


def plan_with(*checkpoints: str) -> str:
    listed = ", ".join(f'"{name}"' for name in checkpoints)
    return restaurant().replace(LISTED, f"humanCheckpoints: [{listed}]")


async def test_each_checkpoint_shows_just_its_course(world: World) -> None:
    """With `afterScaffold` listed too there are two checkpoint PRs, each with the commits of its course alone."""
    await world.open_issue(plan=plan_with("afterScaffold", "afterDomains", "beforeDeploy"))
    run = await world.run()
    first = await world.forge.pull(REPO, run.courses[0].pull)
    assert (first["commits"], first["base"]["ref"]) == (1, run.branch)
    assert run.courses[1].pull == 0
    await world.approve("reviewer", run.courses[0].pull)
    run = await world.run()
    second = await world.forge.pull(REPO, run.courses[1].pull)
    assert (second["commits"], second["base"]["ref"]) == (2, run.branch)
    assert run.waiting_for.startswith("an approval by")
    assert len(await world.forge.pulls(REPO)) == 3


async def test_without_checkpoints_a_person_merges(world: World) -> None:
    """Without `beforeDeploy` the bot merges nothing into the default branch; what a person merges is deployed."""
    await world.open_issue(plan=plan_with())
    run = await world.run()
    assert (len(run.courses), len(await world.forge.pulls(REPO))) == (1, 1)
    assert run.waiting_for == "someone to merge this pull request"
    await world.approve("reviewer", run.build_pull)
    assert (await world.run()).status == "waiting"
    assert set(await world.tree("main")) == {"README.md"}
    await world.forge.merge("second", REPO, run.build_pull)
    await world.settle()
    run = await world.run()
    assert run.status == "completed", run.trouble
    assert world.target.deployed == [("staging", run.merged)]
