"""Webhooks and what can go wrong with them."""

from __future__ import annotations

import hashlib
import hmac
import re
from pathlib import Path
from uuid import UUID

from bot.localforge import LocalForge
from tests.localforge.scene import REPO, Scene


async def test_a_webhook_is_signed_over_its_very_bytes(world: Scene) -> None:
    """With the App's secret; its GUID is a UUID."""
    await world.forge.open_issue("owner", REPO, "grüße", "ü")
    await world.forge.idle()
    event, _, headers, body = world.hook.got[-1]
    wanted = hmac.new(world.app["webhook_secret"].encode(), body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={wanted}"
    assert (event, headers["x-github-hook-id"]) == ("issues", str(world.app["id"]))
    assert UUID(headers["x-github-delivery"])


async def test_webhooks_come_in_order(world: Scene) -> None:
    """Of one App, as they happened."""
    for number in range(10):
        await world.forge.open_issue("owner", REPO, f"{number}")
    await world.forge.idle()
    titles = [one["issue"]["title"] for one in world.hook.payloads("issues.opened")]
    assert titles == [str(number) for number in range(10)]


async def test_a_failed_delivery_waits_to_be_asked_for(world: Scene) -> None:
    """It stays in the log; a redelivery has the same GUID, and is marked as one."""
    await world.forge.idle()
    world.hook.status = 500
    await world.forge.open_issue("owner", REPO, "t")
    await world.forge.idle()
    world.hook.status = 202
    failed = await world.ok("GET", "/app/hook/deliveries?status=failure", token=world.jwt())
    assert [(one["event"], one["status_code"]) for one in failed] == [("issues", 500)]
    path = f"/app/hook/deliveries/{failed[0]['id']}"
    assert (await world.ok("GET", path, token=world.jwt()))["request"]["payload"]["issue"]["title"] == "t"
    assert (await world.call("POST", path + "/attempts", token=world.jwt())).status == 202
    await world.forge.idle()
    guids = [headers["x-github-delivery"] for event, _, headers, _ in world.hook.got if event == "issues"]
    assert guids == [failed[0]["guid"]] * 2
    newest = (await world.ok("GET", "/app/hook/deliveries", token=world.jwt()))[0]
    assert (newest["redelivery"], newest["status"]) == (True, "OK")


async def test_deliveries_are_paged_by_cursor(world: Scene) -> None:
    """Following `next` shows each once."""
    for number in range(4):
        await world.forge.open_issue("owner", REPO, f"{number}")
    await world.forge.idle()
    path, seen = "/app/hook/deliveries?per_page=2", []
    while path:
        reply = await world.call("GET", path, token=world.jwt())
        seen += [one["id"] for one in reply.data]
        link = re.search(r'<([^>]+)>; rel="next"', reply.headers.get("Link", ""))
        path = link.group(1) if link else ""
    assert len(seen) == len(set(seen)) == len(await world.forge.deliveries())


async def test_deliveries_are_kept_for_three_days(world: Scene) -> None:
    """After that they are neither listed nor sent again."""
    await world.forge.idle()
    (delivery, *_) = await world.ok("GET", "/app/hook/deliveries", token=world.jwt())
    world.clock.forward(days=3, seconds=1)
    assert await world.ok("GET", "/app/hook/deliveries", token=world.jwt()) == []
    path = f"/app/hook/deliveries/{delivery['id']}/attempts"
    assert (await world.call("POST", path, token=world.jwt())).status == 404


async def test_an_app_that_is_not_there_is_a_failure_in_the_log(world: Scene) -> None:
    """Nothing is listening: the delivery says so, and the next one is tried all the same."""
    await world.forge.set_webhook(world.app["id"], "http://127.0.0.1:9/hook")
    await world.forge.open_issue("owner", REPO, "t")
    await world.forge.idle()
    (delivery,) = await world.forge.deliveries("issues")
    assert (delivery["status_code"], delivery["status"].startswith("failed to connect")) == (0, True)


async def test_a_slow_app_is_not_waited_for(world: Scene) -> None:
    """After ten seconds (less, here) the delivery counts as timed out."""
    await world.forge.idle()
    world.forge.site.hooks.timeout = 0.05
    world.hook.open.clear()
    await world.forge.open_issue("owner", REPO, "t")
    await world.forge.idle()
    world.hook.open.set()
    (delivery,) = await world.forge.deliveries("issues")
    assert delivery["status"] == "timed out"


async def test_a_webhook_can_be_lost(world: Scene) -> None:
    """drop: it never was; fail: it is in the log, and may be asked for."""
    await world.forge.fault_hook("drop", "issues.opened")
    await world.forge.open_issue("owner", REPO, "one")
    await world.forge.fault_hook("fail", "issues")
    await world.forge.open_issue("owner", REPO, "two")
    await world.forge.open_issue("owner", REPO, "three")
    await world.forge.idle()
    assert [one["issue"]["title"] for one in world.hook.payloads("issues.opened")] == ["three"]
    assert [one["status_code"] for one in await world.forge.deliveries("issues")] == [502, 202]


async def test_a_webhook_can_come_twice(world: Scene) -> None:
    """double: under the same GUID; twin: under another."""
    await world.forge.fault_hook("double", "issues")
    await world.forge.open_issue("owner", REPO, "one")
    await world.forge.fault_hook("twin", "issues")
    await world.forge.open_issue("owner", REPO, "two")
    await world.forge.idle()
    guids = [headers["x-github-delivery"] for event, _, headers, _ in world.hook.got if event == "issues"]
    assert len(guids) == 4
    assert guids[0] == guids[1]
    assert guids[2] != guids[3]


async def test_webhooks_can_be_late_or_out_of_order(world: Scene) -> None:
    """delay: held until released; reorder: the last first."""
    await world.forge.fault_hook("delay", "issues")
    await world.forge.open_issue("owner", REPO, "late")
    await world.forge.open_issue("owner", REPO, "early")
    await world.forge.idle()
    assert await world.forge.release_hooks() == 1
    await world.forge.idle()
    await world.forge.fault_hook("reorder", "issues", count=2)
    await world.forge.open_issue("owner", REPO, "a")
    await world.forge.open_issue("owner", REPO, "b")
    await world.forge.fault_hook("delay", "issues", seconds=0.01)
    await world.forge.open_issue("owner", REPO, "c")
    await world.forge.idle()
    titles = [one["issue"]["title"] for one in world.hook.payloads("issues.opened")]
    assert titles == ["early", "late", "b", "a", "c"]


async def test_any_webhook_can_be_sent(world: Scene) -> None:
    """Such as an `edited` that is empty and comes before its `created`; it is signed like the others."""
    guid = await world.forge.send_webhook(world.app["id"], "issue_comment", {"action": "edited"})
    await world.forge.idle()
    event, payload, headers, _ = world.hook.got[-1]
    assert (event, payload) == ("issue_comment", {"action": "edited"})
    assert headers["x-github-delivery"] == guid
    assert headers["x-hub-signature-256"].startswith("sha256=")


async def test_installing_and_leaving_are_told(world: Scene) -> None:
    """ping, installation created and deleted; then nothing more."""
    await world.forge.uninstall(world.installation)
    await world.forge.open_issue("owner", REPO, "t")
    await world.forge.idle()
    assert world.hook.names == ["ping", "installation.created", "installation.deleted"]


async def test_the_story_outlives_the_forge(world: Scene, tmp_path: Path) -> None:
    """The same folder again has the same issues, tokens, keys, branches and deliveries."""
    await world.forge.open_issue("owner", REPO, "kept", "text")
    pull = await world.pull()
    await world.forge.approve("reviewer", REPO, pull["number"])
    await world.forge.idle()
    before = await world.forge.deliveries()
    world.forge.save()
    async with LocalForge.start(tmp_path / "forge", clock=world.clock) as again:
        assert (await again.issue(REPO, 1))["title"] == "kept"
        assert [one["state"] for one in await again.reviews(REPO, pull["number"])] == ["APPROVED"]
        assert await again.deliveries() == before
        assert (await world.call("GET", f"{again.api_url}/repos/{REPO}")).status == 200
        assert (await world.call("GET", f"{again.api_url}/app", token=world.jwt())).status == 200
        assert (await again.open_issue("owner", REPO, "next"))["number"] == pull["number"] + 1
