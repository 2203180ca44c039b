"""Calls that go wrong on order, and the control API."""

from __future__ import annotations

import aiohttp
import pytest

from bot.localforge.errors import ApiError
from tests.localforge.scene import AT, REPO, Scene


async def test_a_call_can_fail_before_anything_is_done(world: Scene) -> None:
    """As often as told, for the calls that match."""
    await world.forge.fault_api("status", "POST", ".*/issues", count=2, status=502)
    body = {"title": "t"}
    assert [(await world.call("POST", AT + "/issues", body)).status for _ in range(3)] == [502, 502, 201]
    assert len(await world.forge.issues(REPO)) == 1


async def test_a_call_can_be_done_and_its_answer_lost(world: Scene) -> None:
    """The client sees a broken connection; the issue is there."""
    await world.forge.fault_api("lost", "POST", ".*/issues")
    with pytest.raises(aiohttp.ClientError):
        await world.call("POST", AT + "/issues", {"title": "t"})
    assert len(await world.forge.issues(REPO)) == 1


async def test_what_was_made_can_be_late_to_show(world: Scene) -> None:
    """Reading it back says 404 a few times, then it is there."""
    await world.forge.fault_api("late", "POST", ".*/issues", times=2)
    made = await world.ok("POST", AT + "/issues", {"title": "t"})
    path = f"{AT}/issues/{made['number']}"
    assert [(await world.call("GET", path)).status for _ in range(3)] == [404, 404, 200]


async def test_the_limits_have_githubs_shapes(world: Scene) -> None:
    """Primary: 403 with nothing remaining. Secondary: 403 or 429 with much remaining, `retry-after` or none."""
    await world.forge.fault_api("primary", "GET", AT)
    first = await world.call("GET", AT)
    assert (first.status, first.headers["X-RateLimit-Remaining"]) == (403, "0")
    await world.forge.fault_api("secondary", "GET", AT, status=429, retry_after=7)
    second = await world.call("GET", AT)
    assert (second.status, second.headers["Retry-After"]) == (429, "7")
    assert int(second.headers["X-RateLimit-Remaining"]) > 0
    await world.forge.fault_api("secondary", "GET", AT, status=403)
    third = await world.call("GET", AT)
    assert (third.status, "Retry-After" in third.headers) == (403, False)
    assert "secondary rate limit" in third.data["message"]


async def test_a_fault_can_let_some_calls_pass_first(world: Scene) -> None:
    """`skip`; and a slow answer is an answer all the same."""
    await world.forge.fault_api("status", "GET", AT, skip=1, status=500)
    assert [(await world.call("GET", AT)).status for _ in range(3)] == [200, 500, 200]
    await world.forge.fault_api("slow", "GET", AT, seconds=0.001)
    assert (await world.call("GET", AT)).status == 200
    await world.forge.fault_api("status", "GET", AT, count=9)
    await world.forge.clear_faults()
    assert (await world.call("GET", AT)).status == 200


async def test_calls_can_be_looked_at(world: Scene) -> None:
    """What was called, by whom, with what."""
    await world.call("POST", AT + "/issues", {"title": "t"})
    (call,) = await world.forge.calls("POST", "/issues")
    assert (call["status"], call["login"], call["body"]) == (201, "drystone[bot]", {"title": "t"})


async def _control(world: Scene, verb: str, body: object = None, **headers: str) -> tuple[int, object]:
    url = f"{world.forge.url}/_control/{verb}"
    async with world.session.post(url, json=body or {}, headers=headers) as answer:
        return answer.status, await answer.json() if answer.content_type == "application/json" else None


async def test_every_verb_is_there_for_other_processes(world: Scene) -> None:
    """With its arguments as JSON; refusals are the API's, mistakes are 400."""
    asked = {"user": "owner", "repo": REPO, "title": "by control"}
    status, made = await _control(world, "open_issue", asked)
    assert (status, isinstance(made, dict) and made["number"]) == (200, 1)
    assert (await _control(world, "idle"))[0] == 200
    assert (await _control(world, "open_issue", {"user": "owner"}))[0] == 400
    assert (await _control(world, "merge", {"user": "owner", "repo": REPO, "number": 7}))[0] == 404
    assert (await _control(world, "save"))[0] == 404
    async with world.session.get(f"{world.forge.url}/_control/") as answer:
        assert "push_files" in await answer.json()


async def test_other_sites_pages_may_not_use_it(world: Scene) -> None:
    """Neither the control API nor the forms: a browser names the page it sends from."""
    asked = {"user": "owner", "repo": REPO, "title": "t"}
    assert (await _control(world, "open_issue", asked, Origin="https://elsewhere.example"))[0] == 403
    assert (await _control(world, "open_issue", asked, Host="elsewhere.example"))[0] == 403
    url = f"{world.forge.url}/{REPO}/issues/new"
    headers = {"Origin": "https://elsewhere.example"}
    async with world.session.post(url, data={"title": "t"}, headers=headers) as answer:
        assert answer.status == 403
    assert await world.forge.issues(REPO) == []


async def test_a_verb_holds_to_the_users_rights(world: Scene) -> None:
    """A reader pushes nothing."""
    with pytest.raises(ApiError, match="has no write access"):
        await world.forge.push_files("guest", REPO, "main", {"x": "x"})
