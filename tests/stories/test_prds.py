"""Requirements that come in a pull request, as people see it on the forge: the plan they mean is committed."""

from __future__ import annotations

from typing import Any

from bot.core.prd.compile import compile_plan
from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, EXAMPLE
from tests.world import REPO, World

FILES: dict[str, str | None] = {"prd.yaml": EXAMPLE, "architecture.yaml": ARCHITECTURE_EXAMPLE}
MORE = EXAMPLE + "      - {id: DROP-1, story: Old., actor: clerk, action: delete, entity: Item}\n"
BAD = MORE.replace("actor: clerk", "actor: clark")


def plan_of(prd: str) -> str:
    return compile_plan(prd, ARCHITECTURE_EXAMPLE).text


async def the_check(world: World, number: int) -> dict[str, Any]:
    """The check `prd` on a pull request's head."""
    head = (await world.forge.pull(REPO, number))["head"]["sha"]
    check = (await world.checks(head))["prd"]
    return {"id": check["id"], "conclusion": check["conclusion"], **check["output"]}


async def authors(world: World, branch: str) -> list[str]:
    """Who made each commit of a branch beyond the first, oldest first."""
    commits = await world.forge.log(REPO, branch)
    return [one["author"] for one in reversed(commits)][1:]


async def the_plan(world: World, branch: str) -> str:
    return await world.forge.file(REPO, "buildplan.yaml", branch)


async def test_the_plan_is_committed_once(world: World) -> None:
    """The branch gets the plan, in one commit of the bot's; told twice, or asked again, it gets no other."""
    number = await world.open_pull("second", "needs", FILES)
    assert await the_plan(world, "needs") == plan_of(EXAMPLE)
    check = await the_check(world, number)
    assert (check["conclusion"], check["title"]) == ("success", "The plan is what the requirements mean")
    assert "| `SHOW-1` | `operation catalog.listItems`, `GET /api/items` |" in check["summary"]
    before = await world.forge.log(REPO, "needs")
    assert await authors(world, "needs") == ["second", "Drystone"]
    await world.forge.fault_hook("twin", "pull_request")
    await world.forge.rerun("second", REPO, int(check["id"]))
    await world.settle()
    assert await world.forge.log(REPO, "needs") == before
    titles = [one.title for one in world.check_runs() if one.name == "prd"]
    assert titles == ["The plan is compiled", "The plan is what the requirements mean"]


async def test_the_plan_follows_the_requirements(world: World) -> None:
    """Each change of them is followed by the plan, also one back to what was there; then it can be built."""
    number = await world.open_pull("second", "needs", FILES)
    await world.push("second", "needs", {"prd.yaml": MORE})
    assert await the_plan(world, "needs") == plan_of(MORE)
    await world.push("second", "needs", {"prd.yaml": EXAMPLE})
    assert await the_plan(world, "needs") == plan_of(EXAMPLE)
    assert await authors(world, "needs") == ["second", "Drystone"] * 3
    await world.comment("owner", number, "/build plan")
    (answer,) = await world.answers(number)
    assert "The plan is sound" in answer


async def test_problems_on_their_lines(world: World) -> None:
    """Each problem is an annotation on its line of its file, and nothing is committed until it is mended."""
    wrong = {"prd.yaml": BAD, "architecture.yaml": ARCHITECTURE_EXAMPLE.replace("vercel", "versel")}
    number = await world.open_pull("second", "needs", {**wrong})
    check = await the_check(world, number)
    assert (check["conclusion"], check["title"]) == ("failure", "The requirements have 1 problem")
    assert "versel" in check["summary"]
    await world.push("second", "needs", {"architecture.yaml": ARCHITECTURE_EXAMPLE})
    check = await the_check(world, number)
    notes = await world.forge.annotations(REPO, int(check["id"]))
    failures = [one for one in notes if one["annotation_level"] == "failure"]
    lines = BAD.splitlines()
    assert {one["path"] for one in notes} == {"prd.yaml"}
    assert all("clark" in lines[one["start_line"] - 1] for one in failures)
    assert len(failures) == 2
    assert await authors(world, "needs") == ["second", "second"]
    await world.push("second", "needs", {"prd.yaml": MORE})
    assert await the_plan(world, "needs") == plan_of(MORE)


async def test_one_file_alone(world: World) -> None:
    """A PRD without an architecture is told as that; a pull request that touches neither has no such check."""
    number = await world.open_pull("second", "needs", {"prd.yaml": EXAMPLE})
    check = await the_check(world, number)
    assert check["conclusion"] == "failure"
    assert "There is no `architecture.yaml` beside `prd.yaml`" in check["summary"]
    await world.push("second", "needs", {"prd.yaml": None})
    assert (await the_check(world, number))["title"] == "The requirements are not changed"
    other = await world.open_pull("second", "notes", {"NOTES.md": "mine\n"})
    head = (await world.forge.pull(REPO, other))["head"]["sha"]
    assert "prd" not in await world.checks(head)


async def test_peoples_plans_are_left_alone(world: World) -> None:
    """A plan that was written or changed by hand is never written over; taken away, it is compiled anew."""
    mine = plan_of(EXAMPLE).replace("/api/items", "/api/things")
    number = await world.open_pull("second", "needs", {**FILES, "buildplan.yaml": mine})
    check = await the_check(world, number)
    assert (check["conclusion"], check["title"]) == ("neutral", "The plan was changed by hand")
    assert "/api/things" in check["summary"]
    assert await authors(world, "needs") == ["second"]
    await world.push("second", "needs", {"buildplan.yaml": None})
    assert await the_plan(world, "needs") == plan_of(EXAMPLE)


async def test_forks_and_readers_get_the_comparison_alone(world: World) -> None:
    """Nothing is committed for who may not write: to a fork, or to a branch on their behalf."""
    await world.forge.push_files("second", REPO, "needs", FILES)
    fork = (await world.forge.fork("reader", REPO))["full_name"]
    await world.forge.push_files("reader", fork, "theirs", FILES)
    heads = [("reader:theirs", "in a fork"), ("needs", "has no write access")]
    for head, word in heads:
        pull = await world.forge.open_pull("reader", REPO, "Needs", head)
        await world.settle()
        check = await the_check(world, pull["number"])
        assert (check["conclusion"], check["title"]) == ("neutral", "The plan is not committed")
        assert word in check["summary"]
        assert "`drystone prd generate`" in check["summary"]
    assert await world.forge.files(fork, "theirs") == await world.forge.files(REPO, "needs")
    assert await authors(world, "needs") == ["second"]


async def test_a_branch_that_a_run_builds_on(world: World) -> None:
    """The plan of a run is frozen: while one builds there, a change of the requirements is shown, not committed."""
    soon = f"{ARCHITECTURE_EXAMPLE}humanCheckpoints: [afterScaffold]\n"
    number = await world.open_pull("second", "needs", {**FILES, "architecture.yaml": soon})
    frozen = await the_plan(world, "needs")
    await world.comment("owner", number, "/build")
    run = await world.run()
    assert (run.branch, run.is_ended) == ("needs", False)
    await world.forge.push_files("second", REPO, "needs", {"prd.yaml": MORE})
    await world.settle()
    assert await the_plan(world, "needs") == frozen
    check = await the_check(world, number)
    assert "its plan is frozen" in check["summary"]
    assert "deleteItem" in check["summary"]


async def test_a_branch_that_refuses(world: World) -> None:
    """Where the repository's rules let the bot push nothing, the check says so, and what to do."""
    await world.forge.push_files("second", REPO, "needs", FILES)
    await world.forge.require_reviews(REPO, "needs")
    pull = await world.forge.open_pull("second", REPO, "Needs", "needs")
    await world.settle()
    check = await the_check(world, pull["number"])
    assert (check["conclusion"], check["title"]) == ("neutral", "The plan is not committed")
    assert "the repository's rules do not let the App push there" in check["summary"]
    assert await authors(world, "needs") == ["second"]
