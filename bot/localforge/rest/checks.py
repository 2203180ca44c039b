"""Check runs, check suites and commit statuses over REST; only Apps write checks."""

from __future__ import annotations

from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import ApiError, forbidden_to_app, not_found
from bot.localforge.ops import checks
from bot.localforge.ops.events import emit
from bot.localforge.records import App, CheckRun, CheckSuite, CommitStatus, Json
from bot.localforge.shapes.checks import (
    annotation_json,
    check_run_json,
    full_suite_json,
    outcome,
    status_json,
)
from bot.localforge.shapes.commits import commit_json
from bot.localforge.shapes.repos import minimal_repo_json
from bot.localforge.state import iso


def _app(call: Call) -> App:
    if call.actor.app is None:
        raise ApiError(403, "You must authenticate via a GitHub App.")
    return call.actor.app


def _one(call: Call, run: CheckRun, status: int = 200) -> Answer:
    return Answer(check_run_json(call.site, call.act.repo, run), status)


async def create_run(call: Call) -> Answer:
    """POST …/check-runs."""
    call.text("name")
    call.text("head_sha")
    return _one(call, await checks.create_run(call.act, _app(call), call.body), 201)


async def update_run(call: Call) -> Answer:
    """PATCH …/check-runs/{id}."""
    return _one(call, await checks.update_run(call.act, _app(call), call.number("id"), call.body))


async def get_run(call: Call) -> Answer:
    """GET …/check-runs/{id}."""
    return _one(call, checks.run_of(call.act, call.number("id")))


async def list_annotations(call: Call) -> Answer:
    """GET …/check-runs/{id}/annotations."""
    run = checks.run_of(call.act, call.number("id"))
    return page(call, [annotation_json(call.site, call.act.repo, run, one) for one in run.annotations])


async def rerequest_run(call: Call) -> Answer:
    """POST …/check-runs/{id}/rerequest."""
    checks.rerequest_run(call.act, call.number("id"))
    return Answer({}, 201)


async def _sha(call: Call) -> str:
    sha = await call.act.git.resolve(call.params["ref"])
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {call.params['ref']}")
    return sha


async def list_for_ref(call: Call) -> Answer:
    """GET …/commits/{ref}/check-runs: newest first."""
    sha = await _sha(call)
    every = call.query.get("filter", "latest") == "all"
    runs = list(call.act.repo.check_runs.values()) if every else checks.latest_runs(call.act, sha)
    return _list(call, [run for run in runs if run.head_sha == sha])


async def list_in_suite(call: Call) -> Answer:
    """GET …/check-suites/{id}/check-runs."""
    suite = _suite(call)
    runs = checks.latest_runs(call.act, suite.head_sha)
    return _list(call, [run for run in runs if run.suite_id == suite.id])


def _list(call: Call, runs: list[CheckRun]) -> Answer:
    query, now = call.query, call.site.clock()
    kept = [
        run
        for run in sorted(runs, key=lambda run: -run.id)
        if query.get("check_name") in (None, run.name)
        and query.get("app_id") in (None, str(run.app_id))
        and query.get("status") in (None, outcome(run, now)[0])
    ]
    return page(call, [check_run_json(call.site, call.act.repo, run) for run in kept], "check_runs")


def _suite(call: Call) -> CheckSuite:
    found = call.act.repo.check_suites.get(call.number("id"))
    if found is None:
        raise not_found()
    return found


async def _suite_json(call: Call, suite: CheckSuite) -> Json:
    head = await call.act.git.commit(suite.head_sha)
    return full_suite_json(call.site, call.act.repo, suite, head)


async def get_suite(call: Call) -> Answer:
    """GET …/check-suites/{id}."""
    return Answer(await _suite_json(call, _suite(call)))


async def list_suites(call: Call) -> Answer:
    """GET …/commits/{ref}/check-suites."""
    sha, wanted = await _sha(call), call.query.get("app_id")
    found = [
        suite
        for suite in call.act.repo.check_suites.values()
        if suite.head_sha == sha and wanted in (None, str(suite.app_id))
    ]
    return page(call, [await _suite_json(call, suite) for suite in found], "check_suites")


async def rerequest_suite(call: Call) -> Answer:
    """POST …/check-suites/{id}/rerequest."""
    await checks.rerequest_suite(call.act, _suite(call).id)
    return Answer({}, 201)


async def combined_status(call: Call) -> Answer:
    """GET …/commits/{ref}/status: the latest status of each context, check runs not among them."""
    sha = await _sha(call)
    latest = {one.context: one for one in call.act.repo.statuses if one.sha == sha}
    states = {one.state for one in latest.values()}
    state = "failure" if states & {"failure", "error"} else "success" if states == {"success"} else "pending"
    url = f"{call.site.repo_url(call.act.repo)}/commits/{sha}"
    statuses = [status_json(call.site, call.act.repo, one) for one in latest.values()]
    shape = {
        "state": state,
        "statuses": statuses,
        "sha": sha,
        "total_count": len(statuses),
        "repository": minimal_repo_json(call.site, call.act.repo),
        "commit_url": url,
        "url": f"{url}/status",
    }
    return Answer(shape)


async def create_status(call: Call) -> Answer:
    """POST …/statuses/{ref}."""
    if call.actor.is_app and call.actor.installation is None:
        raise forbidden_to_app()
    state = call.one_of("state", ("error", "failure", "pending", "success"), "pending")
    status = CommitStatus(
        id=call.act.state.new_id(),
        sha=await _sha(call),
        state=state,
        context=call.text_or_none("context") or "default",
        description=call.text_or_none("description"),
        target_url=call.text_or_none("target_url"),
        login=call.act.login,
        created_at=call.act.now(),
    )
    call.act.repo.statuses.append(status)
    await _tell_status(call, status)
    return Answer(status_json(call.site, call.act.repo, status), 201)


async def _tell_status(call: Call, status: CommitStatus) -> None:
    act = call.act
    commit = commit_json(act.site, act.repo, await act.git.commit(status.sha))
    payload = {
        "id": status.id,
        "sha": status.sha,
        "name": act.repo.full_name,
        "target_url": status.target_url,
        "avatar_url": None,
        "context": status.context,
        "description": status.description,
        "state": status.state,
        "commit": commit,
        "branches": [],
        "created_at": iso(status.created_at),
        "updated_at": iso(status.created_at),
    }
    emit(act, "status", payload)


_REPO = "/repos/{owner}/{repo}"
_RUN = _REPO + "/check-runs/{id}"
_SUITE = _REPO + "/check-suites/{id}"

ROUTES = [
    Route("POST", _REPO + "/check-runs", create_run, "checks:write"),
    Route("GET", _RUN, get_run, "checks:read"),
    Route("PATCH", _RUN, update_run, "checks:write"),
    Route("GET", _RUN + "/annotations", list_annotations, "checks:read"),
    Route("POST", _RUN + "/rerequest", rerequest_run, "checks:write"),
    Route("GET", _REPO + "/commits/{ref:.+}/check-runs", list_for_ref, "checks:read"),
    Route("GET", _REPO + "/commits/{ref:.+}/check-suites", list_suites, "checks:read"),
    Route("GET", _SUITE, get_suite, "checks:read"),
    Route("GET", _SUITE + "/check-runs", list_in_suite, "checks:read"),
    Route("POST", _SUITE + "/rerequest", rerequest_suite, "checks:write"),
    Route("GET", _REPO + "/commits/{ref:.+}/status", combined_status, "statuses:read"),
    Route("POST", _REPO + "/statuses/{ref}", create_status, "statuses:write"),
]
