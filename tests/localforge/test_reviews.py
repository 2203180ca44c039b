"""Reviews and the rules of branches."""

from __future__ import annotations

from tests.localforge.scene import AT, REPO, Scene


async def test_an_approval_belongs_to_a_commit(world: Scene) -> None:
    """It keeps its commit when the head moves on."""
    pull = await world.pull()
    await world.forge.approve("reviewer", REPO, pull["number"])
    await world.forge.push_files("owner", REPO, "feature", {"b": "b"})
    (review,) = await world.ok("GET", f"{AT}/pulls/{pull['number']}/reviews")
    assert (review["state"], review["commit_id"]) == ("APPROVED", pull["head"]["sha"])
    elsewhere = {"event": "APPROVE", "commit_id": (await world.forge.branches(REPO))["main"]}
    path = f"{AT}/pulls/{pull['number']}/reviews"
    await world.forge.push_files("owner", REPO, "other", {"c": "c"})
    elsewhere["commit_id"] = (await world.forge.branches(REPO))["other"]
    assert (await world.call("POST", path, elsewhere, world.tokens["reviewer"])).status == 422


async def test_nobody_approves_their_own(world: Scene) -> None:
    """Neither approves nor asks for changes; a comment is fine."""
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}/reviews"
    refused = await world.call("POST", path, {"event": "APPROVE"})
    assert (refused.status, refused.data["errors"]) == (422, ["Can not approve your own pull request"])
    assert (await world.call("POST", path, {"event": "REQUEST_CHANGES", "body": "x"})).status == 422
    assert (await world.call("POST", path, {"event": "COMMENT", "body": "x"})).status == 200


async def test_an_objection_needs_words(world: Scene) -> None:
    """So does a comment; an approval does not; an unknown event is refused."""
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}/reviews"
    token = world.tokens["reviewer"]
    assert (await world.call("POST", path, {"event": "REQUEST_CHANGES"}, token)).status == 422
    assert (await world.call("POST", path, {"event": "COMMENT", "body": " "}, token)).status == 422
    assert (await world.call("POST", path, {"event": "BLESS"}, token)).status == 422
    assert (await world.call("POST", path, {"event": "APPROVE"}, token)).status == 200


async def test_a_pending_review_is_its_authors_alone(world: Scene) -> None:
    """Others see it, and the hook hears of it, once it is submitted."""
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}/reviews"
    pending = await world.ok("POST", path, {}, world.tokens["reviewer"])
    assert await world.ok("GET", path) == []
    body = {"event": "APPROVE"}
    assert (await world.call("POST", f"{path}/{pending['id']}/events", body)).status == 404
    await world.ok("POST", f"{path}/{pending['id']}/events", body, world.tokens["reviewer"])
    assert [one["state"] for one in await world.ok("GET", path)] == ["APPROVED"]
    await world.forge.idle()
    assert world.hook.names.count("pull_request_review.submitted") == 1
    (told,) = world.hook.payloads("pull_request_review.submitted")
    assert told["review"]["state"] == "approved"


async def test_a_protected_branch_wants_approvals(world: Scene) -> None:
    """Of people with write access, none of whom objects; then it merges."""
    await world.forge.require_reviews(REPO, "main")
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}"
    refused = await world.call("PUT", path + "/merge", {})
    assert refused.status == 405
    assert "At least 1 approving review is required" in refused.data["message"]
    await world.forge.approve("guest", REPO, pull["number"])
    assert (await world.call("PUT", path + "/merge", {})).status == 405
    await world.ok("GET", path)
    assert (await world.ok("GET", path))["mergeable_state"] == "blocked"
    await world.forge.approve("reviewer", REPO, pull["number"])
    await world.forge.review_comment("reviewer", REPO, pull["number"], "and a comment, which changes nothing")
    assert (await world.call("PUT", path + "/merge", {})).status == 200


async def test_a_dismissed_approval_is_none(world: Scene) -> None:
    """Dismissing needs a reason, and ends its weight."""
    await world.forge.require_reviews(REPO, "main")
    pull = await world.pull()
    review = await world.forge.approve("reviewer", REPO, pull["number"])
    path = f"{AT}/pulls/{pull['number']}"
    assert (
        await world.call("PUT", f"{path}/reviews/{review['id']}/dismissals", {"message": ""})
    ).status == 422
    await world.ok("PUT", f"{path}/reviews/{review['id']}/dismissals", {"message": "old"})
    assert (await world.call("PUT", path + "/merge", {})).status == 405


async def test_a_push_may_dismiss_approvals(world: Scene) -> None:
    """Where the rule says so."""
    await world.forge.require_reviews(REPO, "main", dismiss_stale=True)
    pull = await world.pull()
    await world.forge.approve("reviewer", REPO, pull["number"])
    await world.forge.push_files("owner", REPO, "feature", {"b": "b"})
    (review,) = await world.forge.reviews(REPO, pull["number"])
    assert review["state"] == "DISMISSED"
    await world.forge.idle()
    assert "pull_request_review.dismissed" in world.hook.names


async def test_required_checks_have_to_be_green(world: Scene) -> None:
    """The merge waits for the check of that name."""
    wanted = {
        "required_status_checks": [{"context": "compile"}],
        "strict_required_status_checks_policy": False,
    }
    await world.forge.set_rules(REPO, "main", [{"type": "required_status_checks", "parameters": wanted}])
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}/merge"
    assert (await world.call("PUT", path, {})).status == 405
    body = {"name": "compile", "head_sha": pull["head"]["sha"], "conclusion": "success"}
    await world.ok("POST", AT + "/check-runs", body)
    assert (await world.call("PUT", path, {})).status == 200
