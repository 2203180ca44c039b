"""A plan that comes in a pull request, as people see it on the forge."""

from __future__ import annotations

import pytest
import yaml

from bot.localforge.errors import ApiError
from tests.builders import restaurant
from tests.world import REPO, World

PLAN = restaurant()
LAID = [
    "scaffold",
    "assemble",
    "domains",
    "migrate",
    "api",
    "integrate",
    "lock",
    "tests",
    "preview",
    "deploy",
]
BAD = PLAN.replace("nextjs-15", "nextjs-14").replace("auth: clerk", "auth: clark")


def with_bad_fields(count: int) -> str:
    """A plan with that many fields of a type that does not exist."""
    plan = yaml.safe_load(PLAN)
    fields = plan["components"]["domains"][0]["entities"][0]["fields"]
    fields += [{"name": f"field{number}", "type": "strange", "extra": number} for number in range(count)]
    return yaml.safe_dump(plan, sort_keys=False)


async def the_check(world: World, number: int) -> dict[str, str]:
    """The plan check on a pull request's head."""
    head = (await world.forge.pull(REPO, number))["head"]["sha"]
    check = (await world.checks(head))["plan"]
    return {"id": check["id"], "conclusion": check["conclusion"], **check["output"]}


async def test_problems_on_their_lines(world: World) -> None:
    """Each problem is an annotation on its line; mended by a push, the new head is green and says what is new."""
    number = await world.open_pull("second", "plan", {"buildplan.yaml": BAD})
    check = await the_check(world, number)
    assert (check["conclusion"], check["title"]) == ("failure", "The plan has 2 problems")
    notes = await world.forge.annotations(REPO, int(check["id"]))
    marked = {
        BAD.splitlines()[one["start_line"] - 1].strip()
        for one in notes
        if one["annotation_level"] == "failure"
    }
    assert marked == {"stack: nextjs-14", "auth: clark"}
    assert {one["path"] for one in notes} == {"buildplan.yaml"}
    (comment,) = await world.said(number)
    assert "nextjs-15" in comment
    await world.push("second", "plan", {"buildplan.yaml": PLAN})
    check = await the_check(world, number)
    assert check["conclusion"] == "success"
    assert "all of it is new" in check["summary"]
    (comment,) = await world.said(number)
    assert "someone with write access comments `/build`" in comment
    assert await world.runs() == []


async def test_more_problems_than_one_call_takes(world: World) -> None:
    """All annotations are there, each once, however many calls that takes; asked for again, none comes twice."""
    number = await world.open_pull("second", "plan", {"buildplan.yaml": with_bad_fields(80)})
    check = await the_check(world, number)
    notes = await world.forge.annotations(REPO, int(check["id"]))
    lines = [one["start_line"] for one in notes if "extra" in one["message"]]
    assert len(lines) == len(set(lines)) == 80
    await world.forge.rerun("second", REPO, int(check["id"]))
    await world.settle()
    assert await world.forge.annotations(REPO, int(check["id"])) == notes


async def test_what_would_change(world: World) -> None:
    """Beside a plan on the base, the check lists what changes; removing the plan is told as that."""
    await world.forge.push_files("owner", REPO, "main", {"buildplan.yaml": PLAN})
    number = await world.open_pull(
        "second", "live", {"buildplan.yaml": PLAN.replace("mode: test", "mode: live")}
    )
    assert (
        "| ✏️ | integrations, stripe, mode | `test` | `live` |" in (await the_check(world, number))["summary"]
    )
    other = await world.open_pull("second", "gone", {"buildplan.yaml": None})
    check = await the_check(world, other)
    assert (check["conclusion"], check["title"]) == ("neutral", "The plan is removed")


async def test_a_fork(world: World) -> None:
    """A stranger's fork gets the same check and comment, and nothing of the bot's goes into it."""
    await world.forge.set_permission(REPO, "reader", "read")
    fork = (await world.forge.fork("reader", REPO))["full_name"]
    await world.forge.push_files("reader", fork, "plan", {"buildplan.yaml": BAD})
    pull = await world.forge.open_pull("reader", REPO, "A plan", "reader:plan")
    await world.settle()
    assert (await the_check(world, pull["number"]))["conclusion"] == "failure"
    await world.forge.push_files("reader", fork, "plan", {"buildplan.yaml": PLAN})
    await world.settle()
    assert (await the_check(world, pull["number"]))["conclusion"] == "success"
    (comment,) = await world.said(pull["number"])
    assert "builds nothing on a fork's branch" in comment
    assert set(await world.forge.branches(fork)) == {"main", "plan"}


async def test_lost_and_doubled(world: World) -> None:
    """A pull request whose deliveries are lost is found; one that is told twice has one check and one comment."""
    await world.forge.fault_hook("drop", "pull_request")
    number = await world.open_pull("second", "plan", {"buildplan.yaml": BAD})
    assert await world.said(number) == []
    await world.pass_time(300)
    assert (await the_check(world, number))["conclusion"] == "failure"
    await world.forge.fault_hook("twin", "pull_request")
    await world.push("second", "plan", {"buildplan.yaml": PLAN})
    assert len(await world.said(number)) == 1
    assert [one.conclusion for one in world.check_runs()] == ["failure", "success"]


async def test_built_where_the_plan_came_from(world: World) -> None:
    """`/build` in the pull request: its branch gets the courses; approved, it is merged and deployed."""
    number = await world.open_pull("second", "our-plan", {"buildplan.yaml": PLAN, "NOTES.txt": "mine\n"})
    before = await world.forge.pull(REPO, number)
    await world.comment("owner", number, "/build")
    run = await world.run()
    course = run.courses[0]
    pull = await world.forge.pull(REPO, course.pull)
    assert (pull["base"]["ref"], run.build_pull) == ("our-plan", number)
    await world.approve("reviewer", course.pull)
    assert await world.phases("our-plan") == ["", "", *LAID]
    with pytest.raises(ApiError):
        await world.approve("second", number)
    await world.approve("reviewer", number)
    run = await world.run()
    assert run.status == "completed", run.trouble
    assert world.target.deployed == [("staging", run.merged)]
    tree = await world.tree("main")
    assert {"NOTES.txt", "package.json", "buildplan.yaml"} <= set(tree)
    after = await world.forge.pull(REPO, number)
    assert (after["title"], after["body"]) == (before["title"], before["body"])
    board, answer = await world.said(number)
    assert "✅ **Completed**" in board
    assert "The run begins" in answer
    conclusions = {name: one["conclusion"] for name, one in (await world.checks(run.head)).items()}
    assert set(conclusions) == {"plan", "compile", "lint", "unit", "build", "e2e", "a11y", "beforeDeploy"}
    assert set(conclusions.values()) == {"success"}


async def test_never_on_a_fork(world: World) -> None:
    """`/build` on a fork's pull request is refused with a sentence, whoever says it."""
    fork = (await world.forge.fork("reader", REPO))["full_name"]
    await world.forge.push_files("reader", fork, "plan", {"buildplan.yaml": PLAN})
    pull = await world.forge.open_pull("reader", REPO, "A plan", "reader:plan")
    await world.settle()
    await world.comment("owner", pull["number"], "/build")
    (answer,) = await world.answers(pull["number"])
    assert "builds nothing on a fork's branch" in answer
    assert await world.runs() == []
    assert set(await world.forge.branches(REPO)) == {"main"}
