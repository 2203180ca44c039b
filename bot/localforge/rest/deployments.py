"""Deployments and environments over REST."""

from __future__ import annotations

from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import not_found
from bot.localforge.ops import deployments
from bot.localforge.shapes.deployments import deployment_json, deployment_status_json, environment_json


async def list_deployments(call: Call) -> Answer:
    """GET …/deployments: newest first."""
    repo, query = call.act.repo, call.query
    found = [
        one
        for one in sorted(repo.deployments.values(), key=lambda one: -one.id)
        if query.get("sha") in (None, one.sha)
        and query.get("ref") in (None, one.ref)
        and query.get("environment") in (None, one.environment)
        and query.get("task") in (None, one.task)
    ]
    return page(call, [deployment_json(call.site, repo, one) for one in found])


async def create_deployment(call: Call) -> Answer:
    """POST …/deployments: 201, or 202 where the default branch was merged in first."""
    call.text("ref")
    made = await deployments.create_deployment(call.act, call.body)
    if isinstance(made, str):
        return Answer({"message": made}, 202)
    return Answer(deployment_json(call.site, call.act.repo, made), 201)


async def get_deployment(call: Call) -> Answer:
    """GET …/deployments/{id}."""
    found = deployments.deployment_of(call.act, call.number("id"))
    return Answer(deployment_json(call.site, call.act.repo, found))


async def list_statuses(call: Call) -> Answer:
    """GET …/deployments/{id}/statuses: newest first."""
    of, repo = deployments.deployment_of(call.act, call.number("id")), call.act.repo
    return page(call, [deployment_status_json(call.site, repo, of, one) for one in reversed(of.statuses)])


async def create_status(call: Call) -> Answer:
    """POST …/deployments/{id}/statuses."""
    call.text("state")
    of = deployments.deployment_of(call.act, call.number("id"))
    status = deployments.add_status(call.act, of, call.body)
    return Answer(deployment_status_json(call.site, call.act.repo, of, status), 201)


async def list_environments(call: Call) -> Answer:
    """GET …/environments."""
    repo = call.act.repo
    shapes = [environment_json(call.site, repo, one) for one in repo.environments.values()]
    return page(call, shapes, "environments")


async def get_environment(call: Call) -> Answer:
    """GET …/environments/{name}."""
    found = call.act.repo.environments.get(call.params["name"])
    if found is None:
        raise not_found()
    return Answer(environment_json(call.site, call.act.repo, found))


async def put_environment(call: Call) -> Answer:
    """PUT …/environments/{name}."""
    made = deployments.ensure_environment(call.act, call.params["name"])
    return Answer(environment_json(call.site, call.act.repo, made))


_REPO = "/repos/{owner}/{repo}"
_ONE = _REPO + "/deployments/{id}"

ROUTES = [
    Route("GET", _REPO + "/deployments", list_deployments, "deployments:read"),
    Route("POST", _REPO + "/deployments", create_deployment, "deployments:write"),
    Route("GET", _ONE, get_deployment, "deployments:read"),
    Route("GET", _ONE + "/statuses", list_statuses, "deployments:read"),
    Route("POST", _ONE + "/statuses", create_status, "deployments:write"),
    Route("GET", _REPO + "/environments", list_environments, "actions|environments:read"),
    Route("GET", _REPO + "/environments/{name}", get_environment, "actions|environments:read"),
    Route("PUT", _REPO + "/environments/{name}", put_environment, "administration|environments:write"),
]
