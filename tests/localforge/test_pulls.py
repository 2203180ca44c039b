"""Pull requests: opening, following their branches, merging."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.localforge.scene import AT, REPO, Scene


async def test_there_is_one_open_pull_request_for_a_branch(world: Scene) -> None:
    """The second is refused with the words that a client looks for; so is one without commits."""
    await world.pull("feature")
    body = {"title": "t", "head": "feature", "base": "main"}
    again = await world.call("POST", AT + "/pulls", body)
    assert (again.status, again.data["errors"][0]["message"]) == (
        422,
        "A pull request already exists for owner:feature.",
    )
    await world.forge.set_branch("owner", REPO, "same", (await world.forge.branches(REPO))["main"])
    none = await world.call("POST", AT + "/pulls", {**body, "head": "same"})
    assert (none.status, none.data["errors"][0]["message"]) == (422, "No commits between main and same")
    missing = await world.call("POST", AT + "/pulls", {**body, "head": "nowhere"})
    assert (missing.status, missing.data["errors"][0]["field"]) == (422, "head")


async def test_mergeable_is_found_out_after_it_was_asked_for(world: Scene) -> None:
    """The first read says null; a push makes it null again."""
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}"
    assert pull["mergeable"] is None
    assert (await world.ok("GET", path))["mergeable"] is None
    assert (await world.ok("GET", path))["mergeable"] is True
    await world.forge.push_files("owner", REPO, "feature", {"more.txt": "x"})
    assert (await world.ok("GET", path))["mergeable"] is None


async def test_conflicts_are_real(world: Scene) -> None:
    """Two changes of one line: not mergeable, and a merge gets 405."""
    pull = await world.pull("feature", "one\n")
    await world.forge.push_files("owner", REPO, "main", {"feature.txt": "two\n"})
    path = f"{AT}/pulls/{pull['number']}"
    await world.ok("GET", path)
    seen = await world.ok("GET", path)
    assert (seen["mergeable"], seen["mergeable_state"]) == (False, "dirty")
    refused = await world.call("PUT", path + "/merge", {})
    assert (refused.status, refused.data["message"]) == (405, "Pull Request is not mergeable")


@pytest.mark.parametrize(("method", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
async def test_three_ways_to_merge(world: Scene, method: str, parents: int) -> None:
    """Each puts the files on the base, closes the pull request as merged and sends closed, then push."""
    pull = await world.pull()
    await world.forge.push_files("owner", REPO, "main", {"other.txt": "other\n"})
    path = f"{AT}/pulls/{pull['number']}"
    merged = await world.ok("PUT", path + "/merge", {"sha": pull["head"]["sha"], "merge_method": method})
    assert (await world.forge.branches(REPO))["main"] == merged["sha"]
    assert len((await world.ok("GET", f"{AT}/git/commits/{merged['sha']}"))["parents"]) == parents
    assert set(await world.forge.files(REPO)) == {"README.md", "feature.txt", "other.txt"}
    after = await world.ok("GET", path)
    assert (after["state"], after["merged"], after["merge_commit_sha"]) == ("closed", True, merged["sha"])
    await world.forge.idle()
    assert [name for name in world.hook.names[-3:] if name != "check_suite.requested"] == [
        "pull_request.closed",
        "push",
    ]
    assert world.hook.payloads("pull_request.closed")[0]["pull_request"]["merged"] is True


async def test_a_merge_of_another_head_than_the_one_seen_is_refused(world: Scene) -> None:
    """409 where the head has moved; 405 for a draft."""
    pull = await world.pull("feature", draft=True)
    path = f"{AT}/pulls/{pull['number']}/merge"
    assert (await world.call("PUT", path, {"sha": "0" * 40})).status == 409
    assert (await world.call("PUT", path, {"sha": pull["head"]["sha"]})).status == 405


async def test_a_head_that_the_base_reaches_is_merged(world: Scene) -> None:
    """Fast-forwarding the base to the head marks the pull request merged, at that very commit."""
    pull = await world.pull()
    head = pull["head"]["sha"]
    await world.ok("PATCH", AT + "/git/refs/heads/main", {"sha": head})
    after = await world.ok("GET", f"{AT}/pulls/{pull['number']}")
    assert (after["merged"], after["merge_commit_sha"], after["merged_by"]["login"]) == (
        True,
        head,
        "drystone[bot]",
    )


async def test_a_pull_request_follows_its_branch(world: Scene) -> None:
    """A push is told first as push, then as synchronize with both commits; a deleted branch closes it."""
    pull = await world.pull()
    new = await world.forge.push_files("owner", REPO, "feature", {"b.txt": "b"})
    await world.forge.idle()
    (told,) = world.hook.payloads("pull_request.synchronize")
    assert (told["before"], told["after"]) == (pull["head"]["sha"], new)
    assert world.hook.names[-3:] == ["push", "pull_request.synchronize", "check_suite.requested"]
    await world.forge.delete_branch("owner", REPO, "feature")
    assert (await world.forge.pull(REPO, pull["number"]))["state"] == "closed"
    reopened = await world.call("PATCH", f"{AT}/pulls/{pull['number']}", {"state": "open"})
    assert reopened.status == 422


async def test_leaving_draft_is_graphql_only(world: Scene) -> None:
    """REST cannot; the mutation does, and says in `errors` what is wrong."""
    pull = await world.pull(draft=True)
    await world.call("PATCH", f"{AT}/pulls/{pull['number']}", {"draft": False})
    assert (await world.forge.pull(REPO, pull["number"]))["draft"] is True
    query = "mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { id } } }"
    body = {"query": query, "variables": {"id": pull["node_id"]}}
    done = await world.call("POST", world.forge.graphql_url, body)
    assert done.data["data"]["markPullRequestReadyForReview"]["pullRequest"]["isDraft"] is False
    assert (await world.forge.pull(REPO, pull["number"]))["draft"] is False
    wrong = await world.call("POST", world.forge.graphql_url, {**body, "variables": {"id": "PR_nothing"}})
    assert (wrong.status, wrong.data["errors"][0]["type"]) == (200, "NOT_FOUND")
    narrow = await world.new_token(permissions={"issues": "write"})
    refused = await world.call("POST", world.forge.graphql_url, body, narrow)
    assert refused.data["errors"][0]["type"] == "FORBIDDEN"
    await world.forge.idle()
    assert "pull_request.ready_for_review" in world.hook.names


async def test_drafts_can_be_refused(world: Scene) -> None:
    """As on plans of GitHub's that lack them: 422, and a normal one goes through."""
    await world.forge.allow_drafts(REPO, allowed=False)
    await world.forge.push_files("owner", REPO, "feature", {"a": "a"})
    body = {"title": "t", "head": "feature", "base": "main", "draft": True}
    assert (await world.call("POST", AT + "/pulls", body)).status == 422
    assert (await world.call("POST", AT + "/pulls", {**body, "draft": False})).status == 201


async def test_a_fork_is_another_repository(world: Scene, tmp_path: Path) -> None:
    """Its pull request has another head repository, and follows pushes to the fork."""
    await world.forge.fork("guest", REPO)
    await world.forge.push_files("guest", "guest/shop", "patch", {"x.txt": "x"})
    pull = await world.forge.open_pull("guest", REPO, "From a fork", "guest:patch")
    assert (pull["head"]["repo"]["full_name"], pull["base"]["repo"]["full_name"]) == ("guest/shop", REPO)
    new = await world.forge.push_files("guest", "guest/shop", "patch", {"y.txt": "y"})
    assert (await world.forge.pull(REPO, pull["number"]))["head"]["sha"] == new
    status, _ = await world.git("clone", world.forge.git_url(REPO), str(tmp_path / "w"))
    assert status == 0
    status, out = await world.git("fetch", "origin", f"refs/pull/{pull['number']}/head", cwd=tmp_path / "w")
    assert status == 0, out


async def test_files_and_figures_are_those_of_the_diff(world: Scene) -> None:
    """Names, states, counts and patches."""
    await world.forge.push_files("owner", REPO, "main", {"old.txt": "a\nb\nc\nd\ne\n", "gone.txt": "x\n"})
    changes = {"gone.txt": None, "README.md": "# Shop\nmore\n", "new.txt": "n\n"}
    await world.forge.push_files("owner", REPO, "feature", changes)
    pull = await world.ok("POST", AT + "/pulls", {"title": "t", "head": "feature", "base": "main"})
    assert (pull["commits"], pull["changed_files"], pull["additions"], pull["deletions"]) == (1, 3, 2, 1)
    files = {one["filename"]: one for one in await world.ok("GET", f"{AT}/pulls/{pull['number']}/files")}
    assert {name: one["status"] for name, one in files.items()} == {
        "README.md": "modified",
        "gone.txt": "removed",
        "new.txt": "added",
    }
    assert files["README.md"]["patch"] == "@@ -1 +1,2 @@\n # Shop\n+more"


async def test_reviewers_are_asked(world: Scene) -> None:
    """Not the author, not a stranger; a review ends the asking."""
    pull = await world.pull()
    path = f"{AT}/pulls/{pull['number']}/requested_reviewers"
    asked = await world.ok("POST", path, {"reviewers": ["reviewer"]})
    assert [one["login"] for one in asked["requested_reviewers"]] == ["reviewer"]
    assert (await world.call("POST", path, {"reviewers": ["drystone[bot]"]})).status == 422
    assert (await world.call("POST", path, {"reviewers": ["nobody"]})).status == 422
    await world.forge.approve("reviewer", REPO, pull["number"])
    assert (await world.ok("GET", path))["users"] == []
