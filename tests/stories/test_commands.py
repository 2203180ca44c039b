"""What can be said to the bot: one reaction and one answer for each comment that says it, and nothing else."""

from __future__ import annotations

import pytest

from tests.world import BOT, REPO, World

SAYS = [
    ("reader", "/help", "| Command | What it does | Who |"),
    ("reader", "/build status", "Waiting"),
    ("reader", "/build plan", "The plan is sound"),
    ("reader", "/build", "needs write access"),
    ("reader", "/build cancel", "needs write access"),
    ("reader", "/build resume", "needs write access"),
    ("reader", "/build retry lint", "needs write access"),
    ("owner", "/build", "A run is under way already"),
    ("owner", "/build resume", "is not halted"),
    ("owner", "/build retry scaffold", "nothing would change"),
    ("owner", "/build retry complie", "Did you mean `/build retry compile`?"),
    ("owner", "/build retry", "Which step?"),
    ("owner", "/build statsu", "Did you mean `/build status`?"),
    ("owner", "/biuld cancel", "Did you mean `/build cancel`?"),
    ("owner", "Thanks!\n/build status\nBye.", "Waiting"),
    ("owner", "/help\n/build status", "---"),
]
"""Who says what, and what the answer tells. None of it moves a run that waits."""
SILENT = [
    "```\n/build cancel\n```",
    "> /build cancel",
    "<!-- /build cancel -->",
    "see /build cancel",
    "`/build cancel`",
    "/cancel-my-subscription",
    "/lgtm",
]


async def heard(world: World, number: int) -> tuple[int, int]:
    """How many comments got a reaction, and how many answers there are."""
    comments = await world.forge.comments(REPO, number)
    reacted = [await world.forge.reactions(REPO, number, one["id"]) for one in comments]
    assert all(len(each) <= 1 for each in reacted)
    return sum(len(each) for each in reacted), len(await world.answers(number))


async def test_each_command(at_checkpoint: World) -> None:
    """Each command, rightly and wrongly: a reaction, an answer that says what was done or why not, and no more."""
    world = at_checkpoint
    run = await world.run()
    for count, (who, body, told) in enumerate(SAYS, 1):
        number = run.issue if count % 2 else run.courses[0].pull
        await world.comment(who, number, body)
        answer = (await world.answers(number))[-1]
        assert told in answer, body
        assert f"by **{who}**" in answer
    on_issue, on_pull = await heard(world, run.issue), await heard(world, run.courses[0].pull)
    assert (on_issue, on_pull) == ((8, 8), (8, 8))
    after = await world.run()
    assert (after.status, after.steps) == ("waiting", run.steps)


async def test_what_is_no_command(at_checkpoint: World) -> None:
    """Commands in code, quotes, HTML comments and running text, and other bots' commands, are not given."""
    world = at_checkpoint
    run = await world.run()
    for body in SILENT:
        await world.comment("owner", run.issue, body)
    assert await heard(world, run.issue) == (0, 0)
    assert (await world.run()).status == "waiting"


async def test_edited_deleted_and_own_comments(at_checkpoint: World) -> None:
    """A comment edited into a command, and what bots say, the bot itself first of all, command nothing."""
    world = at_checkpoint
    run = await world.run()
    harmless = await world.comment("owner", run.issue, "Looks good.")
    world.forge_clock.advance(5)
    await world.forge.edit_comment("owner", REPO, harmless["id"], "/build cancel")
    await world.settle()
    await world.forge.create_user("other[bot]", "Bot")
    await world.forge.set_permission(REPO, "other[bot]", "write")
    await world.comment("other[bot]", run.issue, "/build cancel")
    await world.app.forge.put_comment(world.at, run.issue, "quoting", "/build cancel")
    await world.pass_time(300)
    assert await heard(world, run.issue) == (0, 0)
    assert (await world.run()).status == "waiting"


async def test_the_same_delivery_again(at_checkpoint: World) -> None:
    """The same delivery again, by its GUID, is stored once; under another GUID the same comment is obeyed once."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.fault_hook("double", "issue_comment")
    await world.comment("owner", run.issue, "/build retry lint")
    await world.forge.fault_hook("twin", "issue_comment")
    await world.comment("owner", run.issue, "/build retry compile")
    for delivery in await world.forge.deliveries("issue_comment.created"):
        await world.forge.redeliver(delivery["id"])
    await world.settle()
    attempts = [step.attempt for step in (await world.run()).steps if step.kind == "gate"]
    assert sorted(attempts) == [1, 1, 2, 2]
    assert await heard(world, run.issue) == (2, 2)


async def test_a_comment_of_an_earlier_run(at_checkpoint: World) -> None:
    """A command that was obeyed for one run is not obeyed for the next when its delivery comes again."""
    world = at_checkpoint
    issue = (await world.run()).issue
    await world.comment("owner", issue, "/build cancel")
    world.has_workers = False
    await world.forge.fault_hook("twin", "issue_comment")
    await world.comment("owner", issue, "/build")
    run = await world.run()
    assert run.status == "running"
    (cancel, *_) = await world.forge.deliveries("issue_comment.created")
    payload, headers = cancel["payload"], {"X-GitHub-Delivery": "another-guid"}
    assert await world.send("issue_comment", payload, headers) == 202
    await world.settle()
    assert (await world.run()).status == "running"
    assert run.branch.endswith("-2"), "a later run builds on a branch of its own"


async def test_lost_commands_are_found(at_checkpoint: World) -> None:
    """A command whose delivery never came is found by the sweep, and obeyed once."""
    world = at_checkpoint
    issue = (await world.run()).issue
    await world.forge.fault_hook("drop", "issue_comment")
    await world.forge.comment("owner", REPO, issue, "/build status")
    await world.settle()
    assert await heard(world, issue) == (0, 0)
    await world.pass_time(300)
    assert await heard(world, issue) == (1, 1)


@pytest.mark.parametrize("button", ["", "cancel"])
async def test_buttons(at_checkpoint: World, button: str) -> None:
    """Re-run runs a gate again as a check run of its own; Cancel ends the run: as the commands do."""
    world = at_checkpoint
    run = await world.run()
    if button:
        world.gates["lint"].is_red = True
        await world.comment("owner", run.issue, "/build retry lint")
    lint = (await world.checks(run.head))["lint"]
    if button:
        await world.forge.click("second", REPO, lint["id"], button)
    else:
        await world.forge.rerun("second", REPO, lint["id"])
    await world.settle()
    runs = [one for one in world.check_runs() if one.name == "lint"]
    assert [one.app_id for one in runs] == [lint["app"]["id"]] * 2
    assert runs[-1].conclusion == ("failure" if button else "success")
    assert (await world.run()).status == ("cancelled" if button else "waiting")
    assert BOT not in (await world.run()).pushers
