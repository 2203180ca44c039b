"""What the bot needs of GitHub or its local stand-in, in the bot's own words.

Every method works with one repository of one installation. Writing methods are idempotent by what they make:
they look for it first, and "already exists" after a time-out is read back. A missing thing is None where the
signature says so; rate limits and outages raise `Retryable`; what a person must mend raises `UserError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from bot.core.actions import Conclusion
from bot.core.base import Value
from bot.core.facts import CommentView, CommitView, IssueView, Permission, PullView, ReviewView
from bot.core.ids import Workspace
from bot.errors import UserError


class NoCommitsError(UserError):
    """The head has no commit that the base lacks: there is nothing to open a pull request for."""


class Annotation(Value):
    path: str
    start_line: int
    end_line: int
    level: Literal["notice", "warning", "failure"]
    message: str
    title: str = ""


class CheckDraft(Value):
    """The check run `name` on `commit`; `external_id` tells it from others of the same name."""

    name: str
    commit: str
    external_id: str
    status: Literal["queued", "in_progress", "completed"]
    conclusion: Conclusion | None = None
    title: str = ""
    summary: str = ""
    text: str = ""
    annotations: tuple[Annotation, ...] = ()
    buttons: tuple[tuple[str, str, str], ...] = ()
    """(label, description, identifier), at most three."""
    details_url: str = ""


Kind = Literal["file", "link", "folder", "module"]


class Entry(Value):
    """What lies at a path of a commit; `size` is a file's, in bytes."""

    kind: Kind
    sha: str
    size: int = 0


class CheckView(Value):
    id: int
    name: str
    external_id: str
    status: str
    conclusion: str
    app: str = ""


class Forge(Protocol):
    """One installation's view of the forge."""

    async def bot_login(self) -> str:
        """The bot's own login, such as `drystone[bot]`."""
        ...

    async def default_branch(self, at: Workspace) -> str: ...

    async def permission(self, at: Workspace, login: str) -> Permission:
        """Read live; 404 and an unreadable answer are `none`, an outage raises `Retryable`."""
        ...

    async def writers(self, at: Workspace) -> Sequence[str]:
        """Logins of the people (no bots) with write access; empty where that cannot be told."""
        ...

    async def issue(self, at: Workspace, number: int) -> IssueView | None: ...

    async def issues(self, at: Workspace, since: float = 0) -> Sequence[IssueView]:
        """Open issues and pull requests changed since then."""
        ...

    async def comments(self, at: Workspace, number: int, since: float = 0) -> Sequence[CommentView]: ...

    async def put_comment(self, at: Workspace, number: int, topic: str, body: str) -> int:
        """The bot's one comment with that marker, made or edited; the marker is added. Returns its id."""
        ...

    async def react(self, at: Workspace, comment: int, content: str) -> None: ...

    async def pull(self, at: Workspace, number: int) -> PullView | None: ...

    async def pull_of(self, at: Workspace, head: str, base: str) -> PullView | None:
        """The newest pull request from that branch of this repository into `base`, open or not."""
        ...

    async def open_pull(
        self, at: Workspace, head: str, base: str, title: str, body: str, *, draft: bool
    ) -> PullView:
        """Made or found. Where drafts are refused: a normal one with the label `drystone:building`.

        Raises `NoCommitsError` where there is nothing to pull.
        """
        ...

    async def edit_pull(
        self, at: Workspace, number: int, *, title: str | None = None, body: str | None = None
    ) -> None: ...

    async def mark_ready(self, at: Workspace, number: int) -> None:
        """Out of draft, by GraphQL; nothing where it is no draft. Takes the label off."""
        ...

    async def close_pull(self, at: Workspace, number: int) -> None: ...

    async def merge_pull(self, at: Workspace, number: int, sha: str, title: str) -> str:
        """Merge while the head is `sha`; returns the merge commit. `UserError` says why it was refused."""
        ...

    async def reviews(self, at: Workspace, pull: int) -> Sequence[ReviewView]:
        """All reviews, oldest first."""
        ...

    async def request_reviewers(self, at: Workspace, pull: int, logins: Sequence[str]) -> None:
        """Ask those who were not asked yet; those whom the forge does not let be asked are left out."""
        ...

    async def pull_files(self, at: Workspace, pull: int) -> Sequence[str]:
        """The paths that a pull request changes, those that it renames under both names.

        Raises `UserError` where there are too many to see all.
        """
        ...

    async def pull_commits(self, at: Workspace, pull: int) -> Sequence[CommitView]: ...

    async def put_check(self, at: Workspace, check: CheckDraft) -> int:
        """Made or brought up to date, annotations in batches of 50, none twice. Returns its id."""
        ...

    async def checks(self, at: Workspace, commit: str) -> Sequence[CheckView]: ...

    async def branch_sha(self, at: Workspace, branch: str) -> str | None: ...

    async def move_branch(self, at: Workspace, branch: str, commit: str) -> bool:
        """Fast-forward the branch, or find the commit in it; False where it would be no fast-forward."""
        ...

    async def delete_branch(self, at: Workspace, branch: str) -> None: ...

    async def read_file(self, at: Workspace, path: str, ref: str) -> bytes | None: ...

    async def entries(self, at: Workspace, tree: str, *, deep: bool = False) -> Mapping[str, Entry]:
        """What lies in the root of a commit or folder, by path; with `deep` below it too. Empty where there is none."""
        ...

    async def tree_sha(self, at: Workspace, commit: str) -> str | None:
        """The name of a commit's tree: equal for equal files. None where the commit is gone."""
        ...

    async def merge_base(self, at: Workspace, base: str, head: str) -> str | None:
        """The commit in which the two last were the same; None where they have none in common."""
        ...

    async def git_remote(self, at: Workspace) -> tuple[str, str]:
        """(URL without credentials, value of an Authorization header), good for some minutes."""
        ...

    async def deployment(
        self, at: Workspace, commit: str, environment: str, state: str, url: str = ""
    ) -> None:
        """The one deployment of that commit to that environment, with this status as its newest.

        Nothing is made just to call it inactive.
        """
        ...


class Deliveries(Protocol):
    """The App's own view: which deliveries did not arrive."""

    async def failed_deliveries(self, since: float) -> Sequence[tuple[int, str]]:
        """(id, GUID) of deliveries whose every attempt failed since then."""
        ...

    async def redeliver(self, delivery: int) -> None: ...

    async def installations(self) -> Sequence[Workspace]:
        """All repositories of all installations; of those that are suspended, none."""
        ...

    async def workspace(self, repo: str) -> Workspace | None:
        """The workspace of `owner/name`, suspended or not; None where the App is not installed there."""
        ...
