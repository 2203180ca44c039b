"""The forge answers and sends what GitHub's published description says."""

from __future__ import annotations

from typing import Any

from bot.localforge.server import REST, Seen
from tests.localforge.conformance import Conformance, judge_deliveries, operation_for, webhook_problems
from tests.localforge.scene import AT, REPO, Scene


async def test_every_route_and_every_webhook_is_as_published(world: Scene) -> None:
    """Each route of the forge, called once with success, fits the description; so does each webhook that follows."""
    judge = Conformance()
    succeeded: set[tuple[str, str]] = set()

    def watch(seen: Seen) -> None:
        if seen.status < 300:
            succeeded.add((seen.method, seen.path))

    world.forge.on_request(judge)
    world.forge.on_request(watch)
    for part in (_app, _issues, _git, _pulls, _checks, _deployments, _rest):
        await part(world)
    await world.forge.idle()
    judge.assert_none()
    assert judge_deliveries(await world.forge.deliveries()) == []
    assert set(world.hook.names) >= EVENTS
    missed = [f"{one.method} {one.path}" for one in REST if not _called(one.method, one.path, succeeded)]
    assert missed == []


EVENTS = {
    "check_run.completed",
    "check_run.created",
    "check_run.requested_action",
    "check_run.rerequested",
    "check_suite.completed",
    "check_suite.requested",
    "check_suite.rerequested",
    "create",
    "delete",
    "deployment.created",
    "deployment_status.created",
    "installation.created",
    "installation.suspend",
    "installation.unsuspend",
    "installation_repositories.added",
    "issue_comment.created",
    "issue_comment.deleted",
    "issue_comment.edited",
    "issues.closed",
    "issues.edited",
    "issues.labeled",
    "issues.opened",
    "issues.reopened",
    "issues.unlabeled",
    "ping",
    "pull_request.closed",
    "pull_request.converted_to_draft",
    "pull_request.edited",
    "pull_request.labeled",
    "pull_request.opened",
    "pull_request.ready_for_review",
    "pull_request.reopened",
    "pull_request.review_request_removed",
    "pull_request.review_requested",
    "pull_request.synchronize",
    "pull_request.unlabeled",
    "pull_request_review.dismissed",
    "pull_request_review.submitted",
    "push",
    "status",
}


def _called(method: str, template: str, succeeded: set[tuple[str, str]]) -> bool:
    """Whether some successful call is of that route, by the description's own matching."""
    plain = template.replace(":.+}", "}").replace(":.*}", "}")
    probe = plain.replace("{owner}", "o").replace("{repo}", "r")
    wanted = operation_for(method, _filled(probe))
    assert wanted is not None, f"{method} {template} is no route of GitHub's"
    return any(operation_for(method, path) is wanted for done, path in succeeded if done == method)


def _filled(path: str) -> str:
    parts = path.split("/")
    return "/".join("1" if part.startswith("{") else part for part in parts)


async def _app(world: Scene) -> None:
    token = world.jwt()
    for path in (
        "/app",
        "/app/installations",
        f"/app/installations/{world.installation}",
        "/app/hook/config",
    ):
        await world.ok("GET", path, token=token)
    await world.ok("PATCH", "/app/hook/config", {"url": world.hook.url, "content_type": "json"}, token)
    narrowed = {"repositories": ["shop"], "permissions": {"issues": "write"}}
    await world.ok("POST", f"/app/installations/{world.installation}/access_tokens", narrowed, token)
    await world.ok("GET", AT + "/installation", token=token)
    await world.ok("GET", "/installation/repositories")
    await world.forge.idle()
    deliveries = await world.ok("GET", "/app/hook/deliveries?per_page=1", token=token)
    await world.ok("GET", f"/app/hook/deliveries/{deliveries[0]['id']}", token=token)
    await world.ok("POST", f"/app/hook/deliveries/{deliveries[0]['id']}/attempts", token=token)
    world.forge.site.manifests["code"] = {"name": "Second", "owner": "owner", "hook_attributes": {"url": ""}}
    await world.ok("POST", "/app-manifests/code/conversions", token="")
    for path in ("/apps/drystone", "/users/reviewer", "/rate_limit"):
        await world.ok("GET", path)
    await world.ok("GET", "/user", token=world.tokens["owner"])
    await world.forge.suspend(world.installation)
    await world.forge.suspend(world.installation, suspended=False)
    await world.forge.create_repo("owner/other")
    await world.forge.install_app(world.app["id"], ["owner/other"])


async def _issues(world: Scene) -> None:
    asked = {"title": "Build it", "body": "please", "labels": ["wish"], "assignees": ["owner"]}
    issue = await world.ok("POST", AT + "/issues", asked)
    one = f"{AT}/issues/{issue['number']}"
    await world.ok("GET", AT + "/issues?state=all&labels=wish&since=2020-01-01T00:00:00Z&sort=updated")
    await world.ok("GET", one)
    await world.ok("PATCH", one, {"title": "Build it well", "body": "now", "assignees": []})
    await world.ok("PATCH", one, {"state": "closed", "state_reason": "not_planned"})
    await world.ok("PATCH", one, {"state": "open"})
    comment = await world.ok("POST", one + "/comments", {"body": "hello"})
    said = f"{AT}/issues/comments/{comment['id']}"
    await world.ok("GET", one + "/comments")
    await world.ok("GET", AT + "/issues/comments?sort=updated&direction=desc")
    await world.ok("GET", said)
    await world.ok("PATCH", said, {"body": "hello again"})
    for holder in (one, said):
        made = await world.ok("POST", holder + "/reactions", {"content": "eyes"})
        await world.ok("GET", holder + "/reactions?content=eyes")
        await world.ok("DELETE", f"{holder}/reactions/{made['id']}")
    await world.ok("DELETE", said)
    await world.ok("POST", AT + "/labels", {"name": "bug", "color": "ff0000", "description": "wrong"})
    await world.ok("GET", AT + "/labels")
    await world.ok("GET", AT + "/labels/bug")
    await world.ok("GET", one + "/labels")
    await world.ok("POST", one + "/labels", {"labels": ["bug", "more"]})
    await world.ok("PUT", one + "/labels", {"labels": ["bug"]})
    await world.ok("DELETE", one + "/labels/bug")


async def _git(world: Scene) -> None:
    head = (await world.ok("GET", AT + "/git/ref/heads/main"))["object"]["sha"]
    blob = await world.ok("POST", AT + "/git/blobs", {"content": "aGk=", "encoding": "base64"})
    await world.ok("GET", f"{AT}/git/blobs/{blob['sha']}")
    entry = {"path": "a/b.txt", "mode": "100644", "type": "blob", "sha": blob["sha"]}
    tree = await world.ok("POST", AT + "/git/trees", {"base_tree": head, "tree": [entry]})
    await world.ok("GET", f"{AT}/git/trees/{tree['sha']}?recursive=1")
    who = {"name": "a", "email": "a@example.com", "date": "2024-01-01T00:00:00Z"}
    asked = {"message": "m", "tree": tree["sha"], "parents": [head], "author": who}
    commit = await world.ok("POST", AT + "/git/commits", asked)
    await world.ok("GET", f"{AT}/git/commits/{commit['sha']}")
    await world.ok("POST", AT + "/git/refs", {"ref": "refs/heads/by-api", "sha": head})
    await world.ok("PATCH", AT + "/git/refs/heads/by-api", {"sha": commit["sha"], "force": False})
    await world.ok("GET", AT + "/git/matching-refs/heads/by")
    await world.ok("DELETE", AT + "/git/refs/heads/by-api")
    made = await world.ok(
        "PUT", AT + "/contents/docs/x.md", {"message": "x", "content": "aGk=", "branch": "main"}
    )
    await world.ok("GET", AT + "/contents/docs/x.md?ref=main")
    await world.ok("GET", AT + "/contents/docs")
    gone = {"message": "x", "sha": made["content"]["sha"]}
    await world.ok("DELETE", AT + "/contents/docs/x.md", gone)
    for path in ("", "/branches", "/branches/main", "/commits?sha=main", "/commits/main", "/collaborators"):
        await world.ok("GET", AT + path)


async def _pulls(world: Scene) -> None:
    pull = await world.pull("one")
    at = f"{AT}/pulls/{pull['number']}"
    for path in (
        "?state=all&head=owner:one&base=main&sort=updated",
        f"/{pull['number']}",
        f"/{pull['number']}",
    ):
        await world.ok("GET", f"{AT}/pulls{path}")
    for path in ("/files", "/commits", "/requested_reviewers"):
        await world.ok("GET", at + path)
    await world.ok("PATCH", at, {"title": "One", "body": "b"})
    await world.ok("POST", f"{AT}/issues/{pull['number']}/labels", {"labels": ["x"]})
    await world.ok("DELETE", f"{AT}/issues/{pull['number']}/labels/x")
    await world.ok("POST", at + "/requested_reviewers", {"reviewers": ["reviewer"]})
    await world.ok("DELETE", at + "/requested_reviewers", {"reviewers": ["reviewer"]})
    await world.forge.set_draft("owner", REPO, pull["number"], draft=True)
    await world.forge.set_draft("owner", REPO, pull["number"], draft=False)
    await world.ok("PATCH", at, {"state": "closed"})
    await world.ok("PATCH", at, {"state": "open"})
    await world.forge.push_files("owner", REPO, "one", {"two.txt": "2\n"})
    await _reviews(world, at)
    head = (await world.ok("GET", at))["head"]["sha"]
    await world.ok("GET", f"{AT}/commits/{head}/pulls")
    await world.ok("GET", f"{AT}/compare/main...one")
    await world.ok("PUT", at + "/merge", {"sha": head, "merge_method": "squash"})
    await world.ok("GET", at + "/merge")


async def _reviews(world: Scene, at: str) -> None:
    token = world.tokens["reviewer"]
    pending = await world.ok("POST", at + "/reviews", {}, token)
    submitted = {"event": "COMMENT", "body": "hm"}
    await world.ok("POST", f"{at}/reviews/{pending['id']}/events", submitted, token)
    made = await world.ok("POST", at + "/reviews", {"event": "APPROVE"}, token)
    await world.ok("GET", at + "/reviews")
    await world.ok("GET", f"{at}/reviews/{made['id']}")
    await world.ok("PUT", f"{at}/reviews/{made['id']}/dismissals", {"message": "old", "event": "DISMISS"})


async def _checks(world: Scene) -> None:
    head = (await world.forge.branches(REPO))["main"]
    run = await world.ok(
        "POST", AT + "/check-runs", {"name": "compile", "head_sha": head, "external_id": "k"}
    )
    at = f"{AT}/check-runs/{run['id']}"
    note = {
        "path": "README.md",
        "start_line": 1,
        "end_line": 1,
        "annotation_level": "warning",
        "message": "m",
    }
    output = {"title": "t", "summary": "s", "text": "x", "annotations": [note]}
    button = {"label": "Fix", "description": "Try to fix it", "identifier": "fix"}
    done = {"status": "completed", "conclusion": "failure", "output": output, "actions": [button]}
    await world.ok("PATCH", at, done)
    await world.ok("GET", at)
    await world.ok("GET", at + "/annotations")
    await world.forge.click("owner", REPO, run["id"], "fix")
    await world.ok("POST", at + "/rerequest")
    await world.ok(
        "GET", f"{AT}/commits/main/check-runs?check_name=compile&filter=latest&app_id={world.app['id']}"
    )
    suites = await world.ok("GET", f"{AT}/commits/{head}/check-suites?app_id={world.app['id']}")
    suite = f"{AT}/check-suites/{suites['check_suites'][0]['id']}"
    await world.ok("GET", suite)
    await world.ok("GET", suite + "/check-runs")
    await world.ok("POST", suite + "/rerequest")
    await world.ok("POST", f"{AT}/statuses/{head}", {"state": "success", "context": "ci"})
    await world.ok("GET", f"{AT}/commits/main/status")


async def _deployments(world: Scene) -> None:
    asked: dict[str, Any] = {
        "ref": "main",
        "environment": "staging",
        "auto_merge": False,
        "required_contexts": [],
    }
    made = await world.ok("POST", AT + "/deployments", asked)
    at = f"{AT}/deployments/{made['id']}"
    state = {"state": "success", "environment_url": "http://127.0.0.1/", "log_url": "http://127.0.0.1/log"}
    await world.ok("POST", at + "/statuses", state)
    for path in ("", "/statuses"):
        await world.ok("GET", at + path)
    await world.ok("GET", AT + "/deployments?environment=staging")
    await world.ok("GET", AT + "/environments")
    await world.ok("PUT", AT + "/environments/production")
    await world.ok("GET", AT + "/environments/production")


async def _rest(world: Scene) -> None:
    await world.ok("GET", AT + "/collaborators/reviewer/permission")
    await world.ok("GET", AT + "/collaborators/reviewer")
    await world.forge.require_reviews(REPO, "main")
    await world.ok("GET", AT + "/rules/branches/main")
    token = world.tokens["reviewer"]
    await world.ok("GET", "/user/repos", token=token)
    await world.ok("POST", "/user/repos", {"name": "mine", "auto_init": True}, token)
    await world.ok("POST", AT + "/forks", {}, token)


async def test_a_refusal_is_as_published(world: Scene) -> None:
    """404, 403, 422 and 409 have the published bodies."""
    judge = Conformance()
    world.forge.on_request(judge)
    await world.call("GET", AT + "/issues/99")
    await world.call("POST", AT + "/issues", {"title": ""})
    await world.call("POST", AT + "/pulls", {"title": "t", "head": "nothing", "base": "main"})
    await world.call("PATCH", AT + "/labels/x", {})
    narrow = await world.new_token(permissions={"issues": "read"})
    await world.call("POST", AT + "/issues", {"title": "t"}, narrow)
    judge.assert_none()


async def test_the_judge_sees_what_a_client_gets_wrong(world: Scene) -> None:
    """An unknown key, a wrong type, an unknown query name and an unknown route are each named."""
    judge = Conformance()
    world.forge.on_request(judge)
    await world.call("POST", AT + "/issues", {"title": "t", "bodi": "x"})
    await world.call(
        "POST", AT + "/deployments", {"ref": "main", "auto_merge": "perhaps", "required_contexts": []}
    )
    await world.call("GET", AT + "/issues?stat=all")
    await world.call("GET", AT + "/issues/1")
    found = "\n".join(judge.problems)
    assert "unknown key /bodi" in found
    assert "auto_merge" in found
    assert "unknown query parameter stat" in found
    assert (
        len(judge.problems) == 4
    )  # a boolean of the wrong kind is named for the request and for each form it may have


def test_the_judge_sees_a_wrong_webhook() -> None:
    """A webhook without its parts is refused."""
    assert webhook_problems("issues", {"action": "opened"}) != []
