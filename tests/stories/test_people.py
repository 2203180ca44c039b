"""People work on the same branches: what they change, delete, merge or close stands."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.builders import restaurant
from tests.mortal import Life
from tests.world import REPO, World

JAVA = restaurant().replace("Bali Bites", "Java Bites")


async def text(world: World, path: str, ref: str) -> str:
    return await world.forge.file(REPO, path, ref)


async def a_generated_file(world: World, branch: str, holds: str) -> str:
    """A file of the app with that text in it."""
    for path in await world.forge.files(REPO, branch):
        if path.startswith(("app/", "src/")) and holds in await text(world, path, branch):
            return path
    raise AssertionError(f"no generated file holds {holds}")


async def test_a_push_in_mid_phase(world: World) -> None:
    """What a person pushes while a phase is laid is merged: both are on the branch, each in a commit of its own."""

    async def push(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        if (moment, write, len(pushed)) == ("before", "repo.lay", 0) and given[3].phase == "domains":
            pushed.append(await world.forge.push_files("second", REPO, given[1], {"NOTES.txt": "mine\n"}))
        return False

    pushed: list[str] = []
    await world.start(Life(push))
    await world.open_issue()
    run = await world.run()
    branch = run.courses[0].branch
    assert await world.phases(branch) == ["", "plan", "scaffold", "assemble", "", "domains"]
    assert {"NOTES.txt", "package.json"} <= set(await world.tree(branch))
    assert "**second**" not in run.waiting_for, "who pushed does not approve"


async def test_an_edited_plan(at_checkpoint: World) -> None:
    """A plan edited on the branch is frozen anew: phases are made again, edits and deletions by people stay."""
    world = at_checkpoint
    run = await world.run()
    branch = run.courses[0].branch
    home, gone = await a_generated_file(world, branch, "Bali Bites"), "app/not-found.tsx"
    gone = next(
        path
        for path in await world.forge.files(REPO, branch)
        if path.endswith(("not-found.tsx", ".env.example"))
    )
    await world.forge.approve("reviewer", REPO, run.courses[0].pull)
    await world.push("second", branch, {"buildplan.yaml": JAVA, gone: None, "package-notes.md": "keep\n"})
    now = await world.run()
    assert (now.status, now.edition) == ("waiting", 2), now.trouble
    assert now.digest != run.digest
    tree = await world.tree(branch)
    assert "Java Bites" in await text(world, home, branch)
    assert gone not in tree
    assert "package-notes.md" in tree
    assert (await world.phases(branch))[-2:] == ["", "replan"]
    checks = await world.checks(now.head)
    assert {name: one["conclusion"] for name, one in checks.items()} == {
        "compile": "success",
        "lint": "success",
        "afterDomains": "action_required",
    }
    assert now.digest[:12] in await world.body(now.build_pull)


async def test_an_edited_plan_that_is_bad(at_checkpoint: World) -> None:
    """A plan edited into a bad one halts the run and says what is wrong; mended there, the run goes on by itself."""
    world = at_checkpoint
    run = await world.run()
    branch = run.courses[0].branch
    await world.push("second", branch, {"buildplan.yaml": JAVA.replace("nextjs-15", "nextjs-14")})
    halted = await world.run()
    assert halted.status == "halted"
    assert "nextjs-15" in (await world.said(run.build_pull))[-1]
    await world.push("second", branch, {"buildplan.yaml": JAVA})
    assert (await world.run()).status == "waiting"
    assert (await world.run()).edition == 2


async def test_a_conflict(at_checkpoint: World) -> None:
    """Lines that people and the plan both changed halt the run, both sides shown; once resumed, people's stay."""
    world = at_checkpoint
    run = await world.run()
    branch = run.courses[0].branch
    home = await a_generated_file(world, branch, "Bali Bites")
    mine = (await text(world, home, branch)).replace("Bali Bites", "Our Bites")
    await world.push("second", branch, {"buildplan.yaml": JAVA, home: mine})
    halted = await world.run()
    assert halted.status == "halted"
    told = (await world.said(run.build_pull))[-1]
    for side in ("<<<<<<<", "Our Bites", "Java Bites", ">>>>>>>", "/build resume"):
        assert side in told
    assert await text(world, home, branch) == mine, "nothing was overwritten"
    settled = mine.replace("Our Bites", "Bites for all")
    await world.push("second", branch, {home: settled})
    assert (await world.run()).status == "halted", "only a person says that it is settled"
    await world.comment("owner", run.build_pull, "/build resume")
    assert (await world.run()).status == "waiting", (await world.run()).trouble
    assert await text(world, home, branch) == settled


async def test_closing_the_pull_request_in_mid_phase(at_checkpoint: World) -> None:
    """Closing a pull request while something is carried out ends that, and the run."""
    world = at_checkpoint
    run = await world.run()
    world.queue.side_by_side = True
    world.gates["lint"].go = asyncio.Event()
    told = asyncio.create_task(world.comment("owner", run.issue, "/build retry lint"))
    await world.gates["lint"].reached.wait()
    await world.forge.close_issue("second", REPO, run.build_pull)
    await told
    run = await world.run()
    assert (run.status, run.in_flight) == ("cancelled", ())
    assert (await world.checks(run.head))["lint"]["conclusion"] == "cancelled"
    assert "Cancelled" in await world.body(run.build_pull)
    assert "Cancelled" in (await world.said(run.issue))[0]


async def test_merging_without_the_approval(at_build_pull: World) -> None:
    """A merge without the approval that the plan asks for halts, undeployed, until someone approves and resumes."""
    world = at_build_pull
    run = await world.run()
    await world.forge.merge("second", REPO, run.build_pull)
    await world.settle()
    halted = await world.run()
    assert (halted.status, world.target.deployed) == ("halted", [])
    assert "without the approval" in (await world.said(run.build_pull))[-1]
    await world.comment("owner", run.build_pull, "/build resume")
    assert ((await world.run()).status, world.target.deployed) == ("halted", [])
    await world.approve("reviewer", run.build_pull)
    await world.comment("owner", run.build_pull, "/build resume")
    run = await world.run()
    assert run.status == "completed", run.trouble
    assert world.target.deployed == [("staging", run.merged)]


async def test_a_branch_that_moved_away(at_checkpoint: World) -> None:
    """A build branch that somebody pushed to is not forced: the run halts, says how to mend it, and goes on then."""
    world = at_checkpoint
    run = await world.run()
    await world.push("second", run.branch, {"NOTES.txt": "mine\n"})
    await world.approve("reviewer", run.courses[0].pull)
    halted = await world.run()
    assert halted.status == "halted"
    assert "Nothing was forced" in (await world.said(run.build_pull))[-1]
    assert "NOTES.txt" in await world.tree(run.branch)
    merge = await world.forge.open_pull("second", REPO, "Catch up", run.branch, run.courses[0].branch)
    await world.forge.merge("second", REPO, merge["number"])
    await world.settle()
    world.has_workers = False
    await world.approve("reviewer", run.courses[0].pull)
    run = await world.run()
    assert run.courses[0].laid, run.trouble
    assert {"NOTES.txt", "package.json"} <= set(await world.tree(run.branch))


async def test_a_default_branch_that_moved(at_build_pull: World) -> None:
    """Somebody pushed to the default branch: the merge has another tree, and passes all gates before it is deployed."""
    world = at_build_pull
    run = await world.run()
    await world.forge.push_files("second", REPO, "main", {"NOTES.txt": "mine\n"})
    world.gates["unit"].is_red = True
    await world.approve("reviewer", run.build_pull)
    halted = await world.run()
    assert {"NOTES.txt", "package.json"} <= set(await world.tree(halted.merged))
    assert (halted.status, world.target.deployed) == ("halted", [])
    told = (await world.said(run.build_pull))[-1]
    assert "This is the merge commit" in told
    assert "Push a fix to" not in told
    world.gates["unit"].is_red = False
    await world.comment("owner", run.issue, "/build retry unit")
    run = await world.run()
    assert (run.status, world.target.deployed) == ("completed", [("staging", run.merged)]), run.trouble
    checks = await world.checks(run.merged)
    assert {name: one["conclusion"] for name, one in checks.items()} == dict.fromkeys(
        run.courses[-1].gates, "success"
    )


async def test_a_suspended_app_goes_on_when_that_ends(world: World) -> None:
    """Suspended in the middle of laying, for hours, nothing fails; afterwards the run goes on by itself."""
    world.has_workers = False
    number = await world.open_issue()
    await world.forge.suspend(world.at.installation)
    world.has_workers = True
    for _ in range(6):
        world.clock.advance(1800)
        await world.flow.reconcile()
        await world.work()
    held = await world.run()
    assert (held.status, held.head, held.build_pull) == ("running", "", 0)
    await world.forge.suspend(world.at.installation, suspended=False)
    await world.settle()
    run = await world.run()
    assert (run.status, run.trouble) == ("waiting", "")
    assert [step.attempt for step in run.steps] == [1] * len(run.steps)
    assert not [text for text in await world.said(number) if "Halted" in text]


async def test_an_approval_while_the_app_is_suspended(at_checkpoint: World) -> None:
    """No webhook tells of it; when the suspension ends it is found."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.suspend(world.at.installation)
    await world.approve("reviewer", run.courses[0].pull)
    await world.forge.suspend(world.at.installation, suspended=False)
    await world.pass_time(30)
    assert (await world.run()).courses[0].laid
