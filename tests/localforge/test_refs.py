"""Refs, files and comparisons over REST."""

from __future__ import annotations

import base64

from tests.localforge.scene import AT, REPO, Scene


async def test_a_branch_moves_forward_only(world: Scene) -> None:
    """Without force; with it, it goes anywhere, and the push says forced."""
    first = (await world.forge.branches(REPO))["main"]
    second = await world.forge.push_files("owner", REPO, "main", {"a": "a"})
    back = await world.call("PATCH", AT + "/git/refs/heads/main", {"sha": first})
    assert (back.status, back.data["message"]) == (422, "Update is not a fast forward")
    await world.ok("PATCH", AT + "/git/refs/heads/main", {"sha": first, "force": True})
    await world.forge.idle()
    assert world.hook.payloads("push")[-1]["forced"] is True
    assert world.hook.payloads("push")[-1]["before"] == second


async def test_a_ref_is_made_once(world: Scene) -> None:
    """A second time, of nothing, or with a bad name it is refused."""
    head = (await world.forge.branches(REPO))["main"]
    make = AT + "/git/refs"
    assert (await world.call("POST", make, {"ref": "refs/heads/b", "sha": head})).status == 201
    again = await world.call("POST", make, {"ref": "refs/heads/b", "sha": head})
    assert (again.status, again.data["message"]) == (422, "Reference already exists")
    assert (await world.call("POST", make, {"ref": "refs/heads/c", "sha": "1" * 40})).status == 422
    assert (await world.call("POST", make, {"ref": "refs/heads/a..b", "sha": head})).status == 422
    assert (await world.call("POST", make, {"ref": "b", "sha": head})).status == 422
    assert (await world.call("PATCH", AT + "/git/refs/heads/none", {"sha": head})).status == 422


async def test_making_a_branch_is_told_as_create_and_push(world: Scene) -> None:
    """Removing it as delete and push."""
    head = (await world.forge.branches(REPO))["main"]
    await world.ok("POST", AT + "/git/refs", {"ref": "refs/heads/b", "sha": head})
    await world.ok("DELETE", AT + "/git/refs/heads/b")
    await world.forge.idle()
    names = [name for name in world.hook.names if name in ("create", "push", "delete")]
    assert names == ["create", "push", "delete", "push"]
    created, deleted = world.hook.payloads("push")
    assert (created["created"], deleted["deleted"]) == (True, True)


async def test_a_file_is_replaced_by_those_who_know_it(world: Scene) -> None:
    """Without the old SHA it is 422, with a wrong one 409."""
    path = AT + "/contents/README.md"
    body = {"message": "m", "content": base64.b64encode(b"new").decode()}
    assert (await world.call("PUT", path, body)).status == 422
    assert (await world.call("PUT", path, {**body, "sha": "1" * 40})).status == 409
    old = await world.ok("GET", path)
    assert (await world.call("PUT", path, {**body, "sha": old["sha"]})).status == 200
    assert await world.forge.file(REPO, "README.md") == "new"
    raw = await world.call("GET", path, Accept="application/vnd.github.raw+json")
    assert raw.data == b"new"


async def test_workflows_need_a_permission_of_their_own(world: Scene) -> None:
    """An App without it cannot write them, by whatever route."""
    token = await world.new_token(permissions={"contents": "write"})
    body = {"message": "m", "content": "aGk="}
    path = AT + "/contents/.github/workflows/ci.yml"
    assert (await world.call("PUT", path, body, token)).status == 403
    entry = {"path": ".github/workflows/ci.yml", "mode": "100644", "type": "blob", "content": "x"}
    assert (await world.call("POST", AT + "/git/trees", {"tree": [entry]}, token)).status == 403
    assert (await world.call("PUT", path, body)).status == 201


async def test_paths_that_lead_out_are_refused(world: Scene) -> None:
    """`..`, `.git` and empty parts, in whatever route."""
    for path in ("../x", ".git/config", "a//b", "/etc/passwd"):
        entry = {"path": path, "mode": "100644", "type": "blob", "content": "x"}
        assert (await world.call("POST", AT + "/git/trees", {"tree": [entry]})).status == 422, path


async def test_a_commit_made_twice_is_the_same(world: Scene) -> None:
    """Same tree, parents, dates and words give the same SHA."""
    head = (await world.forge.branches(REPO))["main"]
    tree = (await world.ok("GET", f"{AT}/git/commits/{head}"))["tree"]["sha"]
    who = {"name": "a", "email": "a@example.com", "date": "2024-01-01T00:00:00Z"}
    body = {"message": "m", "tree": tree, "parents": [head], "author": who, "committer": who}
    first, second = [await world.ok("POST", AT + "/git/commits", body) for _ in range(2)]
    assert first["sha"] == second["sha"]
    assert first["author"]["date"] == "2024-01-01T00:00:00Z"


async def test_a_comparison_counts_both_ways(world: Scene) -> None:
    """ahead, behind, diverged, identical."""
    await world.forge.push_files("owner", REPO, "feature", {"f": "f"})
    at = AT + "/compare/"
    assert (await world.ok("GET", at + "main...feature"))["status"] == "ahead"
    assert (await world.ok("GET", at + "feature...main"))["status"] == "behind"
    assert (await world.ok("GET", at + "main...main"))["status"] == "identical"
    await world.forge.push_files("owner", REPO, "main", {"m": "m"})
    both = await world.ok("GET", at + "main...feature")
    assert (both["status"], both["ahead_by"], both["behind_by"]) == ("diverged", 1, 1)
    assert [one["filename"] for one in both["files"]] == ["f"]
    assert (await world.call("GET", at + "main...nothing")).status == 404


async def test_branch_names_may_hold_slashes(world: Scene) -> None:
    """In every route that names a branch."""
    await world.forge.push_files("owner", REPO, "drystone/1-x", {"f": "f"})
    for path in ("git/ref/heads/drystone/1-x", "branches/drystone/1-x", "commits/drystone/1-x/check-runs"):
        await world.ok("GET", f"{AT}/{path}")
    await world.ok("GET", f"{AT}/contents/f?ref=drystone/1-x")
    await world.ok("GET", f"{AT}/commits/drystone%2F1-x/status")
