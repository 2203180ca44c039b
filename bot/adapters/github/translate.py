"""GitHub's JSON ends here: a webhook's event name and bytes in, the bot's own events out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from bot.adapters.github.payloads import (
    Account,
    CheckDelivery,
    CommentDelivery,
    Delivery,
    InstallationDelivery,
    IssueDelivery,
    PullDelivery,
    PushDelivery,
    Repository,
)
from bot.core.events import (
    Actor,
    BranchPushed,
    CheckRequested,
    CommentCreated,
    ForgeEvent,
    IssueClosed,
    IssueOpened,
    PullChanged,
    ReviewChanged,
    WorkspaceAdded,
    WorkspaceRemoved,
)
from bot.core.ids import Workspace

Events = tuple[ForgeEvent, ...]


class PayloadError(ValueError):
    """A delivery that is not what GitHub documents; says where, and nothing of what it holds."""


def translate(event: str, payload: bytes) -> Events:
    """The events in a delivery, none where it concerns nothing of ours. Raises `PayloadError` on nonsense."""
    how = _HOW.get(event)
    if how is None:
        return ()
    try:
        return how(payload)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the payload"
        raise PayloadError(f"reading `{event}`: {place}: {fault['msg']}") from None


def _issue(payload: bytes) -> Events:
    given = IssueDelivery.model_validate_json(payload)
    at, number, actor = _workspace(given), given.issue.number, _actor(given.sender)
    if given.action in {"opened", "edited", "reopened"}:
        return (IssueOpened(workspace=at, issue=number, actor=actor),)
    if given.action in {"closed", "deleted", "transferred"}:
        return (IssueClosed(workspace=at, issue=number, actor=actor),)
    return ()


def _comment(payload: bytes) -> Events:
    given = CommentDelivery.model_validate_json(payload)
    if given.action != "created":
        return ()
    return (
        CommentCreated(
            workspace=_workspace(given),
            number=given.issue.number,
            comment=given.comment.id,
            body=given.comment.body or "",
            actor=_actor(given.comment.user or given.sender),
            on_pull=given.issue.pull_request is not None,
        ),
    )


def _pull(payload: bytes) -> Events:
    given = PullDelivery.model_validate_json(payload)
    if given.action not in {
        "opened", "closed", "reopened", "synchronize", "ready_for_review", "converted_to_draft", "edited",
    }:  # fmt: skip
        return ()
    return (
        PullChanged(
            workspace=_workspace(given),
            pull=given.pull_request.number,
            branch=given.pull_request.head.ref,
            actor=_actor(given.sender),
        ),
    )


def _review(payload: bytes) -> Events:
    given = PullDelivery.model_validate_json(payload)
    if given.action not in {"submitted", "edited", "dismissed"}:
        return ()
    at, actor = _workspace(given), _actor(given.sender)
    return (ReviewChanged(workspace=at, pull=given.pull_request.number, actor=actor),)


def _push(payload: bytes) -> Events:
    given = PushDelivery.model_validate_json(payload)
    branch = given.ref.removeprefix("refs/heads/")
    if branch == given.ref or not branch:
        return ()
    at, actor = _workspace(given), _actor(given.sender)
    return (BranchPushed(workspace=at, branch=branch, before=given.before, after=given.after, actor=actor),)


def _check(payload: bytes) -> Events:
    given = CheckDelivery.model_validate_json(payload)
    button = given.requested_action.identifier if given.requested_action else ""
    if given.action == "rerequested":
        button = "rerun"
    elif given.action != "requested_action":
        return ()
    external_id = given.check_run.external_id or ""
    if not external_id or not button:
        return ()
    at, actor = _workspace(given), _actor(given.sender)
    return (CheckRequested(workspace=at, external_id=external_id, button=button, actor=actor),)


def _installation(payload: bytes) -> Events:
    """A suspension is no event: everything waits until it is over."""
    given = InstallationDelivery.model_validate_json(payload)
    match given.action:
        case "created":
            return _each(given, given.repositories, WorkspaceAdded)
        case "deleted":
            return _each(given, given.repositories, WorkspaceRemoved)
        case _:
            return ()


def _installation_repos(payload: bytes) -> Events:
    given = InstallationDelivery.model_validate_json(payload)
    added = _each(given, given.repositories_added, WorkspaceAdded)
    return (*added, *_each(given, given.repositories_removed, WorkspaceRemoved))


def _each(
    given: InstallationDelivery,
    repos: Sequence[Repository] | None,
    happened: type[WorkspaceAdded] | type[WorkspaceRemoved],
) -> Events:
    at = given.installation.id
    return tuple(happened(workspace=Workspace(installation=at, repo=repo.full_name)) for repo in repos or ())


def _workspace(given: Delivery) -> Workspace:
    return Workspace(installation=given.installation.id, repo=given.repository.full_name)


def _actor(account: Account) -> Actor:
    return Actor(login=account.login, is_bot=account.type != "User")


_HOW: Mapping[str, Callable[[bytes], Events]] = {
    "issues": _issue,
    "issue_comment": _comment,
    "pull_request": _pull,
    "pull_request_review": _review,
    "push": _push,
    "check_run": _check,
    "installation": _installation,
    "installation_repositories": _installation_repos,
}
