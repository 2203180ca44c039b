"""One run builds in a repository at a time."""

from __future__ import annotations

from tests.world import REPO, World


async def test_the_second_waits_for_the_first(at_checkpoint: World) -> None:
    """The second run queues and says behind whom, and starts by itself when the first is cancelled."""
    world = at_checkpoint
    first = await world.run()
    number = await world.open_issue("second")
    second = await world.run()
    assert (second.issue, second.status) == (number, "queued")
    (comment,) = await world.said(number)
    assert f"#{first.issue}" in comment
    assert "Queued" in comment
    assert second.branch not in await world.forge.branches(REPO)
    world.has_workers = False
    await world.comment("owner", first.issue, "/build cancel")
    second = await world.run()
    assert (second.issue, second.status) == (number, "running")
    (comment,) = await world.said(number)
    assert "Building" in comment


async def test_a_queued_run_whose_issue_is_closed(at_checkpoint: World) -> None:
    """Closing the issue of a queued run takes it out of the queue, and the next in line starts instead."""
    world = at_checkpoint
    first = (await world.run()).issue
    second, third = await world.open_issue("second"), await world.open_issue("reviewer")
    await world.forge.close_issue("second", REPO, second)
    await world.settle()
    world.has_workers = False
    await world.comment("owner", first, "/build cancel")
    runs = {run.issue: run.status for run in await world.runs()}
    assert runs == {first: "cancelled", second: "cancelled", third: "running"}


async def test_the_next_starts_after_the_last_deployment(at_build_pull: World) -> None:
    """When the first run completes, the next one begins from what it merged."""
    world = at_build_pull
    first = await world.run()
    number = await world.open_issue("second")
    world.queue.lose()
    await world.approve("reviewer", first.build_pull)
    runs = {run.issue: run for run in await world.runs()}
    assert runs[first.issue].status == "completed"
    second = runs[number]
    assert second.status == "waiting", second.trouble
    assert "package.json" in await world.tree(second.branch)
