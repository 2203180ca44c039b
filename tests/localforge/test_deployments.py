"""Deployments and their states."""

from __future__ import annotations

from typing import Any

from tests.localforge.scene import AT, REPO, Scene

PLAIN: dict[str, Any] = {
    "ref": "main",
    "environment": "staging",
    "auto_merge": False,
    "required_contexts": [],
}


async def test_required_contexts_default_to_all(world: Scene) -> None:
    """An open or failed check stands in the way, unless the list is empty."""
    head = (await world.forge.branches(REPO))["main"]
    await world.ok("POST", AT + "/check-runs", {"name": "test", "head_sha": head})
    refused = await world.call("POST", AT + "/deployments", {"ref": "main", "auto_merge": False})
    assert refused.status == 409
    assert (await world.call("POST", AT + "/deployments", PLAIN)).status == 201
    named = {**PLAIN, "required_contexts": ["test"]}
    assert (await world.call("POST", AT + "/deployments", named)).status == 409


async def test_auto_merge_defaults_to_true(world: Scene) -> None:
    """A branch that lacks some of the default branch gets it merged first, and no deployment yet."""
    await world.forge.push_files("owner", REPO, "feature", {"f": "f"})
    await world.forge.push_files("owner", REPO, "main", {"m": "m"})
    body = {"ref": "feature", "required_contexts": []}
    first = await world.call("POST", AT + "/deployments", body)
    assert (first.status, first.data["message"]) == (202, "Auto-merged main into feature on deployment.")
    assert (await world.call("POST", AT + "/deployments", body)).status == 201


async def test_a_success_ends_the_ones_before(world: Scene) -> None:
    """Of the same environment; others live on."""
    made = [await world.ok("POST", AT + "/deployments", {**PLAIN, "environment": name}) for name in "aab"]
    for one in made:
        await world.ok("POST", f"{AT}/deployments/{one['id']}/statuses", {"state": "success"})
    last = [one["statuses"][-1]["state"] for one in await world.forge.deployments(REPO)]
    assert last == ["inactive", "success", "success"]


async def test_states_are_a_closed_set(world: Scene) -> None:
    """Another word is refused, as is a ref that is not there."""
    made = await world.ok("POST", AT + "/deployments", PLAIN)
    path = f"{AT}/deployments/{made['id']}/statuses"
    assert (await world.call("POST", path, {"state": "splendid"})).status == 422
    assert (await world.call("POST", AT + "/deployments", {**PLAIN, "ref": "nowhere"})).status == 422
