"""Who is asked for a review, whose approval is needed, and what becomes of an approval when the head moves."""

from __future__ import annotations

import pytest

from bot.errors import Retryable, UserError
from tests.fakes.host import Commit
from tests.paper import Paper, a_paper_world, small_plan

OWNERS = b"* @second\n/domains.txt @reviewer\n"
ASKS_OWNERS = b"approvals: {owners: true}\n"


def summary(world: Paper, number: int, checkpoint: str = "afterDomains") -> str:
    """What the checkpoint's check on a pull request's head says."""
    check = world.check(number, checkpoint)
    assert check
    return check.summary


def rewrite(world: Paper, branch: str, onto: str, files: dict[str, bytes]) -> str:
    """Put one commit with these files on another, in place of what was on the branch."""
    made = Commit("", files, (onto,), "second", world.host.commits[world.host.branches[branch]].generated)
    world.host.branches[branch] = world.host.commit(made)
    return world.host.branches[branch]


class TestAsked:
    async def test_owners(self) -> None:
        """The owners of what a course changes are asked, once for each head; not who asked for the run."""
        async with a_paper_world() as world:
            owners = b"* @owner @second\n/domains.txt @Reviewer @stranger\n"
            world.host.push("owner", "main", {".github/CODEOWNERS": owners, "CODEOWNERS": b"* @reader"})
            await world.open_issue()
            run = await world.run()
            pull = run.courses[0].pull
            assert world.host.asked == {pull: ["reviewer", "second"]}
            world.host.asked.clear()
            await world.pass_time(60)
            assert world.host.asked == {}
            await world.push("second", run.courses[0].branch, {"notes.txt": b"mine"})
            assert world.host.asked == {pull: ["reviewer"]}, (
                "another head, and who pushed does not approve it"
            )
            await world.review("reviewer", pull)
            assert world.host.asked[(await world.run()).build_pull] == ["reviewer"]

    async def test_approvers(self) -> None:
        """Without owners the configuration's approvers are asked, also where no checkpoint precedes the merge."""
        async with a_paper_world() as world:
            world.host.push("owner", "main", {".drystone.yml": b"approvals: {approvers: [second, owner]}"})
            await world.open_issue(plan=small_plan(()))
            assert world.host.asked == {(await world.run()).build_pull: ["second"]}

    async def test_nobody(self) -> None:
        """Where the repository names nobody, nobody is bothered."""
        async with a_paper_world() as world:
            await world.open_issue()
            assert world.host.asked == {}

    @pytest.mark.parametrize(
        "error", [UserError("403"), ZeroDivisionError("a bug"), Retryable("later", after=40)]
    )
    async def test_asking_that_fails(self, error: Exception) -> None:
        """The run waits for its approval all the same, and goes on with it."""
        async with a_paper_world() as world:
            world.host.push("owner", "main", {"CODEOWNERS": b"* @reviewer"})
            world.host.refuses_reviewers = error
            world.has_workers = False
            await world.open_issue()
            world.has_workers = True
            for _ in range(40):
                world.clock.advance(3)
                await world.flow.reconcile()
                await world.queue.run_all()
            assert (await world.run()).waiting_for.startswith("an approval by")
            world.host.review("reviewer", (await world.run()).courses[0].pull)
            for _ in range(20):
                world.clock.advance(3)
                await world.flow.reconcile()
                await world.queue.run_all()
            assert (await world.run()).courses[0].laid


class TestNeeded:
    async def test_owners(self) -> None:
        """With `approvals.owners` each owned file needs one of its owners; the check says whose is missing."""
        async with a_paper_world() as world:
            world.host.push("owner", "main", {"docs/CODEOWNERS": OWNERS, ".drystone.yml": ASKS_OWNERS})
            await world.open_issue()
            run = await world.run()
            pull = run.courses[0].pull
            await world.review("reviewer", pull)
            told = summary(world, pull)
            assert "Approved by **reviewer**." in told
            assert "an approval by an owner of `assemble.txt` and 2 more: **second**" in told
            assert not (await world.run()).courses[0].laid
            await world.review("second", pull)
            assert (await world.run()).courses[0].laid

    async def test_a_pull_request_s_own_owners(self) -> None:
        """What a branch says of owners and approvers has no effect: the default branch's counts."""
        async with a_paper_world() as world:
            config = b"approvals: {owners: true, approvers: [second]}"
            world.host.push("owner", "main", {"CODEOWNERS": b"* @second", ".drystone.yml": config})
            await world.open_issue()
            course = (await world.run()).courses[0]
            loose = {"CODEOWNERS": b"* @reviewer", ".drystone.yml": b"approvals: {self: true}"}
            await world.push("owner", course.branch, dict(loose))
            await world.review("reviewer", course.pull)
            await world.review("owner", course.pull)
            assert not (await world.run()).courses[0].laid
            await world.review("second", course.pull)
            assert (await world.run()).courses[0].laid

    async def test_too_many_files(self) -> None:
        """Files of which the forge does not show all are nobody's to be sure of: the run halts and says so."""

        async def pull_files(at: object, pull: int) -> list[str]:
            raise UserError("#2 changes 3,000 files or more.")

        async with a_paper_world() as world:
            world.host.push("owner", "main", {"CODEOWNERS": OWNERS})
            world.app.forge.pull_files = pull_files  # type: ignore[method-assign]
            await world.open_issue()
            assert (await world.run()).status == "waiting", "only asking needed them"
            world.host.push("owner", "main", {".drystone.yml": ASKS_OWNERS})
            await world.review("reviewer", (await world.run()).courses[0].pull)
            run = await world.run()
            assert (run.status, "3,000 files" in run.trouble) == ("halted", True)


class TestMoved:
    async def waits_for_one_more(self, world: Paper) -> tuple[int, str]:
        """The build pull request, approved by one of the two who are needed; and what is at its head."""
        config = b"approvals: {approvers: [second]}"
        world.host.push("owner", "main", {".drystone.yml": config})
        await world.open_issue()
        await world.review("second", (await world.run()).courses[0].pull)
        run = await world.run()
        await world.review("reviewer", run.build_pull)
        assert "Approved by **reviewer**." in summary(world, run.build_pull, "beforeDeploy")
        return run.build_pull, run.branch

    async def test_a_rebase_that_changes_no_file(self) -> None:
        """Onto a base that got what the branch has anyway: the approval stands, on the new head with its own gates."""
        async with a_paper_world() as world:
            number, branch = await self.waits_for_one_more(world)
            files = dict(world.host.commits[world.host.branches[branch]].files)
            onto = world.host.push("owner", "main", {"scaffold.txt": files["scaffold.txt"]})
            before = (await world.run()).head
            head = rewrite(world, branch, onto, files)
            await world.happened_to_pull("second", number)
            assert (await world.run()).head == head != before
            assert "Approved by **reviewer**." in summary(world, number, "beforeDeploy")
            assert world.check(number, "lint")

    async def test_a_rebase_that_changes_files(self) -> None:
        """The approval lapses, and the check says that the branch was rewritten."""
        async with a_paper_world() as world:
            number, branch = await self.waits_for_one_more(world)
            files = dict(world.host.commits[world.host.branches[branch]].files)
            onto = world.host.push("owner", "main", {"new.txt": b"new"})
            rewrite(world, branch, onto, {**files, "new.txt": b"new"})
            await world.happened_to_pull("second", number)
            told = summary(world, number, "beforeDeploy")
            assert "Approved by" not in told
            assert "the branch was rewritten since" in told

    async def test_a_rewrite_in_place(self) -> None:
        """The same files by other commits on the same base is no rebase onto it: the approval lapses."""
        async with a_paper_world() as world:
            number, branch = await self.waits_for_one_more(world)
            files = dict(world.host.commits[world.host.branches[branch]].files)
            rewrite(world, branch, world.host.branches["main"], files)
            await world.happened_to_pull("second", number)
            assert "the branch was rewritten since" in summary(world, number, "beforeDeploy")

    async def test_a_change_taken_back(self) -> None:
        """Two pushes that come to nothing void the approval: what was approved is no longer the head."""
        async with a_paper_world() as world:
            number, branch = await self.waits_for_one_more(world)
            await world.push("owner", branch, {"notes.txt": b"mine"})
            await world.push("owner", branch, {"notes.txt": None})
            told = summary(world, number, "beforeDeploy")
            assert "Approved by" not in told
            assert "2 commits by owner came after it" in told
