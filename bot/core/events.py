"""Everything that can happen to the bot: a closed set, in the past tense. GitHub JSON never gets this far."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.core.base import Value
from bot.core.ids import Workspace
from bot.core.run import Remedy

Outcome = Literal["done", "failed", "refused", "cancelled"]


class Actor(Value):
    """Who did it, as GitHub says: `login`, and whether it is a bot."""

    login: str
    is_bot: bool = False


class IssueOpened(Value):
    """An issue was opened, reopened or its text changed; the text itself is read live."""

    kind: Literal["issue_opened"] = "issue_opened"
    workspace: Workspace
    issue: int
    actor: Actor


class IssueClosed(Value):
    kind: Literal["issue_closed"] = "issue_closed"
    workspace: Workspace
    issue: int
    actor: Actor


class CommentCreated(Value):
    """A comment on an issue or pull request. Edits and deletions are no events: they change nothing."""

    kind: Literal["comment_created"] = "comment_created"
    workspace: Workspace
    number: int
    comment: int
    body: str
    actor: Actor
    on_pull: bool = False


class ReviewChanged(Value):
    """A review was submitted, edited or dismissed. Which reviews count is read live."""

    kind: Literal["review_changed"] = "review_changed"
    workspace: Workspace
    pull: int
    actor: Actor


class PullChanged(Value):
    """A pull request was opened, closed, merged or edited, or got commits. Its state is read live."""

    kind: Literal["pull_changed"] = "pull_changed"
    workspace: Workspace
    pull: int
    branch: str
    actor: Actor


class BranchPushed(Value):
    kind: Literal["branch_pushed"] = "branch_pushed"
    workspace: Workspace
    branch: str
    before: str
    after: str
    actor: Actor


class CheckRequested(Value):
    """Someone pressed "Re-run" or a button of a check run. `external_id` is ours."""

    kind: Literal["check_requested"] = "check_requested"
    workspace: Workspace
    external_id: str
    button: str
    """The button's identifier, or `rerun`."""
    actor: Actor


class WorkspaceAdded(Value):
    """The App was given a repository, or what sets that up has changed, which is read live."""

    kind: Literal["workspace_added"] = "workspace_added"
    workspace: Workspace


class WorkspaceRemoved(Value):
    """The App was taken from a repository, or uninstalled."""

    kind: Literal["workspace_removed"] = "workspace_removed"
    workspace: Workspace


class StepFinished(Value):
    """A worker ended a step. `commit` is what a phase made; `summary` is one line for people.

    `remedies` are the fixers that take on what a gate found.
    """

    kind: Literal["step_finished"] = "step_finished"
    run: str
    step: str
    outcome: Outcome
    commit: str = ""
    summary: str = ""
    url: str = ""
    conflicts: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()


class StepStarted(Value):
    """A worker took a step up."""

    kind: Literal["step_started"] = "step_started"
    run: str
    step: str


class PreviewChanged(Value):
    """What came of a preview: it is up, could not be brought up, ended by itself, or made room for a newer one."""

    kind: Literal["preview_changed"] = "preview_changed"
    run: str
    attempt: int
    outcome: Literal["up", "failed", "lost", "displaced"]
    url: str = ""
    told: str = ""
    missing_walls: str = ""


class PullOpened(Value):
    """The bot's own pull request exists."""

    kind: Literal["pull_opened"] = "pull_opened"
    run: str
    branch: str
    number: int


class PullEmpty(Value):
    """A pull request could not be opened: the branch, at `commit`, has nothing that its base lacks."""

    kind: Literal["pull_empty"] = "pull_empty"
    run: str
    branch: str
    commit: str


class PullReady(Value):
    """The build pull request has left draft, or what stands for it where drafts are refused."""

    kind: Literal["pull_ready"] = "pull_ready"
    run: str


class ApprovalWithdrawn(Value):
    """When an approval was to be used it was no longer there: nothing was moved or merged."""

    kind: Literal["approval_withdrawn"] = "approval_withdrawn"
    run: str


class MoveRefused(Value):
    """A branch could not be fast-forwarded, or a pull request not be merged, and why."""

    kind: Literal["move_refused"] = "move_refused"
    run: str
    branch: str
    reason: str


class BranchMoved(Value):
    """The commits of a course, up to `commit`, are on the build branch now."""

    kind: Literal["branch_moved"] = "branch_moved"
    run: str
    course: int
    commit: str


class WorkspaceLost(Value):
    """The run's repository is out of the App's reach, for good."""

    kind: Literal["workspace_lost"] = "workspace_lost"
    run: str


class ActionBroke(Value):
    """An action was given up after several attempts: a fault of ours, told in the log under its key."""

    kind: Literal["action_broke"] = "action_broke"
    run: str
    action: str


class Woken(Value):
    """Nothing happened; look again at what is due."""

    kind: Literal["woken"] = "woken"
    run: str


ForgeEvent = (
    IssueOpened | IssueClosed | CommentCreated | ReviewChanged | PullChanged | BranchPushed | CheckRequested
    | WorkspaceAdded | WorkspaceRemoved
)  # fmt: skip
RunEvent = (
    StepFinished | StepStarted | PullOpened | PullEmpty | PullReady | ApprovalWithdrawn | MoveRefused
    | BranchMoved | PreviewChanged | WorkspaceLost | ActionBroke | Woken
)  # fmt: skip
Event = ForgeEvent | RunEvent

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
