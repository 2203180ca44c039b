"""Check runs and suites: Apps write them, people ask for them again and click their buttons."""

from __future__ import annotations

from datetime import datetime

from bot.localforge.errors import ApiError, not_found
from bot.localforge.git import GitError
from bot.localforge.ops.events import emit
from bot.localforge.records import App, CheckRun, CheckSuite, Json
from bot.localforge.shapes.checks import head_commit_json, hook_check_run_json, suite_json, suite_outcome
from bot.localforge.site import Act

TEXT_LIMIT = 65_535
ANNOTATIONS_A_CALL = 50
CONCLUSIONS = ("success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required")
_LEVELS = ("notice", "warning", "failure")
_ACTION_LIMITS = {"label": 20, "description": 40, "identifier": 20}


async def create_run(act: Act, app: App, body: Json) -> CheckRun:
    """Make a check run on a commit."""
    sha = str(body["head_sha"])
    try:
        await act.git.run("cat-file", "-e", f"{sha}^{{commit}}")
    except GitError:
        raise ApiError(422, f"No commit found for SHA: {sha}") from None
    suite = _suite(act, app, sha, None)
    run = CheckRun(
        id=act.state.new_id(),
        app_id=app.id,
        suite_id=suite.id,
        name=str(body["name"]),
        head_sha=sha,
        status="queued",
        started_at=act.now(),
    )
    _apply(act, run, body)
    act.repo.check_runs[run.id] = run
    _tell(act, run, "created")
    await _told_completed(act, run, was="")
    return run


async def update_run(act: Act, app: App, run_id: int, body: Json) -> CheckRun:
    """Change a check run; annotations are added to those that are there."""
    run = run_of(act, run_id)
    if run.app_id != app.id:
        raise ApiError(
            403, "Invalid app_id `" + str(app.id) + "` - check run can only be modified by its App."
        )
    was = run.status
    _apply(act, run, body)
    await _told_completed(act, run, was)
    return run


def run_of(act: Act, run_id: int) -> CheckRun:
    """The check run of that id."""
    if run_id not in act.repo.check_runs:
        raise not_found()
    return act.repo.check_runs[run_id]


def latest_runs(act: Act, sha: str) -> list[CheckRun]:
    """The newest run of each App and name on a commit."""
    runs = sorted(
        (run for run in act.repo.check_runs.values() if run.head_sha == sha), key=lambda run: run.id
    )
    return list({(run.app_id, run.name): run for run in runs}.values())


def rerequest_run(act: Act, run_id: int) -> None:
    """Ask a check run's App to do it again; the old run goes back to queued."""
    run = run_of(act, run_id)
    run.status, run.conclusion, run.completed_at = "queued", None, None
    run.started_at = act.now()
    _tell(act, run, "rerequested", act.state.apps[run.app_id])


async def rerequest_suite(act: Act, suite_id: int) -> None:
    """Ask for all of a suite again."""
    suite = act.repo.check_suites.get(suite_id)
    if suite is None:
        raise not_found()
    await tell_suite(act, suite, "rerequested")


def request_action(act: Act, run_id: int, identifier: str) -> None:
    """Click one of a check run's buttons."""
    run = run_of(act, run_id)
    if identifier not in [action["identifier"] for action in run.actions]:
        raise not_found()
    asked = {"requested_action": {"identifier": identifier}}
    app = act.state.apps[run.app_id]
    shape = {"action": "requested_action", "check_run": hook_check_run_json(act.site, act.repo, run), **asked}
    emit(act, "check_run", shape, app)


async def suite_for_push(act: Act, branch: str, sha: str) -> None:
    """A push makes a suite for every App that writes checks, and asks for its runs."""
    for app in act.state.apps.values():
        installation = act.state.installation_for(app.id, act.repo)
        if installation is not None and installation.permissions.get("checks") == "write":
            known = len(act.repo.check_suites)
            suite = _suite(act, app, sha, branch)
            if len(act.repo.check_suites) > known:
                await tell_suite(act, suite, "requested")


async def tell_suite(act: Act, suite: CheckSuite, action: str) -> None:
    """Send a `check_suite` event to its App."""
    shape = suite_json(act.site, act.repo, suite)
    shape["head_commit"] = head_commit_json(await act.git.commit(suite.head_sha))
    emit(act, "check_suite", {"action": action, "check_suite": shape}, act.state.apps[suite.app_id])


def _suite(act: Act, app: App, sha: str, branch: str | None) -> CheckSuite:
    for suite in act.repo.check_suites.values():
        if (suite.app_id, suite.head_sha) == (app.id, sha):
            return suite
    heads = (name for name, at in act.repo.refs.items() if at == sha and name.startswith("refs/heads/"))
    named = branch or next((name.removeprefix("refs/heads/") for name in heads), None)
    new = CheckSuite(act.state.new_id(), app.id, sha, named, created_at=act.now(), updated_at=act.now())
    act.repo.check_suites[new.id] = new
    return new


def _tell(act: Act, run: CheckRun, action: str, only: App | None = None) -> None:
    shape = hook_check_run_json(act.site, act.repo, run)
    emit(act, "check_run", {"action": action, "check_run": shape}, only)


async def _told_completed(act: Act, run: CheckRun, was: str) -> None:
    suite = act.repo.check_suites[run.suite_id]
    suite.updated_at = act.now()
    if run.status != "completed" or was == "completed":
        return
    _tell(act, run, "completed")
    runs = [one for one in act.repo.check_runs.values() if one.suite_id == suite.id]
    if suite_outcome(runs)[0] == "completed":
        await tell_suite(act, suite, "completed")


def _apply(act: Act, run: CheckRun, body: Json) -> None:
    """Put the fields of a request on the record, after all of them were found good."""
    output, actions = body.get("output"), body.get("actions")
    _check_output(output)
    _check_actions(actions)
    status, conclusion = _status(run, body)
    run.status, run.conclusion = status, conclusion
    run.name = str(body.get("name") or run.name)
    run.external_id = str(body.get("external_id") or run.external_id)
    run.details_url = body.get("details_url") or run.details_url
    run.started_at = _moment(body.get("started_at")) or run.started_at
    run.completed_at = (_moment(body.get("completed_at")) or act.now()) if status == "completed" else None
    if output is not None:
        run.title, run.summary = output.get("title", run.title), output.get("summary", run.summary)
        run.text = output.get("text", run.text)
        run.annotations += output.get("annotations") or []
        run.images = output.get("images", run.images)
    if actions is not None:
        run.actions = actions


def _status(run: CheckRun, body: Json) -> tuple[str, str | None]:
    status, conclusion = body.get("status") or run.status, body.get("conclusion")
    if status not in ("queued", "in_progress", "completed", "waiting", "requested", "pending"):
        raise ApiError(422, f"Invalid request.\n\n{status} is not a known status.")
    if conclusion is not None:
        if conclusion not in CONCLUSIONS:
            raise ApiError(422, f"Invalid request.\n\n{conclusion} is not a member of {list(CONCLUSIONS)}.")
        return "completed", str(conclusion)
    if status == "completed":
        if run.status != "completed":
            raise ApiError(422, "Invalid request.\n\nMissing required parameter: conclusion.")
        return status, run.conclusion
    return str(status), None


def _check_output(output: Json | None) -> None:
    if output is None:
        return
    if not isinstance(output.get("summary"), str):
        raise ApiError(422, 'Invalid request.\n\n"summary" wasn\'t supplied.')
    for name in ("summary", "text"):
        if len(output.get(name) or "") > TEXT_LIMIT:
            raise ApiError(
                422, f"Invalid request.\n\nOnly {TEXT_LIMIT} characters are allowed; `{name}` has more."
            )
    annotations = output.get("annotations") or []
    if len(annotations) > ANNOTATIONS_A_CALL:
        count = len(annotations)
        message = (
            f"Invalid request.\n\nNo more than {ANNOTATIONS_A_CALL} items are allowed; {count} were supplied."
        )
        raise ApiError(422, message)
    for annotation in annotations:
        _check_annotation(annotation)


def _check_annotation(annotation: Json) -> None:
    for name in ("path", "start_line", "end_line", "annotation_level", "message"):
        if annotation.get(name) in (None, ""):
            raise ApiError(422, f'Invalid request.\n\n"{name}" wasn\'t supplied.')
    if annotation["annotation_level"] not in _LEVELS:
        raise ApiError(422, f"Invalid request.\n\nannotation_level is not a member of {list(_LEVELS)}.")
    if annotation["start_line"] != annotation["end_line"] and annotation.get("start_column") is not None:
        raise ApiError(
            422, "Invalid request.\n\nColumns are only allowed where start and end line are equal."
        )


def _check_actions(actions: list[Json] | None) -> None:
    if actions is None:
        return
    if len(actions) > 3:
        raise ApiError(
            422, f"Invalid request.\n\nNo more than 3 items are allowed; {len(actions)} were supplied."
        )
    for action in actions:
        for name, limit in _ACTION_LIMITS.items():
            if not 0 < len(action.get(name) or "") <= limit:
                raise ApiError(
                    422, f"Invalid request.\n\n`{name}` of an action is to have 1 to {limit} characters."
                )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
