"""Opening, editing, closing and labelling issues (pull requests are issues too)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.localforge.ops.events import emit
from bot.localforge.ops.texts import check_body, check_title
from bot.localforge.records import Happening, Issue, Json, Reaction
from bot.localforge.shapes.issues import issue_json
from bot.localforge.shapes.repos import label_json
from bot.localforge.site import Act
from bot.localforge.state import at_least, issue_of, label_of


def new_issue(act: Act, title: str, body: str | None) -> Issue:
    """The record of a new issue or pull request; sends nothing."""
    number = act.repo.next_number
    act.repo.next_number += 1
    now = act.now()
    issue = Issue(
        id=act.state.new_id(),
        number=number,
        title=title,
        body=body,
        login=act.login,
        created_at=now,
        updated_at=now,
    )
    act.repo.issues[number] = issue
    return issue


def note(act: Act, issue: Issue, kind: str, detail: str = "") -> None:
    """Add a line to the story that the page of an issue tells."""
    issue.history.append(Happening(act.now(), act.login, kind, detail))


def open_issue(
    act: Act, title: str, body: str | None, labels: Sequence[str] = (), assignees: Sequence[str] = ()
) -> Issue:
    """Open an issue; labels and assignees of those without push access are dropped, as GitHub does."""
    check_title("Issue", title)
    check_body("Issue", body)
    issue = new_issue(act, title, body)
    if _may_sort(act):
        issue.labels = [label_of(act.state, act.repo, name).name for name in labels]
        issue.assignees = [act.state.user(login).login for login in assignees]
    tell(act, issue, "opened")
    for name in issue.labels:
        label = label_of(act.state, act.repo, name)
        tell(act, issue, "labeled", label=label_json(act.site, act.repo, label))
    return issue


def tell(act: Act, issue: Issue, action: str, **more: Json) -> None:
    """Send an `issues` event; changes of pull requests have events of their own."""
    if issue.number not in act.repo.pulls:
        shape = issue_json(act.site, act.repo, issue)
        emit(act, "issues", {"action": action, "issue": shape, **more})


def edit_issue(act: Act, number: int, title: str | None, body: str | None) -> Issue:
    """Change title or body (None leaves it)."""
    issue = issue_of(act.repo, number)
    changes = change_texts(act, issue, title, body)
    if changes:
        tell(act, issue, "edited", changes=changes)
    return issue


def change_texts(act: Act, issue: Issue, title: str | None, body: str | None) -> Json:
    """Change the record; what the texts were before, as webhooks tell it."""
    changes: Json = {}
    if title is not None and title != issue.title:
        check_title("Issue", title)
        changes["title"] = {"from": issue.title}
        note(act, issue, "renamed", title)
        issue.title = title
    if body is not None and body != issue.body:
        check_body("Issue", body)
        changes["body"] = {"from": issue.body or ""}
        issue.body = body
    if changes:
        issue.updated_at = act.now()
    return changes


def set_state(act: Act, number: int, state: str, reason: str | None = None) -> Issue:
    """Close or reopen an issue."""
    issue = issue_of(act.repo, number)
    if state != issue.state:
        mark_state(act, issue, state, reason)
        tell(act, issue, "closed" if state == "closed" else "reopened")
    return issue


def mark_state(act: Act, issue: Issue, state: str, reason: str | None) -> None:
    """Change the record; sends nothing."""
    closed = state == "closed"
    issue.state = state
    issue.state_reason = (reason or "completed") if closed else "reopened"
    issue.updated_at = act.now()
    issue.closed_at = act.now() if closed else None
    issue.closed_by = act.login if closed else None
    note(act, issue, state if closed else "reopened")


def set_labels(act: Act, number: int, names: Sequence[str]) -> Issue:
    """Replace an issue's labels, with one event for each that comes or goes."""
    issue = issue_of(act.repo, number)
    wanted = [label_of(act.state, act.repo, name).name for name in names]
    wanted = list(dict.fromkeys(wanted))
    before, issue.labels = issue.labels, wanted
    gone = [("unlabeled", name) for name in before if name not in wanted]
    come = [("labeled", name) for name in wanted if name not in before]
    for action, name in gone + come:
        issue.updated_at = act.now()
        note(act, issue, action, name)
        shape = label_json(act.site, act.repo, label_of(act.state, act.repo, name))
        tell(act, issue, action, label=shape)
    return issue


def set_assignees(act: Act, number: int, logins: Sequence[str]) -> Issue:
    """Replace who is assigned; logins that do not exist are left out."""
    issue = issue_of(act.repo, number)
    known = act.state.users
    issue.assignees = [known[login.lower()].login for login in logins if login.lower() in known]
    issue.updated_at = act.now()
    return issue


def react(act: Act, reactions: list[Reaction], content: str) -> tuple[Reaction, bool]:
    """Add a reaction; the one that was there already where there is one, and whether it is new."""
    for reaction in reactions:
        if (reaction.login, reaction.content) == (act.login, content):
            return reaction, False
    reaction = Reaction(act.state.new_id(), act.login, content, act.now())
    reactions.append(reaction)
    return reaction, True


def _may_sort(act: Act) -> bool:
    if act.actor.installation is not None:
        return True
    return at_least(act.state.role(act.repo, act.login), "triage")
