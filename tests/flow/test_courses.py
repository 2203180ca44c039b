"""Checkpoints, approvals and merges on paper: what the stories over HTTP do not tell."""

from __future__ import annotations

import re

import pytest

from bot.core.events import Actor, ReviewChanged
from bot.flow.handle import handle_delivery
from bot.ports.phase import ChangeSet, PhaseInput
from tests.fakes.host import Commit
from tests.mortal import Life
from tests.paper import AT, PaperPhase, a_paper_world, small_plan


@pytest.mark.parametrize(
    ("checkpoints", "pulls"),
    [
        ((), 1),
        (("beforeDeploy",), 1),
        (("afterDomains",), 2),
        (("afterScaffold", "beforeDeploy"), 2),
        (("afterScaffold", "afterDomains", "beforeDeploy"), 3),
    ],
)
async def test_any_checkpoints(checkpoints: tuple[str, ...], pulls: int) -> None:
    """Whatever checkpoints a plan lists, each asks for one approval, and the merge is deployed."""
    async with a_paper_world() as world:
        await world.open_issue(plan=small_plan(checkpoints))
        for _ in checkpoints:
            run = await world.run()
            assert run.course
            assert run.course.checkpoint == checkpoints[run.course.number - 1]
            await world.review("reviewer", run.course.pull or run.build_pull)
        run = await world.run()
        if "beforeDeploy" not in checkpoints:
            assert run.waiting_for == "someone to merge this pull request"
            world.host.merge(run.build_pull, "second")
            await world.happened_to_pull("second", run.build_pull)
        run = await world.run()
        assert run.status == "completed", run.trouble
        assert world.target.deployed == [("staging", run.merged)]
        assert len(world.host.pulls) == pulls


async def test_an_approval_that_is_gone_when_it_is_used() -> None:
    """An approval is read again right before the branch moves: withdrawn in between, nothing moves."""
    async with a_paper_world() as world:
        await world.open_issue()
        run = await world.run()
        number, build = run.courses[0].pull, world.host.branches[run.branch]

        def withdraw(moment: str, write: str, given: tuple[object, ...]) -> bool:
            if moment == "after" and write == "store.save" and not withdrawn:
                withdrawn.append(write)
                world.host.review("reviewer", number, "CHANGES_REQUESTED")
            return False

        withdrawn: list[str] = []
        await world.start(Life(withdraw))
        await world.review("reviewer", number)
        run = await world.run()
        assert withdrawn
        assert world.host.branches[run.branch] == build
        assert "changes were requested" in run.waiting_for
        await world.review("reviewer", number)
        assert (await world.run()).courses[0].laid


async def test_nothing_is_merged_for_a_run_that_was_cancelled() -> None:
    """A merge that was decided and not yet made is not made once the run is cancelled."""
    async with a_paper_world() as world:
        await world.open_issue()
        run = await world.run()
        number = run.courses[0].pull
        world.host.review("reviewer", number)
        await world.deliver(ReviewChanged(workspace=AT, pull=number, actor=Actor(login="reviewer")))
        (guid,) = await world.app.store.undelivered(float("inf"))
        world.queue.lose()
        assert await handle_delivery(world.app, guid) == [run.id]
        await world.comment("owner", 1, "/build cancel")
        assert (await world.run()).status == "cancelled"
        assert world.host.pulls[number].is_open


async def test_people_s_commits_after_an_approval_are_not_lost() -> None:
    """A branch that somebody pushed to right after its approval was used stays, with what was pushed."""
    async with a_paper_world() as world:
        await world.open_issue()
        run = await world.run()
        course = run.courses[0]

        def push(moment: str, write: str, given: tuple[object, ...]) -> bool:
            if moment == "after" and write == "forge.move_branch":
                world.host.push("second", course.branch, {"late.txt": b"late"})
            return False

        await world.start(Life(push))
        await world.review("reviewer", course.pull)
        assert (await world.run()).courses[0].laid
        assert "late.txt" in world.host.commits[world.host.branches[course.branch]].files


async def test_the_same_plan_again() -> None:
    """A plan that is built already has nothing to build: no pull request, no approval, and it is said."""
    async with a_paper_world() as world:
        await world.main_job()
        pulls = len(world.host.pulls)
        number = await world.open_issue("second")
        run = await world.run(number)
        assert (run.status, len(world.host.pulls)) == ("completed", pulls)
        (comment,) = world.host.comments[number]
        assert "nothing to build" in comment.body


async def test_the_same_plan_made_otherwise() -> None:
    """What a newer version makes otherwise of a plan that is built comes with the first course, and is approved."""
    async with a_paper_world() as world:
        await world.main_job()
        world.phases["api"].word = "chapter"
        number = await world.open_issue("second")
        for course in (0, 1):
            run = await world.run(number)
            assert run.waiting_for.startswith("an approval by")
            await world.review("reviewer", run.courses[course].pull or run.build_pull)
        run = await world.run(number)
        assert run.status == "completed", run.trouble
        assert world.host.commits[run.merged].files["api.txt"].startswith(b"api chapter")


class Copying(PaperPhase):
    """Lays what it was given as the library."""

    def lay(self, given: PhaseInput) -> ChangeSet:
        return ChangeSet({f"laid/{path}": data for path, data in given.library.items()})


async def test_a_repository_s_own_packages_go_first() -> None:
    """Of a component that is in both, the repository's own is laid; what only Drystone has is there too."""
    async with a_paper_world() as world:
        named = sorted(set(re.findall(r"packages/\S+\.tsx", small_plan())))
        ours, theirs = named[:2]
        world.app.library.update(dict.fromkeys(named, b"Drystone's"))  # type: ignore[attr-defined]
        world.phases["assemble"] = Copying("assemble")
        main = world.host.branches["main"]
        world.host.set_branch("main", world.host.commit(Commit("", {ours: b"the repository's"}, (main,))))
        run = await world.run(await world.open_issue())
        laid = world.host.commits[world.host.branches[run.courses[0].branch]].files
        assert (laid[f"laid/{ours}"], laid[f"laid/{theirs}"]) == (b"the repository's", b"Drystone's")
