"""Paging, ETags, rates and lengths."""

from __future__ import annotations

from tests.localforge.scene import AT, REPO, Scene


async def test_a_long_list_comes_in_pages(world: Scene) -> None:
    """`Link` leads on and back; the last page leads nowhere further."""
    for number in range(5):
        await world.forge.open_issue("owner", REPO, f"issue {number}")
    first = await world.call("GET", AT + "/issues?per_page=2&state=all")
    assert [one["number"] for one in first.data] == [5, 4]
    assert 'page=2>; rel="next"' in first.headers["Link"]
    assert 'page=3>; rel="last"' in first.headers["Link"]
    assert "per_page=2&state=all&page=2" in first.headers["Link"]
    last = await world.call("GET", AT + "/issues?per_page=2&page=3")
    assert [one["number"] for one in last.data] == [1]
    assert 'rel="next"' not in last.headers["Link"]
    assert 'rel="prev"' in last.headers["Link"]


async def test_what_has_not_changed_costs_nothing(world: Scene) -> None:
    """An ETag that still holds gets 304 and is not counted."""
    first = await world.call("GET", AT + "/issues")
    used = int(first.headers["X-RateLimit-Used"])
    again = await world.call("GET", AT + "/issues", If_None_Match=first.headers["ETag"])
    assert (again.status, again.data) == (304, None)
    assert int(again.headers["X-RateLimit-Used"]) == used
    await world.forge.open_issue("owner", REPO, "new")
    changed = await world.call("GET", AT + "/issues", If_None_Match=first.headers["ETag"])
    assert changed.status == 200


async def test_the_hours_calls_run_out(world: Scene) -> None:
    """Then it is 403 with nothing remaining, until the hour is over."""
    used = int((await world.call("GET", AT)).headers["X-RateLimit-Used"])
    await world.forge.set_rate_limit(used + 1)
    assert (await world.call("GET", AT)).status == 200
    refused = await world.call("GET", AT)
    assert (refused.status, refused.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert (await world.call("GET", "/rate_limit")).data["rate"]["remaining"] == 0
    world.clock.forward(minutes=61)
    fresh = await world.new_token()
    assert (await world.call("GET", AT, token=fresh)).status == 200


async def test_texts_have_their_limits(world: Scene) -> None:
    """65,536 characters are taken, one more is not."""
    assert (await world.call("POST", AT + "/issues", {"title": "t", "body": "x" * 65_536})).status == 201
    refused = await world.call("POST", AT + "/issues", {"title": "t", "body": "x" * 65_537})
    assert (refused.status, refused.data["errors"][0]["field"]) == (422, "body")
    long = {"body": "x" * 65_537}
    assert (await world.call("POST", AT + "/issues/1/comments", long)).status == 422
    assert (await world.call("POST", AT + "/issues/1/comments", {"body": " "})).status == 422


async def test_every_answer_names_its_request(world: Scene) -> None:
    """The id is another each time."""
    ids = {(await world.call("GET", AT)).headers["X-GitHub-Request-Id"] for _ in range(3)}
    assert len(ids) == 3


async def test_the_newest_api_version_lacks_what_was_taken_away(world: Scene) -> None:
    """`merge_commit_sha` is there for those who ask for an older version."""
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}"
    old = await world.call("GET", path, X_GitHub_Api_Version="2022-11-28")
    new = await world.call("GET", path, X_GitHub_Api_Version="2026-03-10")
    assert "merge_commit_sha" in old.data
    assert "merge_commit_sha" not in new.data
