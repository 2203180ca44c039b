"""Rows 6 to 9 of the attacks: commands by those who may not give them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import BOT, REPO, World

PERMISSION = ".*/collaborators/.*/permission"


async def halted(world: World) -> None:
    """The run halts at a red gate."""
    world.gates["lint"].is_red = True
    await world.comment("owner", (await world.run()).issue, "/build retry lint")
    world.gates["lint"].is_red = False
    assert (await world.run()).status == "halted"


async def test_06_a_reader_resumes(at_checkpoint: World) -> None:
    """A reader's `/build resume` is refused, with one answer, however often it is delivered."""
    world = at_checkpoint
    await halted(world)
    run = await world.run()
    await world.forge.fault_hook("twin", "issue_comment.created")
    await world.comment("reader", run.issue, "/build resume")
    answers = [one for one in await world.answers(run.issue) if "**reader**" in one]
    assert len(answers) == 1
    assert "needs write access" in answers[0]
    after = await world.run()
    assert (after.status, after.steps) == ("halted", run.steps)


async def test_07_unknown_permissions(at_checkpoint: World) -> None:
    """Everybody may read what is public, and no more; where the forge does not know or say, nobody may anything."""
    world = at_checkpoint
    run = await world.run()
    world.forge.looking(REPO).repo.private = False
    await world.forge.create_user("stranger")
    await world.comment("stranger", run.issue, "/build cancel")
    await world.forge.fault_api("status", path=PERMISSION, status=404, count=10)
    await world.comment("owner", run.issue, "/build cancel")
    answers = await world.answers(run.issue)
    assert ["needs write access" in one for one in answers] == [True, True]
    assert (await world.run()).status == "waiting"

    await world.forge.clear_faults()
    await world.forge.fault_api("status", path=PERMISSION, status=500, count=1000)
    await world.forge.comment("owner", REPO, run.issue, "/build cancel")
    await world.work()
    assert (await world.run()).status == "waiting"
    await world.forge.clear_faults()
    await world.settle()
    assert (await world.run()).status == "cancelled", "it is put off, not lost"


async def test_08_bots_and_echoes(at_checkpoint: World) -> None:
    """Another bot, the bot's own comments, and its help quoted by a person: nothing happens, and nothing loops."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.create_user("other[bot]", "Bot")
    await world.forge.set_permission(REPO, "other[bot]", "write")
    await world.comment("other[bot]", run.issue, "/build cancel")
    await world.app.forge.put_comment(world.at, run.issue, "own", "/build cancel")
    await world.comment("reader", run.issue, "/help")
    (helped,) = await world.answers(run.issue)
    quoted = "\n".join(f"> {line}" for line in f"{helped}\n/build cancel".splitlines())
    await world.comment("owner", run.issue, quoted)
    said = await world.forge.comments(REPO, run.issue)
    await world.pass_time(300)
    assert await world.forge.comments(REPO, run.issue) == said
    assert [one["user"]["login"] for one in said if BOT in one["user"]["login"]] == [BOT] * 3
    assert (await world.run()).status == "waiting"


@pytest.mark.parametrize("command", ["/build cancel", "/publish"])
async def test_09_edited_into_a_command(at_checkpoint: World, command: str) -> None:
    """A comment that becomes a command by an edit, and a command that is deleted, command nothing."""
    world = at_checkpoint
    run = await world.run()
    comments: list[dict[str, Any]] = [
        await world.comment("owner", run.issue, text) for text in ("Looks good.", f"`{command}`")
    ]
    world.forge_clock.advance(5)
    await world.forge.edit_comment("owner", REPO, comments[0]["id"], command)
    await world.forge.fault_hook("drop", "issue_comment.edited")
    await world.forge.edit_comment("owner", REPO, comments[1]["id"], command)
    await world.settle()
    await world.forge.delete_comment("owner", REPO, comments[0]["id"])
    await world.settle()
    await world.pass_time(300)
    assert await world.answers(run.issue) == []
    assert (await world.run()).status == "waiting"
