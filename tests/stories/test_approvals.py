"""An approval belongs to a commit, is read live, and is some people's to give."""

from __future__ import annotations

from bot.localforge.git import Signature
from tests.world import REPO, World


async def waits(world: World, *reasons: str) -> None:
    """The first checkpoint is not approved, and its check says who is awaited and why."""
    run = await world.run()
    assert not run.courses[0].laid
    check = (await world.checks(run.head))["afterDomains"]
    assert check["conclusion"] == "action_required"
    for reason in reasons:
        assert reason in check["output"]["summary"]


async def is_enough(world: World, who: str, pull: int) -> bool:
    """Whether with that person's approval the course is laid."""
    world.has_workers = False
    await world.approve(who, pull)
    return (await world.run()).courses[0].laid


async def test_who_does_not_count(at_checkpoint: World) -> None:
    """The requester, a reader, a bot and a stranger approve nothing; the check names each with the reason."""
    world = at_checkpoint
    run = await world.run()
    pull = run.courses[0].pull
    await waits(world, "Waiting for an approval by", "**reviewer**")
    await world.approve("owner", pull)
    await waits(world, "**owner** asked for this run")
    await world.approve("reader", pull)
    await waits(world, "**reader** has no write access")
    await world.forge.create_user("helper", "Bot")
    await world.forge.set_permission(REPO, "helper", "write")
    await world.approve("helper", pull)
    await waits(world, "**helper** is a bot")
    assert await is_enough(world, "reviewer", pull)


async def test_an_old_commit(at_checkpoint: World) -> None:
    """A push voids an approval: the gates run again on the new head, and only an approval of that counts."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    await world.forge.approve("reviewer", REPO, course.pull)
    head = await world.push("second", course.branch, {"NOTES.txt": "one more thing\n"})
    await waits(world, "no longer the head", "A push voids the approval")
    assert {"compile", "lint", "afterDomains"} <= set(await world.checks(head))
    old = (await world.run()).steps[3].commit
    await world.approve("reviewer", course.pull, commit=old)
    await waits(world, f"approved {old[:7]}")
    assert await is_enough(world, "reviewer", course.pull)
    assert "NOTES.txt" in await world.tree((await world.run()).branch)


async def test_who_pushed_does_not_approve(at_checkpoint: World) -> None:
    """Who pushed to the branch is an author of its work, and does not approve it; someone else does."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    await world.push("reviewer", course.branch, {"NOTES.txt": "mine\n"})
    await world.approve("reviewer", course.pull)
    await waits(world, "**reviewer** pushed to this branch", "an approval by **bali**, **second**")
    assert await is_enough(world, "second", course.pull)


async def test_changes_requested(at_checkpoint: World) -> None:
    """Requested changes hold an approved pull request; dismissed, neither they nor what was before them count."""
    world = at_checkpoint
    pull = (await world.run()).courses[0].pull
    review = await world.forge.request_changes("second", REPO, pull)
    await world.approve("reviewer", pull)
    await waits(world, "changes were requested")
    await world.forge.request_changes("reviewer", REPO, pull)
    await world.settle()
    for each in await world.forge.reviews(REPO, pull):
        if each["state"] == "CHANGES_REQUESTED":
            await world.forge.dismiss("owner", REPO, pull, each["id"])
    await world.settle()
    assert review["state"] == "CHANGES_REQUESTED"
    await waits(world, "Waiting for an approval")
    assert await is_enough(world, "second", pull)


async def test_readers_do_not_block(at_checkpoint: World) -> None:
    """Somebody without write access can object, and holds nothing up."""
    world = at_checkpoint
    pull = (await world.run()).courses[0].pull
    await world.forge.request_changes("reader", REPO, pull)
    assert await is_enough(world, "reviewer", pull)


async def test_team_of_one(at_checkpoint: World) -> None:
    """`approvals: {self: true}` counts on the default branch, and not on the pull request's own."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    for login in ("reviewer", "second"):
        await world.forge.set_permission(REPO, login, "read")
    config: dict[str, str | None] = {".drystone.yml": "approvals: {self: true}\n"}
    await world.push("owner", course.branch, config)
    await world.approve("owner", course.pull)
    await waits(world, "**owner** asked for this run")
    await world.forge.push_files("owner", REPO, "main", config)
    assert await is_enough(world, "owner", course.pull)


async def test_early_approval_of_the_build(at_checkpoint: World) -> None:
    """An approval of the build PR given while it is a draft does not count for its merge."""
    world = at_checkpoint
    run = await world.run()
    await world.approve("reviewer", run.build_pull)
    await world.approve("reviewer", run.courses[0].pull)
    run = await world.run()
    assert run.waiting_for.startswith("an approval by")
    assert set(await world.tree("main")) == {"README.md"}
    await world.approve("reviewer", run.build_pull)
    assert (await world.run()).status == "completed"


async def test_owners(at_checkpoint: World) -> None:
    """Owners of what is changed are asked for a review; with `approvals.owners` the course waits for one of each."""
    world = at_checkpoint
    course = (await world.run()).courses[0]
    files: dict[str, str | None] = {
        ".github/CODEOWNERS": "* @reviewer @owner\n/buildplan.renames.yaml @second\n",
        ".drystone.yml": "approvals: {owners: true}\n",
    }
    await world.forge.push_files("owner", REPO, "main", files)
    await world.push("owner", course.branch, {"buildplan.renames.yaml": "# none\n"})
    asked = (await world.forge.pull(REPO, course.pull))["requested_reviewers"]
    assert {one["login"] for one in asked} == {"reviewer", "second"}
    await world.approve("second", course.pull)
    await waits(world, "Approved by **second**", "an approval by an owner of", ": **reviewer**")
    assert await is_enough(world, "reviewer", course.pull)


async def test_a_rebase_that_changes_no_file(at_build_pull: World) -> None:
    """Rebased onto a base that has a part of it already, with the same tree, the approval of before still counts."""
    world = at_build_pull
    run = await world.run()
    await world.forge.push_files(
        "owner", REPO, "main", {".drystone.yml": "approvals: {approvers: [second]}\n"}
    )
    await world.push("owner", run.branch, {".drystone.yml": "approvals: {approvers: [second]}\n"})
    await world.approve("reviewer", run.build_pull)
    before = (await world.run()).head
    git = world.forge.looking(REPO).git
    tree = (await git.run("rev-parse", f"{before}^{{tree}}")).strip()
    by = Signature("owner", "owner@users.noreply.github.com", "2026-01-01T00:00:00Z")
    onto = (await world.forge.branches(REPO))["main"]
    rebased = await git.write_commit(tree, [onto], "All of it, rebased", by, by)
    await world.forge.set_branch("owner", REPO, run.branch, rebased)
    await world.settle()
    assert (await world.run()).head == rebased
    check = (await world.checks(rebased))["beforeDeploy"]
    assert "Approved by **reviewer**." in check["output"]["summary"]
    await world.approve("second", run.build_pull)
    run = await world.run()
    assert run.status == "completed", run.trouble
