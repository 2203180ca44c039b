"""Rows 10 to 17 of the attacks: approvals that are too old, too early, not theirs to give, or of something else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.attacks.people import push_commit, signed_off
from tests.builders import restaurant
from tests.mortal import Life
from tests.world import REPO, World, issue_text

JAVA = restaurant().replace("Bali Bites", "Java Bites")


async def is_laid(world: World) -> bool:
    """Whether the first course counts as approved; nothing is laid after it."""
    world.has_workers = False
    await world.settle()
    return (await world.run()).courses[0].laid


async def shown(world: World) -> str:
    """The summary of the first checkpoint's check, which asks for an approval."""
    check = (await world.checks((await world.run()).head))["afterDomains"]
    assert check["conclusion"] == "action_required"
    return str(check["output"]["summary"])


def meanwhile(write: str, do: Callable[[], Awaitable[Any]]) -> Life:
    """A process before whose first write of that name something else happens."""
    done: list[str] = []

    async def dies(moment: str, name: str, given: tuple[Any, ...]) -> bool:
        if (moment, name, done) == ("before", write, []):
            done.append(name)
            await do()
        return False

    return Life(dies)


async def test_10_edited_after_the_start(at_checkpoint: World) -> None:
    """The issue edited after the start changes nothing; the plan edited on the branch voids the approval, told so."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.edit_issue("owner", REPO, run.issue, body=issue_text(JAVA))
    await world.settle()
    assert (await world.run()).plan_text == run.plan_text
    assert [one for one in await world.said(run.issue) if "plan as frozen" in one]
    assert run.digest[:12] in await shown(world)

    await world.forge.approve("reviewer", REPO, run.courses[0].pull)
    await world.push("second", run.courses[0].branch, {"buildplan.yaml": JAVA})
    now = await world.run()
    assert (now.edition, now.courses[0].laid) == (2, False)
    assert "no longer the head" in await shown(world)
    assert now.digest[:12] in await shown(world)


async def test_11_pushed_after_the_approval(at_checkpoint: World) -> None:
    """A push voids the approval, be it told before or after it."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    await world.forge.fault_hook("reorder", count=2)
    await world.forge.approve("reviewer", REPO, course.pull)
    await world.push("second", course.branch, {"NOTES.txt": "one more thing\n"})
    assert "no longer the head" in await shown(world)
    assert not await is_laid(world)


async def test_12_dated_back(at_checkpoint: World) -> None:
    """A commit that claims to be older than the approval voids it none the less: SHAs decide."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    await world.forge.approve("reviewer", REPO, course.pull)
    past = signed_off("second", "2001-01-01T00:00:00Z")
    entry = {"path": "NOTES.txt", "content": "always here\n"}
    await push_commit(world, "second", course.branch, [entry], author=past, committer=past)
    await world.settle()
    assert "no longer the head" in await shown(world)
    assert not await is_laid(world)


async def test_13_by_those_whose_work_it_is(at_checkpoint: World) -> None:
    """The requester, the author and the committer of a commit, and a bot approve nothing; each is told why."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    await world.forge.create_user("helper", "Bot")
    await world.forge.set_permission(REPO, "helper", "write")
    people = {"author": signed_off("second"), "committer": signed_off("reviewer")}
    await push_commit(world, "owner", course.branch, [{"path": "a.txt", "content": "a"}], **people)
    await world.settle()
    for who in ("owner", "second", "reviewer", "helper"):
        await world.approve(who, course.pull)
    told = await shown(world)
    for reason in (
        "**owner** asked for this run",
        "**second** is an author",
        "**reviewer** is an author",
        "**helper** is a bot",
    ):
        assert reason in told
    await world.forge.approve("bali", REPO, course.pull)
    assert await is_laid(world)


async def test_14_an_objection_that_is_dismissed(at_checkpoint: World) -> None:
    """Who approved, then asked for changes, has not approved again when that is dismissed."""
    world = at_checkpoint
    pull = (await world.run()).courses[0].pull
    world.has_workers = False
    await world.forge.approve("reviewer", REPO, pull)
    review = await world.forge.request_changes("reviewer", REPO, pull)
    await world.settle()
    assert "changes were requested" in await shown(world)
    await world.forge.dismiss("owner", REPO, pull, review["id"])
    assert not await is_laid(world)
    assert "Waiting for an approval" in await shown(world)


async def test_15_without_write_access(at_checkpoint: World) -> None:
    """A reader's approval does not count, and a reader's objection does not block."""
    world = at_checkpoint
    pull = (await world.run()).courses[0].pull
    await world.forge.approve("reader", REPO, pull)
    assert not await is_laid(world)
    assert "**reader** has no write access" in await shown(world)
    await world.forge.request_changes("reader", REPO, pull)
    await world.forge.approve("reviewer", REPO, pull)
    assert await is_laid(world)


async def test_16_the_branch_moves_in_between(at_build_pull: World) -> None:
    """The very commit that was approved is merged, and the very commit of the merge deployed, or nothing is."""
    world = at_build_pull
    run = await world.run()

    async def push() -> None:
        await world.forge.push_files("second", REPO, run.branch, {"late.txt": "late\n"})

    await world.start(meanwhile("forge.merge_pull", push))
    await world.approve("reviewer", run.build_pull)
    assert set(await world.tree("main")) == {"README.md"}
    assert world.target.deployed == []

    async def push_to_main() -> None:
        await world.forge.push_files("second", REPO, "main", {"later.txt": "later\n"})

    if (await world.run()).status == "halted":
        await world.comment("owner", run.issue, "/build resume")
    await world.start(meanwhile("target.deploy", push_to_main))
    await world.approve("reviewer", run.build_pull)
    merged = (await world.run()).merged
    assert {"late.txt", "package.json"} <= set(await world.tree(merged))
    assert (await world.forge.branches(REPO))["main"] != merged
    assert world.target.deployed == [("staging", merged)]


async def test_17_the_base_moved(at_build_pull: World) -> None:
    """What comes of a merge with another base was never gated: its gates run before it is deployed."""
    world = at_build_pull
    run = await world.run()
    await world.forge.push_files("second", REPO, "main", {"other.txt": "other\n"})
    world.gates["unit"].is_red = True
    await world.approve("reviewer", run.build_pull)
    halted = await world.run()
    assert (halted.status, world.target.deployed) == ("halted", [])
    assert {"other.txt", "package.json"} <= set(await world.tree(halted.merged))
    assert (await world.checks(halted.merged))["unit"]["conclusion"] == "failure"
    world.gates["unit"].is_red = False
    await world.comment("owner", run.issue, "/build retry unit")
    assert world.target.deployed == [("staging", halted.merged)]
    assert {one["conclusion"] for one in (await world.checks(halted.merged)).values()} == {"success"}
