"""Deployments and their states."""

from __future__ import annotations

from typing import Any

from bot.localforge.errors import ApiError, not_found, unprocessable
from bot.localforge.ops.checks import latest_runs
from bot.localforge.ops.events import emit
from bot.localforge.ops.merges import signature
from bot.localforge.ops.refs import refs_changed
from bot.localforge.records import Deployment, DeploymentStatus, Environment, Json
from bot.localforge.shapes.deployments import deployment_json, deployment_status_json
from bot.localforge.site import Act

STATES = ("error", "failure", "inactive", "in_progress", "queued", "pending", "success")


async def create_deployment(act: Act, body: Json) -> Deployment | str:
    """Ask for a deployment; a sentence instead where `auto_merge` merged the default branch first."""
    ref = str(body["ref"])
    sha = await act.git.resolve(ref)
    if sha is None:
        raise ApiError(422, f"No ref found for: {ref}")
    if body.get("auto_merge", True) and await _auto_merged(act, ref, sha):
        return f"Auto-merged {act.repo.default_branch} into {ref} on deployment."
    _check_contexts(act, ref, sha, body.get("required_contexts"))
    environment = str(body.get("environment") or "production")
    transient = bool(body.get("transient_environment"))
    deployment = Deployment(
        id=act.state.new_id(),
        sha=sha,
        ref=ref,
        task=str(body.get("task") or "deploy"),
        environment=environment,
        description=body.get("description"),
        payload=_payload(body),
        login=act.login,
        created_at=act.now(),
        updated_at=act.now(),
        transient=transient,
        production=bool(body.get("production_environment", environment == "production")),
    )
    act.repo.deployments[deployment.id] = deployment
    ensure_environment(act, environment)
    shape = deployment_json(act.site, act.repo, deployment)
    emit(
        act, "deployment", {"action": "created", "deployment": shape, "workflow": None, "workflow_run": None}
    )
    return deployment


def _payload(body: Json) -> Any:  # noqa: ANN401 - GitHub takes any JSON here
    return body.get("payload", {})


async def _auto_merged(act: Act, ref: str, sha: str) -> bool:
    """GitHub merges the default branch into a branch that lacks some of it, before deploying."""
    default = act.repo.refs.get(f"refs/heads/{act.repo.default_branch}")
    branch = f"refs/heads/{ref}"
    if default is None or branch not in act.repo.refs or await act.git.is_ancestor(default, sha):
        return False
    tree = await act.git.merge_tree(sha, default)
    if tree is None:
        raise ApiError(409, f"Conflict merging {act.repo.default_branch} into {ref}.")
    who = signature(act)
    message = f"Merge branch '{act.repo.default_branch}' into {ref}"
    await act.git.set_ref(branch, await act.git.write_commit(tree, [sha, default], message, who, who))
    await refs_changed(act)
    return True


def _check_contexts(act: Act, ref: str, sha: str, wanted: list[str] | None) -> None:
    """None asks for every check there is to be green, a list for those of these names, [] for none."""
    states = {run.name: run.conclusion or run.status for run in latest_runs(act, sha)}
    states |= {one.context: one.state for one in act.repo.statuses if one.sha == sha}
    asked = list(states) if wanted is None else wanted
    red = [name for name in asked if states.get(name) not in ("success", "neutral", "skipped")]
    if red:
        error = {"contexts": [{"context": name, "state": states.get(name, "missing")} for name in red]}
        message = f"Conflict: Commit status checks failed for {ref}."
        raise ApiError(
            409,
            message,
            [{**error, "resource": "Deployment", "field": "required_contexts", "code": "invalid"}],
        )


def deployment_of(act: Act, deployment_id: int) -> Deployment:
    """The deployment of that id."""
    if deployment_id not in act.repo.deployments:
        raise not_found()
    return act.repo.deployments[deployment_id]


def add_status(act: Act, deployment: Deployment, body: Json) -> DeploymentStatus:
    """Say how a deployment stands; a success makes the environment's earlier ones inactive."""
    state = str(body.get("state"))
    if state not in STATES:
        raise ApiError(422, f"Invalid request.\n\n{state} is not a member of {list(STATES)}.")
    if len(body.get("description") or "") > 140:
        raise unprocessable("Validation Failed", "description is too long (maximum is 140 characters)")
    status = _status(act, deployment, state, body)
    if state == "success" and body.get("auto_inactive", True):
        _deactivate_others(act, deployment)
    return status


def _status(act: Act, deployment: Deployment, state: str, body: Json) -> DeploymentStatus:
    status = DeploymentStatus(
        id=act.state.new_id(),
        state=state,
        login=act.login,
        description=str(body.get("description") or ""),
        environment=str(body.get("environment") or deployment.environment),
        environment_url=str(body.get("environment_url") or ""),
        log_url=str(body.get("log_url") or body.get("target_url") or ""),
        created_at=act.now(),
    )
    deployment.statuses.append(status)
    deployment.updated_at = act.now()
    payload = {
        "action": "created",
        "deployment": deployment_json(act.site, act.repo, deployment),
        "deployment_status": deployment_status_json(act.site, act.repo, deployment, status),
    }
    emit(act, "deployment_status", {**payload, "check_run": None, "workflow": None, "workflow_run": None})
    return status


def _deactivate_others(act: Act, deployment: Deployment) -> None:
    for other in act.repo.deployments.values():
        live = other.statuses and other.statuses[-1].state == "success"
        if (
            other is not deployment
            and live
            and not other.transient
            and other.environment == deployment.environment
        ):
            _status(act, other, "inactive", {})


def ensure_environment(act: Act, name: str) -> Environment:
    """The environment of that name, made when it is new."""
    if name not in act.repo.environments:
        act.repo.environments[name] = Environment(act.state.new_id(), name, act.now())
    return act.repo.environments[name]
