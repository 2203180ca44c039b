"""`/build` in a pull request that brings a plan: it is built on that branch, and all else is as for an issue."""

from __future__ import annotations

import pytest

from bot.core.run import Run
from tests.paper import Paper, a_paper_world, small_plan

PLAN = small_plan().encode()
FILES: dict[str, bytes | None] = {"buildplan.yaml": PLAN, "notes.txt": b"mine"}


async def begun(world: Paper, who: str = "owner") -> Run:
    """A pull request by the second writer, on which a run began."""
    number = await world.open_pull("second", "our-plan", FILES)
    await world.comment(who, number, "/build")
    return await world.run(number)


async def answer(world: Paper, number: int) -> str:
    """The bot's last answer to a command there."""
    return [body for body in world.said(number) if "answer:" in body][-1]


def board(world: Paper, number: int) -> str:
    (comment,) = [body for body in world.said(number) if "answer:" not in body]
    return comment


async def test_from_pull_request_to_staging() -> None:
    """Courses come to its branch, checkpoints are pull requests into it, and merged it is deployed."""
    async with a_paper_world() as world:
        run = await begun(world)
        number, course = run.issue, run.courses[0]
        assert (run.branch, run.build_pull, run.base) == ("our-plan", number, "main")
        assert course.branch == f"drystone/{number}-restaurant-booking--afterDomains"
        assert world.host.pulls[course.pull].base == "our-plan"
        assert "🔨" in board(world, number) or "👀" in board(world, number)
        await world.review("reviewer", course.pull)
        files = world.host.commits[world.host.branches["our-plan"]].files
        assert {"notes.txt", "buildplan.yaml", "domains.txt", "deploy.txt"} <= files.keys()
        run = await world.run(number)
        assert run.waiting_for.startswith("an approval by")
        check = world.check(number, "beforeDeploy")
        assert check
        assert "**second**" not in check.summary.split("\n\n")[1], "the author is not awaited"
        await world.review("reviewer", number)
        run = await world.run(number)
        assert (run.status, world.target.deployed) == ("completed", [("staging", run.merged)])
        assert world.host.pulls[number].body == "", "its text is its author's"
        assert "✅ **Completed**" in board(world, number)
        assert "### The plan is sound" in board(world, number)
        assert len(world.host.pulls) == 2
        assert course.branch not in world.host.branches
        log = [one.stamp.phase if one.stamp else "" for one in world.host.history(run.head)]
        assert log[::-1][:3] == ["", "", "scaffold"], "no commit freezes what is on the branch already"


@pytest.mark.parametrize(
    ("opened", "who", "told"),
    [
        ({"who": "second", "is_fork": True}, "owner", "builds nothing on a fork's branch"),
        ({"who": "second", "base": "next"}, "owner", "plans are built into `main` only"),
        ({"who": "second", "branch": "drystone/9-x"}, "owner", "a branch of Drystone's own"),
        ({"who": "second", "files": {"a.txt": b""}}, "owner", "does not change `buildplan.yaml`"),
        ({"who": "second", "files": {"buildplan.yaml": b"project: 1"}}, "owner", "has problems"),
        ({"who": "second", "files": {**FILES, "buildplan.yml": PLAN}}, "owner", "has problems"),
        ({"who": "second"}, "reader", "needs write access"),
    ],
)
async def test_what_is_refused(opened: dict[str, object], who: str, told: str) -> None:
    """A fork, another base, a branch of the bot's, no sound plan, no write access: a sentence, and nothing else."""
    async with a_paper_world() as world:
        world.host.branches["next"] = world.host.branches["main"]
        given = {"branch": "our-plan", "files": FILES, **opened}
        number = await world.open_pull(**given)  # type: ignore[arg-type]
        branches = dict(world.host.branches)
        await world.comment(who, number, "/build")
        assert told in await answer(world, number)
        assert world.kept.tables.runs == {}
        assert world.host.branches == branches


async def test_a_closed_one() -> None:
    """On a closed pull request nothing begins; one that is closed while a run builds there ends it."""
    async with a_paper_world() as world:
        run = await begun(world)
        tip = world.host.branches["our-plan"]
        await world.close("second", run.issue)
        assert (await world.run(run.issue)).status == "cancelled"
        assert world.host.branches["our-plan"] == tip
        await world.comment("owner", run.issue, "/build")
        assert "is closed" in await answer(world, run.issue)
        assert (await world.run(run.issue)).id == run.id


async def test_the_plan_at_the_head_is_frozen() -> None:
    """What is pushed after `/build` counts when the course is laid, as on any branch; a bad plan halts the run."""
    async with a_paper_world() as world:
        number = await world.open_pull("second", "our-plan", FILES)
        world.has_workers = False
        await world.comment("owner", number, "/build")
        first = await world.run(number)
        other = small_plan(("beforeDeploy",)).replace("restaurant-booking", "bistro-booking").encode()
        await world.push("second", "our-plan", {"buildplan.yaml": other})
        assert (await world.run(number)).digest == first.digest
        world.has_workers = True
        await world.settle()
        await world.pass_time(60)
        run = await world.run(number)
        assert (run.edition, run.digest != first.digest) == (2, True)
        bad = other.replace(b"nextjs-15", b"nextjs-14")
        await world.push("second", run.courses[0].branch, {"buildplan.yaml": bad})
        run = await world.run(number)
        assert run.status == "halted"
        assert "nextjs-15" in run.trouble


async def test_commands_there() -> None:
    """Status, retry, plan and cancel are for that run; a second `/build` begins none, and one after its end another."""
    async with a_paper_world() as world:
        run = await begun(world)
        for said, told in (
            ("/build", "under way already"),
            ("/build status", "gate **lint**"),
            ("/build plan", "Nothing is started by this"),
            ("/build retry lint", "**lint** is carried out again"),
            ("/build cancel", "The run is ended"),
        ):
            await world.comment("owner", run.issue, said)
            assert told in await answer(world, run.issue)
        assert (await world.run(run.issue)).status == "cancelled"
        await world.happened_to_pull("second", run.issue)
        assert "🚫 **Cancelled**" in board(world, run.issue)
        assert "comments `/build` to build it" in board(world, run.issue)
        await world.comment("owner", run.issue, "/build")
        again = await world.run(run.issue)
        assert (again.status, again.id != run.id, again.branch) == ("waiting", True, "our-plan")
        assert again.courses[0].branch == f"drystone/{run.issue}-restaurant-booking-2--afterDomains"


async def test_its_author_does_not_approve() -> None:
    """The forge lets nobody approve their own pull request: the check says so, and what a team of one can do."""
    async with a_paper_world() as world:
        for login in ("owner", "reviewer"):
            world.host.roles[login] = "read"
        world.host.push("second", "main", {".drystone.yml": b"approvals: {self: true}"})
        run = await begun(world, "second")
        await world.review("second", run.courses[0].pull)
        run = await world.run(run.issue)
        assert run.courses[0].laid
        await world.review("second", run.issue)
        check = world.check(run.issue, "beforeDeploy")
        assert check
        assert "**second** opened this pull request" in check.summary
        assert "put the plan into an issue instead" in check.summary


async def test_another_base_meanwhile() -> None:
    """A pull request that somebody points at another branch is not merged there; pointed back, the run goes on."""
    async with a_paper_world() as world:
        world.host.branches["next"] = world.host.branches["main"]
        run = await begun(world)
        await world.review("reviewer", run.courses[0].pull)
        world.host.pulls[run.issue] = world.host.pull(run.issue).model_copy(update={"base": "next"})
        await world.happened_to_pull("second", run.issue)
        await world.review("reviewer", run.issue)
        run = await world.run(run.issue)
        assert run.status == "halted"
        assert "goes into `next` now" in run.trouble
        world.host.pulls[run.issue] = world.host.pull(run.issue).model_copy(update={"base": "main"})
        await world.comment("owner", run.issue, "/build resume")
        assert (await world.run(run.issue)).status == "completed"


async def test_one_after_the_other() -> None:
    """An issue's run and a pull request's build one after the other, and say behind whom they wait."""
    async with a_paper_world() as world:
        issue = await world.open_issue()
        run = await begun(world)
        assert run.status == "queued"
        assert f"waits for that of #{issue}" in board(world, run.issue)
        await world.comment("owner", issue, "/build cancel")
        assert (await world.run(run.issue)).status == "waiting"


async def test_a_board_is_not_overwritten() -> None:
    """A look at the plan that comes late, while a run has begun there, leaves that run's board on top."""
    async with a_paper_world() as world:
        run = await begun(world)
        shown = board(world, run.issue)
        await world.happened_to_pull("second", run.issue)
        assert board(world, run.issue) == shown
        assert world.check(run.issue)
