"""The two GraphQL mutations that REST lacks: leaving draft, and going back to it."""

from __future__ import annotations

import re
from typing import Any

from bot.localforge.auth import require
from bot.localforge.calls import Answer, Call, Route
from bot.localforge.errors import ApiError
from bot.localforge.ops import pulls
from bot.localforge.records import Json
from bot.localforge.site import Act, node_id, parse_node_id

_MUTATIONS = {"markPullRequestReadyForReview": False, "convertPullRequestToDraft": True}
_NAME = re.compile(r"\b(" + "|".join(_MUTATIONS) + r")\s*\(")
_ID = re.compile(r'pullRequestId\s*:\s*(?:"([^"]+)"|\$(\w+))')


async def graphql(call: Call) -> Answer:
    """POST /graphql: always 200; what went wrong is in `errors`."""
    query, variables = call.text("query"), call.body.get("variables") or {}
    mutation = _NAME.search(query)
    if mutation is None:
        return _error("undefinedField", "The local forge plays only " + " and ".join(_MUTATIONS))
    name = mutation.group(1)
    wanted = _pull_id(query, variables)
    parsed = parse_node_id(wanted or "")
    missing = f"Could not resolve to a node with the global id of '{wanted}'"
    if wanted is None or parsed is None or parsed[0] != "PullRequest":
        return _error("NOT_FOUND", missing, name)
    try:
        repo, pull = pulls.pull_by_id(list(call.site.state.repos.values()), parsed[1])
        require(call.site, call.actor, repo, "pull_requests:write")
        await pulls.set_draft(Act(call.site, call.actor, repo), pull, draft=_MUTATIONS[name])
    except ApiError as refusal:
        kind = {403: "FORBIDDEN", 404: "NOT_FOUND"}.get(refusal.status, "UNPROCESSABLE")
        return _error(kind, missing if refusal.status == 404 else refusal.message, name)
    state = "MERGED" if pull.merged_at else repo.issues[pull.number].state.upper()
    node = {
        "id": node_id("PullRequest", pull.id),
        "number": pull.number,
        "isDraft": pull.draft,
        "state": state,
    }
    client = variables.get("clientMutationId") if isinstance(variables, dict) else None
    return Answer({"data": {name: {"clientMutationId": client, "pullRequest": node}}})


def _pull_id(query: str, variables: dict[str, Any]) -> str | None:
    found = _ID.search(query)
    if found is not None:
        return found.group(1) or variables.get(found.group(2))
    held = variables.get("input")
    return held.get("pullRequestId") if isinstance(held, dict) else None


def _error(kind: str, message: str, path: str | None = None) -> Answer:
    error: Json = {"type": kind, "message": message, "locations": [{"line": 1, "column": 1}]}
    if path is None:
        return Answer({"errors": [error]})
    return Answer({"data": {path: None}, "errors": [{**error, "path": [path]}]})


ROUTES = [Route("POST", "/graphql", graphql, "token")]
