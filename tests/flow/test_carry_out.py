"""A step that the world interrupts is given back, and what it left behind is found."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.events import StepStarted
from bot.errors import Conflict, Retryable, UserError
from bot.flow.carry_out import PATIENCE
from bot.flow.handle import handle
from tests.mortal import Life
from tests.paper import Paper, a_paper_world


def interrupt(world: Paper, error: Exception, times: int = 1) -> None:
    """Let the next phases fail to reach the remote."""
    lay, left = world.app.repo.lay, [error] * times

    async def broken(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return await lay(*given, **named)

    world.app.repo.lay = broken  # type: ignore[method-assign]


async def test_an_interrupted_step_goes_on_later() -> None:
    """An unreachable remote interrupts a step; nobody waits for it, and it goes on by itself."""
    async with a_paper_world() as world:
        interrupt(world, Retryable("unreachable", after=40), 5)
        before = world.clock.now()
        await world.open_issue()
        run = await world.run()
        assert run.waiting_for.startswith("an approval")
        assert [step.attempt for step in run.steps] == [1] * len(run.steps)
        assert world.clock.now() - before > 5 * 40


async def test_patience_ends() -> None:
    """A remote that stays away fails the step in the end, and the run says so."""
    async with a_paper_world() as world:
        world.has_workers = False
        await world.open_issue()
        world.has_workers = True
        interrupt(world, Retryable("git is away"), 1000)
        for _ in range(12):
            world.clock.advance(PATIENCE / 10)
            await world.flow.reconcile()
            await world.queue.run_all()
        run = await world.run()
        assert run.status == "halted"
        assert "git is away" in run.trouble


async def test_what_cannot_be_built_is_told() -> None:
    """What a person has to mend is shown as it stands, and the step is tried again on `/build resume`."""
    async with a_paper_world() as world:
        interrupt(world, UserError("`a` is in the way.", "Rename it."))
        await world.open_issue()
        run = await world.run()
        assert run.status == "halted"
        assert "is in the way. Rename it." in run.trouble
        await world.comment("owner", 1, "/build resume")
        assert (await world.run()).status == "waiting"


async def test_a_run_whose_first_step_was_tried_again() -> None:
    """Where the plan could not be frozen at once, the run is laid from the commit that froze it in the end."""
    async with a_paper_world() as world:
        commit_files = world.app.repo.commit_files

        async def refuse(*given: Any, **named: Any) -> Any:
            raise UserError("The App may not push.", "Let it.")

        world.app.repo.commit_files = refuse  # type: ignore[method-assign]
        await world.open_issue()
        assert (await world.run()).status == "halted"
        world.app.repo.commit_files = commit_files  # type: ignore[method-assign]
        await world.comment("owner", 1, "/build resume")
        run = await world.run()
        assert run.status == "waiting", run.trouble


async def test_a_fault_of_ours_halts_with_a_reference() -> None:
    """A bug in a step halts its run alone, with a reference to the log."""
    async with a_paper_world() as world:
        interrupt(world, ZeroDivisionError("a bug"))
        await world.open_issue()
        run = await world.run()
        assert run.status == "halted"
        assert f"logged as {run.id}/2-scaffold" in run.trouble.replace("\\", "")


async def test_a_gate_is_not_run_again_for_nothing() -> None:
    """A worker that dies right after a gate reported leaves its report: nobody runs the gate again."""

    def dies(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        is_report = write == "artifacts.put" and "gates/lint" in str(given)
        if moment == "after" and is_report and not died:
            died.append(write)
            return True
        return False

    died: list[str] = []
    async with a_paper_world(life=Life(dies)) as world:
        await world.open_issue()
        assert died
        assert (await world.run()).status == "waiting"
        assert world.gates["lint"].checked == ["lint"]


async def test_who_lost_the_lease_saves_nothing() -> None:
    """A worker that was thought dead, and finds its step taken over, has no say any more."""
    async with a_paper_world() as world:
        world.has_workers = False
        await world.open_issue()
        run = await world.run()
        step = run.in_flight[0]
        stale = await world.app.store.acquire(f"step:{run.id}/{step.id}", "frozen", 5)
        assert stale is not None
        world.clock.advance(6)
        world.has_workers = True
        await world.flow.carry_out(run.id, step.id)
        after = await world.run()
        started = StepStarted(run=after.id, step=after.in_flight[0].id)
        with pytest.raises(Conflict):
            await handle(world.app, started, fence=stale)
        assert await world.run() == after


async def test_missing_walls_are_told() -> None:
    """Where a gate's commands were not walled off, its check run says from what; elsewhere it is silent."""
    async with a_paper_world() as world:
        world.app.workbench.walls = "a separate user; the network is not denied"  # type: ignore[attr-defined]
        await world.open_issue()
        (check,) = [one for one in world.host.checks.values() if one.name == "lint"]
        assert "| sandbox | a separate user; the network is not denied |" in check.text
    async with a_paper_world() as world:
        await world.open_issue()
        assert not [one for one in world.host.checks.values() if "sandbox" in one.text]
