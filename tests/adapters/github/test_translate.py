"""From GitHub's webhooks to the bot's own events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.github.translate import _HOW, PayloadError, translate
from bot.core.events import (
    EVENT,
    Actor,
    BranchPushed,
    CheckRequested,
    CommentCreated,
    IssueClosed,
    IssueOpened,
    PullChanged,
    ReviewChanged,
    WorkspaceAdded,
    WorkspaceRemoved,
)
from bot.core.ids import Workspace

AT = Workspace(installation=7, repo="owner/app")
OWNER = Actor(login="owner")
BASE: dict[str, Any] = {
    "sender": {"login": "owner", "type": "User", "id": 1},
    "repository": {"full_name": "owner/app", "id": 2, "private": True},
    "installation": {"id": 7, "node_id": "x"},
}
A, B = "a" * 40, "b" * 40


def read(event: str, **fields: Any) -> Any:
    return translate(event, json.dumps({**BASE, **fields}).encode())


@pytest.mark.parametrize("action", ["opened", "edited", "reopened"])
def test_an_issue_to_look_at(action: str) -> None:
    """Its text is read live, so opening, editing and reopening are one event."""
    assert read("issues", action=action, issue={"number": 3}) == (
        IssueOpened(workspace=AT, issue=3, actor=OWNER),
    )


def test_a_closed_issue() -> None:
    """Closed is closed; labels and assignments are nothing."""
    assert read("issues", action="closed", issue={"number": 3}) == (
        IssueClosed(workspace=AT, issue=3, actor=OWNER),
    )
    assert read("issues", action="labeled", issue={"number": 3}) == ()


def test_a_new_comment() -> None:
    """Who wrote it is its author, and a bot stays a bot."""
    comment = {"id": 9, "body": "/build", "user": {"login": "other[bot]", "type": "Bot"}}
    issue = {"number": 3, "pull_request": {"url": "x"}}
    assert read("issue_comment", action="created", comment=comment, issue=issue) == (
        CommentCreated(
            workspace=AT,
            number=3,
            comment=9,
            body="/build",
            actor=Actor(login="other[bot]", is_bot=True),
            on_pull=True,
        ),
    )


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_a_changed_comment_is_nothing(action: str) -> None:
    """A comment edited into a command, or deleted, has no effect."""
    comment = {"id": 9, "body": "/publish", "user": {"login": "owner", "type": "User"}}
    assert read("issue_comment", action=action, comment=comment, issue={"number": 3}) == ()


@pytest.mark.parametrize(
    "action",
    ["opened", "closed", "reopened", "synchronize", "ready_for_review", "converted_to_draft", "edited"],
)
def test_a_pull_request_to_look_at(action: str) -> None:
    """Its state is read live."""
    pull = {"number": 4, "head": {"ref": "drystone/1-app", "sha": A}}
    assert read("pull_request", action=action, pull_request=pull) == (
        PullChanged(workspace=AT, pull=4, branch="drystone/1-app", actor=OWNER),
    )
    assert read("pull_request", action="labeled", pull_request=pull) == ()


@pytest.mark.parametrize("action", ["submitted", "edited", "dismissed"])
def test_a_review(action: str) -> None:
    """Which reviews count is read live."""
    pull = {"number": 4, "head": {"ref": "x"}}
    assert read("pull_request_review", action=action, pull_request=pull, review={"id": 1}) == (
        ReviewChanged(workspace=AT, pull=4, actor=OWNER),
    )


def test_a_push_to_a_branch() -> None:
    """Branches only; tags are nothing."""
    assert read("push", ref="refs/heads/a/b", before=A, after=B) == (
        BranchPushed(workspace=AT, branch="a/b", before=A, after=B, actor=OWNER),
    )
    assert read("push", ref="refs/tags/v1", before=A, after=B) == ()


def test_a_check_asked_for_again() -> None:
    """Re-run and a button are one event; other Apps' checks without our id are nothing."""
    run = {"id": 1, "external_id": "run/unit/sha"}
    assert read("check_run", action="rerequested", check_run=run) == (
        CheckRequested(workspace=AT, external_id="run/unit/sha", button="rerun", actor=OWNER),
    )
    pressed = {"identifier": "retry"}
    assert read("check_run", action="requested_action", check_run=run, requested_action=pressed) == (
        CheckRequested(workspace=AT, external_id="run/unit/sha", button="retry", actor=OWNER),
    )
    assert read("check_run", action="completed", check_run=run) == ()
    assert read("check_run", action="rerequested", check_run={"id": 1, "external_id": ""}) == ()


def test_installations() -> None:
    """Coming, going, and repositories added and taken away; no repository is named at the top level."""
    fields = {"repositories": [{"full_name": "owner/app"}]}
    assert read("installation", action="created", **fields) == (WorkspaceAdded(workspace=AT),)
    assert read("installation", action="deleted", **fields) == (WorkspaceRemoved(workspace=AT),)
    assert read("installation", action="suspend", **fields) == (), "what is suspended waits"
    both = {"repositories_added": [{"full_name": "o/a"}], "repositories_removed": [{"full_name": "o/b"}]}
    assert read("installation_repositories", action="added", **both) == (
        WorkspaceAdded(workspace=Workspace(installation=7, repo="o/a")),
        WorkspaceRemoved(workspace=Workspace(installation=7, repo="o/b")),
    )


def test_unknown_events_are_nothing() -> None:
    """What the bot does not listen to is not even read."""
    assert translate("star", b"not json") == ()


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["action", "issue", "comment", "pull_request", "ref", "before", "after", "check_run", "requested_action",
        "repositories", "repositories_added", "sender", "repository", "installation"]  # fmt: skip
WHOLE: dict[str, Any] = {
    **BASE,
    "action": "created",
    "issue": {"number": 3},
    "comment": {"id": 9, "body": "x", "user": {"login": "u", "type": "User"}},
    "pull_request": {"number": 4, "head": {"ref": "x"}},
    "ref": "refs/heads/x",
    "before": A,
    "after": B,
    "check_run": {"external_id": "x"},
}
ACTIONS = st.sampled_from(
    ["opened", "created", "closed", "submitted", "rerequested", "requested_action", "added"]
)


@given(
    st.sampled_from(sorted(_HOW)),
    st.binary(max_size=60)
    | JUNK.map(lambda value: json.dumps(value).encode())
    | st.builds(
        lambda action, broken: json.dumps({**WHOLE, "action": action, **broken}).encode(),
        ACTIONS,
        st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=2),
    ),
)
def test_anything_is_events_or_a_payload_error(event: str, payload: bytes) -> None:
    """No delivery does more than that; and what comes out survives a trip through JSON."""
    try:
        events = translate(event, payload)
    except PayloadError:
        return
    for one in events:
        assert EVENT.validate_json(EVENT.dump_json(one)) == one


def test_an_error_shows_nothing_of_the_payload() -> None:
    """Logs are not a place for what others sent."""
    with pytest.raises(PayloadError) as caught:
        read("issues", action="opened", issue={"number": "ghs_secret"})
    assert "ghs_secret" not in str(caught.value)
    assert caught.value.__cause__ is None
