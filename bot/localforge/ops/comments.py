"""Writing, editing and deleting comments."""

from __future__ import annotations

from bot.localforge.errors import not_found
from bot.localforge.ops.events import emit
from bot.localforge.ops.texts import check_body
from bot.localforge.records import Comment, Json
from bot.localforge.shapes.issues import comment_json, issue_json
from bot.localforge.site import Act
from bot.localforge.state import issue_of


def add_comment(act: Act, number: int, body: str) -> Comment:
    """Comment on an issue or pull request."""
    issue = issue_of(act.repo, number)
    check_body("IssueComment", body, required=True)
    now = act.now()
    comment = Comment(act.state.new_id(), number, act.login, body, created_at=now, updated_at=now)
    act.repo.comments[comment.id] = comment
    issue.updated_at = now
    _tell(act, comment, "created")
    return comment


def edit_comment(act: Act, comment_id: int, body: str) -> Comment:
    """Change a comment's text."""
    comment = comment_of(act, comment_id)
    check_body("IssueComment", body, required=True)
    before, comment.body = comment.body, body
    comment.updated_at = act.now()
    _tell(act, comment, "edited", changes={"body": {"from": before}})
    return comment


def delete_comment(act: Act, comment_id: int) -> None:
    """Remove a comment."""
    comment = comment_of(act, comment_id)
    del act.repo.comments[comment_id]
    _tell(act, comment, "deleted")


def comment_of(act: Act, comment_id: int) -> Comment:
    """The comment of that id."""
    if comment_id not in act.repo.comments:
        raise not_found()
    return act.repo.comments[comment_id]


def _tell(act: Act, comment: Comment, action: str, **more: Json) -> None:
    issue = issue_json(act.site, act.repo, issue_of(act.repo, comment.issue))
    shape = comment_json(act.site, act.repo, comment)
    emit(act, "issue_comment", {"action": action, "comment": shape, "issue": issue, **more})
