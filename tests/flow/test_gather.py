"""Facts are read live, from the right place, and what cannot be read allows nothing."""

from __future__ import annotations

import pytest

from bot.core.events import Woken
from bot.core.facts import PullView
from bot.errors import UserError
from bot.flow.handle import handle
from bot.ports.phase import ChangeSet, PhaseInput
from tests.paper import Paper, a_paper_world, small_plan

SELF = {".drystone.yml": b"approvals: {self: true}\n"}
MENDED = small_plan().replace("restaurant-booking", "bistro-booking").encode()


async def checkpoint(world: Paper, name: str) -> str:
    """What the newest check run of a checkpoint says."""
    return [one.summary for one in world.host.checks.values() if one.name == name][-1]


class TestPermission:
    async def test_an_approval_by_somebody_unknown(self) -> None:
        """Where the forge refuses to say what a reviewer may do, their approval counts for nothing."""
        async with a_paper_world() as world:
            await world.open_issue()
            world.host.hidden.add("reviewer")
            await world.review("reviewer", (await world.run()).courses[0].pull)
            assert not (await world.run()).courses[0].laid
            assert "**reviewer** has no write access" in await checkpoint(world, "afterDomains")
            world.host.hidden.clear()
            await world.pass_time(60)
            assert (await world.run()).courses[0].laid

    async def test_a_command_by_somebody_unknown(self) -> None:
        """A command by such a person is refused, and one refusal is all that comes of it."""
        async with a_paper_world() as world:
            await world.open_issue()
            world.host.hidden.add("owner")
            await world.comment("owner", 1, "/build cancel")
            assert (await world.run()).status == "waiting"
            assert "needs write access" in world.host.comments[1][-1].body

    async def test_an_issue_by_somebody_unknown(self) -> None:
        """A plan by such a person is checked, and not built."""
        async with a_paper_world() as world:
            world.host.hidden.add("owner")
            await world.open_issue()
            assert await world.app.store.open_runs() == []
            assert "someone with write access comments `/build`" in world.host.comments[1][-1].body


class TestConfiguration:
    @pytest.mark.parametrize("checkpoint", [0, 1])
    async def test_is_the_default_branch_s(self, checkpoint: int) -> None:
        """What a branch that is to be approved says of approvals is nothing; the default branch's word counts."""
        async with a_paper_world() as world:
            await world.open_issue()
            if checkpoint:
                await world.review("reviewer", (await world.run()).courses[0].pull)
            course = (await world.run()).courses[checkpoint]
            await world.push("owner", course.branch, SELF)
            await world.review("owner", course.pull or (await world.run()).build_pull)
            assert not (await world.run()).courses[checkpoint].laid
            world.host.push("second", "main", SELF)
            await world.pass_time(60)
            assert (await world.run()).courses[checkpoint].laid

    async def test_a_fault_in_it_is_told(self) -> None:
        """A `.drystone.yml` that cannot be used opens nothing, and the check of the checkpoint says so."""
        async with a_paper_world() as world:
            await world.open_issue()
            world.host.push("second", "main", {".drystone.yml": b"aprovals: {self: true}\n"})
            await world.review("owner", (await world.run()).courses[0].pull)
            assert not (await world.run()).courses[0].laid
            told = await checkpoint(world, "afterDomains")
            assert "`.drystone.yml` cannot be used" in told
            assert "did you mean" in told


class TestQueue:
    async def test_each_waits_for_the_run_that_builds(self) -> None:
        """Several queue behind the one that builds; they begin in their order, and say behind whom they wait then."""
        async with a_paper_world() as world:
            first, second, third = [await world.open_issue(who) for who in ("owner", "second", "reviewer")]
            for waits in (second, third):
                run = await world.run(waits)
                assert (run.status, f"#{first}." in run.waiting_for) == ("queued", True)
            await world.comment("owner", first, "/build cancel")
            await world.pass_time(60)
            assert (await world.run(second)).status == "waiting"
            run = await world.run(third)
            assert (run.status, f"#{second}." in run.waiting_for) == ("queued", True)
            await world.comment("owner", second, "/build cancel")
            assert (await world.run(third)).status == "waiting"

    async def test_none_overtakes(self) -> None:
        """One that is looked at before those that came before it does not begin before them."""
        async with a_paper_world() as world:
            first, second, third = [await world.open_issue(who) for who in ("owner", "second", "reviewer")]
            closed = await world.run(first)
            world.host.close(closed.build_pull)
            await handle(world.app, Woken(run=closed.id))
            assert (await world.run(first)).status == "cancelled"
            await handle(world.app, Woken(run=(await world.run(third)).id))
            run = await world.run(third)
            assert (run.status, f"#{second}." in run.waiting_for) == ("queued", True)
            world.has_workers = False
            await world.settle()
            assert (await world.run(second)).status == "running"


class TestMergedTree:
    async def moved_base(self, world: Paper) -> None:
        """Somebody pushes to the default branch while the build pull request waits; then it is approved."""
        await world.open_issue()
        await world.review("reviewer", (await world.run()).courses[0].pull)
        world.host.push("second", "main", {"NOTES.txt": b"mine"})
        for gate in world.gates.values():
            gate.checked.clear()

    async def test_another_tree_is_gated_again(self) -> None:
        """Where the merge has another tree than the gates saw, all gates run on it before it is deployed."""
        async with a_paper_world() as world:
            await self.moved_base(world)
            await world.review("reviewer", (await world.run()).build_pull)
            run = await world.run()
            assert (run.status, world.target.deployed) == ("completed", [("staging", run.merged)])
            again = {one.name for one in world.host.checks.values() if one.commit == run.merged}
            assert again == {"compile", "lint", "unit", "build", "e2e", "a11y"}
            assert "NOTES.txt" in world.host.commits[run.merged].files

    async def test_the_gated_tree_is_not_gated_again(self) -> None:
        """Where the default branch did not move, the merge has the gated tree, and is deployed as it is."""
        async with a_paper_world() as world:
            run = await world.main_job()
            assert world.target.deployed == [("staging", run.merged)]
            assert [one for one in world.host.checks.values() if one.commit == run.merged] == []

    async def test_another_tree_that_is_red(self) -> None:
        """A merge whose gates fail is not deployed; what is said fits a merge, and a gate can be tried again."""
        async with a_paper_world() as world:
            await self.moved_base(world)
            world.gates["unit"].is_red = True
            await world.review("reviewer", (await world.run()).build_pull)
            run = await world.run()
            assert (run.status, world.target.deployed) == ("halted", [])
            for told in (
                "This is the merge commit",
                "**unit**",
                "Nothing was deployed",
                "`/build retry <gate>`",
            ):
                assert told in run.trouble
            assert "Push a fix" not in run.trouble
            world.gates["unit"].is_red = False
            await world.comment("owner", 1, "/build retry unit")
            run = await world.run()
            assert (run.status, world.target.deployed) == ("completed", [("staging", run.merged)])


class TestHalted:
    async def halted(self, world: Paper, phase: str) -> str:
        """A phase could not be laid; the branch on which it was to be."""
        lay = world.phases[phase].lay

        def refuse(given: PhaseInput) -> ChangeSet:
            if given.plan.project.name == "bistro-booking":
                return lay(given)
            raise UserError("The plan asks for what this stack has not.", "Edit it.")

        world.phases[phase].lay = refuse  # type: ignore[method-assign]
        await world.open_issue()
        run = await world.run()
        assert (run.status, "has not. Edit it." in run.trouble) == ("halted", True)
        return run.courses[0].branch

    @pytest.mark.parametrize("phase", ["scaffold", "domains"])
    async def test_a_plan_mended_in_the_middle_of_a_course(self, phase: str) -> None:
        """A plan that is mended where its run halted is frozen anew, and the run goes on by itself."""
        async with a_paper_world() as world:
            branch = await self.halted(world, phase)
            await world.push("second", branch, {"buildplan.yaml": MENDED})
            run = await world.run()
            assert run.waiting_for.startswith("an approval by"), run.trouble
            assert run.edition == 2
            assert world.host.commits[run.head].files[f"{phase}.txt"].endswith(b"bistro-booking")

    async def test_another_push_mends_nothing(self) -> None:
        """Where a step failed, only another plan or a person's word sets the run going again."""
        async with a_paper_world() as world:
            branch = await self.halted(world, "domains")
            await world.push("second", branch, {"NOTES.txt": b"mine"})
            run = await world.run()
            assert (run.status, run.resumes) == ("halted", 0)
            assert len(world.host.comments[run.build_pull]) == 1, "it is told once"

    async def test_a_push_before_the_first_course(self) -> None:
        """Where the course has no branch yet, the build branch is looked at."""
        async with a_paper_world() as world:
            open_pull = world.app.forge.open_pull

            async def refuse(*given: object, **named: object) -> PullView:
                raise UserError("The App may not open pull requests.")

            world.app.forge.open_pull = refuse  # type: ignore[method-assign]
            await world.open_issue()
            run = await world.run()
            assert "may not open pull requests" in run.trouble
            world.app.forge.open_pull = open_pull  # type: ignore[method-assign]
            await world.push("second", run.branch, {"NOTES.txt": b"mine"})
            assert (await world.run()).waiting_for.startswith("an approval by")
