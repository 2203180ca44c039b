"""Issues, comments, labels and reactions over REST."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.localforge.calls import Answer, Call, Route, page
from bot.localforge.errors import ApiError, forbidden_to_app, not_found
from bot.localforge.ops import comments, issues, pulls
from bot.localforge.records import Comment, Issue, Json, Label, Reaction
from bot.localforge.shapes.issues import comment_json, issue_json
from bot.localforge.shapes.repos import label_json, labels_json, reaction_json
from bot.localforge.state import at_least, issue_of, label_of

_REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


async def list_issues(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/issues."""
    repo, query = call.act.repo, call.query
    wanted = query.get("state", "open")
    labels = {name for name in query.get("labels", "").split(",") if name}
    since = _since(call)
    found = [
        issue
        for issue in repo.issues.values()
        if wanted in ("all", issue.state)
        and labels <= set(issue.labels)
        and query.get("creator", issue.login).lower() == issue.login.lower()
        and (since is None or issue.updated_at >= since)
    ]
    by = query.get("sort", "created")
    found.sort(
        key=lambda one: (one.updated_at if by == "updated" else one.created_at, one.number),
        reverse=query.get("direction", "desc") == "desc",
    )
    return page(call, [issue_json(call.site, repo, issue) for issue in found])


def _since(call: Call) -> datetime | None:
    text = call.query.get("since")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise ApiError(
            422, "Invalid request.\n\nThe since parameter needs to be in ISO 8601 format."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def create_issue(call: Call) -> Answer:
    """POST /repos/{owner}/{repo}/issues."""
    labels, assignees = call.texts("labels") or (), call.texts("assignees") or ()
    title = call.body.get("title")
    text = str(title) if isinstance(title, int) else call.text("title")
    issue = issues.open_issue(call.act, text, call.text_or_none("body"), labels, assignees)
    return Answer(issue_json(call.site, call.act.repo, issue), 201)


async def get_issue(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/issues/{number}."""
    repo = call.act.repo
    return Answer(issue_json(call.site, repo, issue_of(repo, call.number("number"))))


async def update_issue(call: Call) -> Answer:
    """PATCH /repos/{owner}/{repo}/issues/{number}."""
    act, number = call.act, call.number("number")
    issue = issue_of(act.repo, number)
    _may_edit(call, issue)
    texts = call.text_or_none("title"), call.text_or_none("body")
    if number in act.repo.pulls:
        await pulls.edit_texts(act, number, *texts)
    else:
        issues.edit_issue(act, number, *texts)
    labels, assignees = call.texts("labels"), call.texts("assignees")
    if labels is not None:
        await pulls.set_labels(act, number, labels)
    if assignees is not None:
        issues.set_assignees(act, number, assignees)
    state = call.one_of("state", ("open", "closed"), issue.state)
    if state != issue.state:
        await pulls.set_any_state(act, number, state, call.text_or_none("state_reason"))
    return Answer(issue_json(call.site, act.repo, issue))


def _may_edit(call: Call, thing: Issue | Comment) -> None:
    """Authors edit their own; others need write access."""
    act = call.act
    if act.actor.is_app or thing.login == act.login:
        return
    if not at_least(act.state.role(act.repo, act.login), "write"):
        raise ApiError(403, "Must have admin rights to Repository.")


async def list_comments(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/issues/{number}/comments."""
    issue = issue_of(call.act.repo, call.number("number"))
    return _comments(call, [one for one in call.act.repo.comments.values() if one.issue == issue.number])


async def list_repo_comments(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/issues/comments."""
    return _comments(call, list(call.act.repo.comments.values()))


def _comments(call: Call, found: list[Comment]) -> Answer:
    since = _since(call)
    kept = [one for one in found if since is None or one.updated_at >= since]
    if call.query.get("sort") == "updated":
        kept.sort(key=lambda one: (one.updated_at, one.id))
    if call.query.get("direction") == "desc":
        kept.reverse()
    return page(call, [comment_json(call.site, call.act.repo, one) for one in kept])


async def create_comment(call: Call) -> Answer:
    """POST /repos/{owner}/{repo}/issues/{number}/comments."""
    comment = comments.add_comment(call.act, call.number("number"), call.text("body"))
    return Answer(comment_json(call.site, call.act.repo, comment), 201)


async def get_comment(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/issues/comments/{id}."""
    comment = comments.comment_of(call.act, call.number("id"))
    return Answer(comment_json(call.site, call.act.repo, comment))


async def update_comment(call: Call) -> Answer:
    """PATCH /repos/{owner}/{repo}/issues/comments/{id}."""
    _may_edit(call, comments.comment_of(call.act, call.number("id")))
    comment = comments.edit_comment(call.act, call.number("id"), call.text("body"))
    return Answer(comment_json(call.site, call.act.repo, comment))


async def delete_comment(call: Call) -> Answer:
    """DELETE /repos/{owner}/{repo}/issues/comments/{id}."""
    _may_edit(call, comments.comment_of(call.act, call.number("id")))
    comments.delete_comment(call.act, call.number("id"))
    return Answer(status=204)


def _reactions(call: Call) -> list[Reaction]:
    if "id" in call.params:
        return comments.comment_of(call.act, call.number("id")).reactions
    return issue_of(call.act.repo, call.number("number")).reactions


async def list_reactions(call: Call) -> Answer:
    """GET …/reactions."""
    wanted = call.query.get("content")
    found = [one for one in _reactions(call) if wanted in (None, one.content)]
    return page(call, [reaction_json(call.site, one) for one in found])


async def create_reaction(call: Call) -> Answer:
    """POST …/reactions: 201, or 200 where it was there already."""
    content = call.one_of("content", _REACTIONS, "")
    if not content:
        raise ApiError(422, 'Invalid request.\n\n"content" wasn\'t supplied.')
    reaction, new = issues.react(call.act, _reactions(call), content)
    return Answer(reaction_json(call.site, reaction), 201 if new else 200)


async def delete_reaction(call: Call) -> Answer:
    """DELETE …/reactions/{reaction_id}: one's own only."""
    reactions, wanted = _reactions(call), call.number("reaction_id")
    found = next((one for one in reactions if one.id == wanted), None)
    if found is None:
        raise not_found()
    if found.login != call.act.login:
        raise forbidden_to_app()
    reactions.remove(found)
    return Answer(status=204)


async def list_labels(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/labels."""
    return page(call, [label_json(call.site, call.act.repo, one) for one in call.act.repo.labels])


async def create_label(call: Call) -> Answer:
    """POST /repos/{owner}/{repo}/labels."""
    repo, name = call.act.repo, call.text("name")
    if any(one.name.lower() == name.lower() for one in repo.labels):
        raise ApiError(
            422, "Validation Failed", [{"resource": "Label", "code": "already_exists", "field": "name"}]
        )
    color, description = call.text_or_none("color") or "ededed", call.text_or_none("description") or ""
    label = Label(call.act.state.new_id(), name, color.lstrip("#"), description)
    repo.labels.append(label)
    return Answer(label_json(call.site, repo, label), 201)


async def get_label(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/labels/{name}."""
    names = [one.name for one in call.act.repo.labels]
    if call.params["name"] not in names:
        raise not_found()
    label = label_of(call.act.state, call.act.repo, call.params["name"])
    return Answer(label_json(call.site, call.act.repo, label))


def _issue_labels(call: Call, issue: Issue) -> list[Json]:
    return labels_json(call.site, call.act.repo, issue.labels)


async def list_issue_labels(call: Call) -> Answer:
    """GET /repos/{owner}/{repo}/issues/{number}/labels."""
    return page(call, _issue_labels(call, issue_of(call.act.repo, call.number("number"))))


async def add_issue_labels(call: Call) -> Answer:
    """POST and PUT /repos/{owner}/{repo}/issues/{number}/labels: added, or put in place of all."""
    issue = issue_of(call.act.repo, call.number("number"))
    kept = issue.labels if call.method == "POST" else []
    await pulls.set_labels(call.act, issue.number, [*kept, *(call.texts("labels") or [])])
    return Answer(_issue_labels(call, issue))


async def remove_issue_label(call: Call) -> Answer:
    """DELETE /repos/{owner}/{repo}/issues/{number}/labels/{name}."""
    issue = issue_of(call.act.repo, call.number("number"))
    if call.params["name"] not in issue.labels:
        raise ApiError(404, "Label does not exist")
    kept = [name for name in issue.labels if name != call.params["name"]]
    await pulls.set_labels(call.act, issue.number, kept)
    return Answer(_issue_labels(call, issue))


_ALL = "/repos/{owner}/{repo}/issues"
_ONE = _ALL + "/{number}"
_COMMENT = _ALL + "/comments/{id}"
_READ, _WRITE = "issues|pull_requests:read", "issues|pull_requests:write"

ROUTES = [
    Route("GET", _ALL, list_issues, _READ),
    Route("POST", _ALL, create_issue, "issues:write", "read"),
    Route("GET", _ALL + "/comments", list_repo_comments, _READ),
    Route("GET", _COMMENT, get_comment, _READ),
    Route("PATCH", _COMMENT, update_comment, _WRITE, "read"),
    Route("DELETE", _COMMENT, delete_comment, _WRITE, "read"),
    Route("GET", _COMMENT + "/reactions", list_reactions, _READ),
    Route("POST", _COMMENT + "/reactions", create_reaction, _WRITE, "read"),
    Route("DELETE", _COMMENT + "/reactions/{reaction_id}", delete_reaction, _WRITE, "read"),
    Route("GET", _ONE, get_issue, _READ),
    Route("PATCH", _ONE, update_issue, _WRITE, "read"),
    Route("GET", _ONE + "/comments", list_comments, _READ),
    Route("POST", _ONE + "/comments", create_comment, _WRITE, "read"),
    Route("GET", _ONE + "/reactions", list_reactions, _READ),
    Route("POST", _ONE + "/reactions", create_reaction, _WRITE, "read"),
    Route("DELETE", _ONE + "/reactions/{reaction_id}", delete_reaction, _WRITE, "read"),
    Route("GET", _ONE + "/labels", list_issue_labels, _READ),
    Route("POST", _ONE + "/labels", add_issue_labels, _WRITE, "triage"),
    Route("PUT", _ONE + "/labels", add_issue_labels, _WRITE, "triage"),
    Route("DELETE", _ONE + "/labels/{name}", remove_issue_label, _WRITE, "triage"),
    Route("GET", "/repos/{owner}/{repo}/labels", list_labels, _READ),
    Route("POST", "/repos/{owner}/{repo}/labels", create_label, _WRITE),
    Route("GET", "/repos/{owner}/{repo}/labels/{name}", get_label, _READ),
]
