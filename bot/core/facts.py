"""What is true of the world when a decision is made, read live, in the bot's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.core.base import Value
from bot.core.config import Config

Permission = Literal["admin", "write", "read", "none"]
ReviewState = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]

CAN_WRITE: frozenset[str] = frozenset({"admin", "write"})


class IssueView(Value):
    number: int
    title: str
    body: str
    author: str
    author_is_bot: bool
    is_open: bool
    is_pull: bool = False


class PullView(Value):
    """`merge_commit` is set once merged. `mergeable` is None while the forge is still computing."""

    number: int
    node_id: str
    head: str
    head_sha: str
    base: str
    base_sha: str
    from_fork: bool
    is_draft: bool
    is_open: bool
    is_merged: bool
    merge_commit: str = ""
    mergeable: bool | None = None
    title: str = ""
    body: str = ""
    author: str = ""


class ReviewView(Value):
    """One review as it stands now. `commit` is the head that it was given on."""

    id: int
    author: str
    author_is_bot: bool
    state: ReviewState
    commit: str
    submitted_at: float = 0
    body: str = ""


class CommentView(Value):
    id: int
    body: str
    author: str
    author_is_bot: bool
    created_at: float = 0
    is_edited: bool = False


class CommitView(Value):
    """`author` and `committer` are logins, empty where the forge knows none."""

    sha: str
    author: str
    committer: str
    author_is_bot: bool = False


class PullFacts(Value):
    """A pull request that a run waits on, with all that says whether it is approved."""

    pull: PullView
    reviews: tuple[ReviewView, ...] = ()
    commits: tuple[CommitView, ...] = ()
    paths: tuple[str, ...] = ()
    """The files that it changes, where it matters whose they are."""
    kept: frozenset[str] = frozenset()
    """Earlier heads with the head's very tree, of which it is a rebase onto the base."""


class PlanFile(Value):
    """A `buildplan.yaml` as it lies in a commit; without `data` where it is no file or too large to be a plan."""

    is_file: bool
    size: int
    data: bytes | None = None


class Offer(Value):
    """The plan that a pull request brings (`head`), beside that of its base branch as it is now (`base`).

    `is_changed`: the pull request adds, changes or removes it. `others` are files whose names are nearly a plan's.
    """

    pull: PullView
    is_changed: bool = False
    head: PlanFile | None = None
    base: PlanFile | None = None
    others: tuple[str, ...] = ()


class PrdOffer(Value):
    """The PRD and architecture at a pull request's head, and the `buildplan.yaml` beside them (`plan`).

    `is_changed`: the pull request adds, changes or removes one of the two. `is_building`: a run builds there.
    """

    pull: PullView
    is_changed: bool = False
    prd: PlanFile | None = None
    architecture: PlanFile | None = None
    plan: PlanFile | None = None
    default_branch: str = ""
    author_can_write: bool = False
    is_building: bool = False


class Facts(Value):
    """Only what the event and the run's state make necessary is gathered; the rest keeps its default.

    `permissions` holds the live permission of every login that matters here. `tip` is the head of the branch
    being worked on. `tip_plan` is its `buildplan.yaml` where a person moved the tip. `ahead` is the issue of
    the run that builds in this workspace before this one. `closed_pull` is a pull request of the run's that
    somebody closed. `is_gated_tree` says whether the merge commit has the tree that passed the gates; None
    where that was not looked at. `trouble` is why the forge does not let the run be looked at.
    `is_answered` says that the commands of this comment were answered before. `turned_off_by` is the closed
    pull request that would have set the repository up.
    """

    now: float
    bot: str = ""
    config: Config = Config()
    default_branch: str = ""
    permissions: Mapping[str, Permission] = {}
    writers: tuple[str, ...] = ()
    codeowners: str = ""
    issue: IssueView | None = None
    offer: Offer | None = None
    runs_before: int = 0
    ahead: int = 0
    tip: str = ""
    tip_plan: str = ""
    pull: PullFacts | None = None
    closed_pull: int = 0
    is_gated_tree: bool | None = None
    library: frozenset[str] = frozenset()
    trouble: str = ""
    is_answered: bool = False
    turned_off_by: int = 0

    def can_write(self, login: str) -> bool:
        """Fails closed: a login whose permission was not read cannot write."""
        return self.permissions.get(login, "none") in CAN_WRITE
