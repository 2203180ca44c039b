"""Issues, comments, labels and reactions."""

from __future__ import annotations

from tests.localforge.scene import AT, REPO, Scene


async def test_issues_are_found_by_state_label_and_time(world: Scene) -> None:
    """Each filter narrows the list."""
    await world.forge.open_issue("owner", REPO, "one", labels=["wish"])
    world.clock.forward(minutes=30)
    await world.forge.open_issue("guest", REPO, "two")
    await world.forge.close_issue("owner", REPO, 2)
    moment = world.clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    async def numbers(query: str) -> list[int]:
        return [one["number"] for one in await world.ok("GET", f"{AT}/issues?{query}")]

    assert await numbers("") == [1]
    assert await numbers("state=all&direction=asc") == [1, 2]
    assert await numbers("state=all&labels=wish") == [1]
    assert await numbers(f"state=all&since={moment}") == [2]
    assert await numbers("state=all&creator=guest") == [2]


async def test_an_edit_tells_what_was_there_before(world: Scene) -> None:
    """The webhook carries the old texts; an edit that changes nothing sends none."""
    await world.forge.open_issue("owner", REPO, "old", "text")
    await world.ok("PATCH", AT + "/issues/1", {"title": "new"})
    await world.ok("PATCH", AT + "/issues/1", {"title": "new"})
    await world.forge.idle()
    assert [one["changes"] for one in world.hook.payloads("issues.edited")] == [{"title": {"from": "old"}}]


async def test_the_bots_own_deeds_come_back_to_it(world: Scene) -> None:
    """Its comment's webhook has a sender of type Bot, and names the App."""
    await world.forge.open_issue("owner", REPO, "t")
    await world.ok("POST", AT + "/issues/1/comments", {"body": "hello"})
    await world.forge.idle()
    (payload,) = world.hook.payloads("issue_comment.created")
    assert (payload["sender"]["login"], payload["sender"]["type"]) == ("drystone[bot]", "Bot")
    assert payload["comment"]["performed_via_github_app"]["slug"] == "drystone"
    assert payload["installation"]["id"] == world.installation


async def test_comments_are_found_by_time(world: Scene) -> None:
    """`since` goes by the last edit."""
    await world.forge.open_issue("owner", REPO, "t")
    first = await world.forge.comment("owner", REPO, 1, "one")
    await world.forge.comment("owner", REPO, 1, "two")
    world.clock.forward(minutes=5)
    moment = world.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    await world.forge.edit_comment("owner", REPO, first["id"], "one again")
    found = await world.ok("GET", f"{AT}/issues/comments?since={moment}")
    assert [one["body"] for one in found] == ["one again"]


async def test_a_reaction_is_given_once(world: Scene) -> None:
    """The second time it is 200 and the same one."""
    await world.forge.open_issue("owner", REPO, "t")
    first = await world.call("POST", AT + "/issues/1/reactions", {"content": "eyes"})
    second = await world.call("POST", AT + "/issues/1/reactions", {"content": "eyes"})
    assert (first.status, second.status) == (201, 200)
    assert first.data["id"] == second.data["id"]
    assert await world.forge.reactions(REPO, 1) == ["drystone[bot]:eyes"]


async def test_a_reader_edits_only_their_own(world: Scene) -> None:
    """Others' comments are not theirs to change or delete."""
    await world.forge.open_issue("owner", REPO, "t")
    comment = await world.forge.comment("owner", REPO, 1, "mine")
    path = f"{AT}/issues/comments/{comment['id']}"
    assert (await world.call("PATCH", path, {"body": "x"}, world.tokens["guest"])).status == 403
    assert (await world.call("DELETE", path, token=world.tokens["guest"])).status == 403
    assert (await world.call("DELETE", path, token=world.tokens["reviewer"])).status == 204


async def test_labels_come_and_go_one_event_each(world: Scene) -> None:
    """A label that is new is made; one that is there twice is refused."""
    await world.forge.open_issue("owner", REPO, "t", labels=["a"])
    await world.forge.label("owner", REPO, 1, ["b", "c"])
    await world.forge.idle()
    names = [one for one in world.hook.names if "labeled" in one]
    assert names == ["issues.labeled", "issues.unlabeled", "issues.labeled", "issues.labeled"]
    assert (await world.call("POST", AT + "/labels", {"name": "a"})).status == 422


async def test_a_merge_closes_what_its_text_says(world: Scene) -> None:
    """`Closes #1` closes the issue when the pull request reaches the default branch."""
    await world.forge.open_issue("owner", REPO, "t")
    pull = await world.pull()
    await world.ok("PATCH", f"{AT}/pulls/{pull['number']}", {"body": "Closes #1"})
    await world.forge.merge("owner", REPO, pull["number"])
    assert (await world.forge.issue(REPO, 1))["state"] == "closed"
