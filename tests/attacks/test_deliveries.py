"""Rows 1 to 5 of the attacks: webhooks that are forged, doubled, lost, or come in any order."""

from __future__ import annotations

import asyncio
import hashlib
import hmac

from bot.localforge.hooks import signature
from tests.builders import restaurant
from tests.world import REPO, SECRET, World, issue_text


async def held_back(world: World, event: str) -> str:
    """The payload of the newest webhook of that event, which failed by order."""
    await world.forge.idle()
    return str((await world.forge.deliveries(event))[-1]["payload"])


async def stored(world: World) -> list[str]:
    return list(await world.app.store.undelivered(float("inf")))


async def test_01_forged_and_malformed(world: World) -> None:
    """Without our HMAC-SHA256 of the very bytes nothing comes in, nor what is no JSON object; the door lives on."""
    await world.forge.fault_hook("fail", "issues.opened")
    await world.forge.open_issue("owner", REPO, "Build it", issue_text(restaurant()))
    body = await held_back(world, "issues.opened")
    sha1 = "sha1=" + hmac.new(SECRET.encode(), body.encode(), hashlib.sha1).hexdigest()
    guid = {"X-GitHub-Delivery": "guid-1"}
    forged = [
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "", "X-Hub-Signature": sha1},
        {"X-Hub-Signature-256": sha1},
        {"X-Hub-Signature-256": signature("another secret", body.encode())},
        {"X-Hub-Signature-256": signature(SECRET, body.encode() + b" ")},
    ]
    assert [await world.send("issues", body, {**guid, **headers}) for headers in forged] == [401] * 5
    malformed = ["", "{", "[]", "null", body[:-1]]
    assert [await world.send("issues", text, guid) for text in malformed] == [400] * 5
    assert await stored(world) == []
    assert await world.send("issues", body, guid) == 202
    assert await stored(world) == ["guid-1"]


async def test_02_the_same_guid_at_once(world: World) -> None:
    """Ten deliveries of one GUID at once are acknowledged, and are one run."""
    world.has_workers = False
    await world.forge.fault_hook("fail", "issues.opened")
    await world.forge.open_issue("owner", REPO, "Build it", issue_text(restaurant()))
    body = await held_back(world, "issues.opened")
    guid = {"X-GitHub-Delivery": "guid-1"}
    assert await asyncio.gather(*(world.send("issues", body, guid) for _ in range(10))) == [202] * 10
    await world.settle()
    assert await world.app.store.runs_of_issue(world.at, 1) == 1
    assert len(await world.said(1)) == 1


async def test_03_another_guid_for_the_same_comment(at_checkpoint: World) -> None:
    """One comment under many GUIDs, handled by two workers at once, is obeyed and answered once."""
    world = at_checkpoint
    issue = (await world.run()).issue
    await world.forge.fault_hook("fail", "issue_comment.created")
    comment = await world.forge.comment("owner", REPO, issue, "/build retry lint")
    body = await held_back(world, "issue_comment.created")
    world.queue.side_by_side = world.queue.doubled = True
    for number in range(5):
        assert await world.send("issue_comment", body, {"X-GitHub-Delivery": f"guid-{number}"}) == 202
    await world.settle()
    attempts = [step.attempt for step in (await world.run()).steps if step.name == "lint"]
    assert attempts == [1, 2]
    assert len(await world.answers(issue)) == 1
    assert len(await world.forge.reactions(REPO, issue, comment["id"])) == 1


async def test_04_a_lost_webhook(world: World) -> None:
    """An issue and a comment of which nothing was heard are found; a delivery that failed is asked for again."""
    world.has_workers = False
    await world.forge.fault_hook("drop", "issues.opened")
    await world.open_issue()
    assert await world.runs() == []
    await world.pass_time(150)
    assert (await world.run()).status == "running"
    for fate in ("drop", "fail"):
        await world.forge.fault_hook(fate, "issue_comment.created")
        await world.comment("reader", 1, "/build status")
        before = await world.answers(1)
        await world.pass_time(150)
        assert len(await world.answers(1)) == len(before) + 1
    sent = await world.forge.deliveries("issue_comment.created")
    (failed,) = [one["guid"] for one in sent if one["status_code"] == 502]
    assert [one["redelivery"] for one in sent if one["guid"] == failed] == [False, True]


async def test_05_in_the_wrong_order(at_checkpoint: World) -> None:
    """`edited`, empty, before `created`; `synchronize` after `closed`: how things are now decides."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.fault_hook("fail", "issue_comment.created")
    comment = await world.forge.comment("owner", REPO, run.issue, "/build status")
    created = await held_back(world, "issue_comment.created")
    empty = created.replace('"action":"created"', '"action":"edited"').replace("/build status", "")
    assert await world.send("issue_comment", empty, {"X-GitHub-Delivery": "guid-1"}) == 202
    await world.settle()
    assert await world.answers(run.issue) == []
    assert await world.send("issue_comment", created, {"X-GitHub-Delivery": "guid-2"}) == 202
    await world.settle()
    assert len(await world.answers(run.issue)) == 1
    assert len(await world.forge.reactions(REPO, run.issue, comment["id"])) == 1

    world.has_workers = False
    for event in ("push", "pull_request.synchronize"):
        await world.forge.fault_hook("fail", event)
    await world.forge.push_files("second", REPO, run.courses[0].branch, {"NOTES.txt": "mine\n"})
    late = {name: await held_back(world, name) for name in ("push", "pull_request.synchronize")}
    await world.forge.close_issue("second", REPO, run.courses[0].pull)
    await world.settle()
    ended = await world.run()
    assert ended.status == "cancelled"
    for number, (name, body) in enumerate(late.items()):
        assert await world.send(name.partition(".")[0], body, {"X-GitHub-Delivery": f"late-{number}"}) == 202
    await world.settle()
    assert await world.run() == ended
