"""The parts of GitHub's REST answers that the bot reads, and the views that they become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.core.facts import CommentView, CommitView, IssueView, Permission, PullView, ReviewState, ReviewView
from bot.errors import Retryable
from bot.ports.forge import CheckView, Entry, Kind

GHOST = "ghost"
"""GitHub's own name for an account that is gone."""


class Part(BaseModel):
    """Any part of an answer."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Account(Part):
    login: str = GHOST
    type: str = "User"

    @property
    def is_bot(self) -> bool:
        return self.type != "User" and self.login != GHOST


NOBODY = Account()


class Rights(Part):
    push: bool = False


class Collaborator(Account):
    permissions: Rights = Rights()


class Label(Part):
    name: str


class Issue(Part):
    number: int
    title: str
    body: str | None = None
    user: Account | None = None
    state: str
    pull_request: object | None = None

    def view(self) -> IssueView:
        user = self.user or NOBODY
        return IssueView(
            number=self.number,
            title=self.title,
            body=self.body or "",
            author=user.login,
            author_is_bot=user.is_bot,
            is_open=self.state == "open",
            is_pull=self.pull_request is not None,
        )


class Comment(Part):
    id: int
    body: str | None = None
    user: Account | None = None
    created_at: datetime
    updated_at: datetime | None = None

    def view(self) -> CommentView:
        user = self.user or NOBODY
        return CommentView(
            id=self.id,
            body=self.body or "",
            author=user.login,
            author_is_bot=user.is_bot,
            created_at=self.created_at.timestamp(),
            is_edited=self.updated_at is not None and self.updated_at > self.created_at,
        )


class Repository(Part):
    full_name: str


class Side(Part):
    ref: str
    sha: str
    repo: Repository | None = None


class Pull(Part):
    """From lists and from single reads alike; lists lack `merged` and `mergeable`."""

    number: int
    node_id: str
    title: str
    body: str | None = None
    user: Account | None = None
    state: str
    draft: bool = False
    merged_at: datetime | None = None
    merge_commit_sha: str | None = None
    mergeable: bool | None = None
    head: Side
    base: Side
    labels: tuple[Label, ...] = ()

    @property
    def from_fork(self) -> bool:
        """A head whose repository is gone counts as a fork's."""
        return self.head.repo is None or self.base.repo is None or self.head.repo != self.base.repo

    def view(self) -> PullView:
        return PullView(
            number=self.number,
            node_id=self.node_id,
            head=self.head.ref,
            head_sha=self.head.sha,
            base=self.base.ref,
            base_sha=self.base.sha,
            from_fork=self.from_fork,
            is_draft=self.draft,
            is_open=self.state == "open",
            is_merged=self.merged_at is not None,
            merge_commit=(self.merge_commit_sha or "") if self.merged_at else "",
            mergeable=self.mergeable,
            title=self.title,
            body=self.body or "",
            author=(self.user or NOBODY).login,
        )


class Review(Part):
    id: int
    user: Account | None = None
    state: ReviewState
    commit_id: str | None = None
    submitted_at: datetime | None = None
    body: str | None = None

    def view(self) -> ReviewView:
        user = self.user or NOBODY
        return ReviewView(
            id=self.id,
            author=user.login,
            author_is_bot=user.is_bot,
            state=self.state,
            commit=self.commit_id or "",
            submitted_at=self.submitted_at.timestamp() if self.submitted_at else 0,
            body=self.body or "",
        )


class Commit(Part):
    sha: str
    author: Account | None = None
    committer: Account | None = None

    def view(self) -> CommitView:
        return CommitView(
            sha=self.sha,
            author=self.author.login if self.author else "",
            committer=self.committer.login if self.committer else "",
            author_is_bot=bool(self.author and self.author.is_bot),
        )


class ChangedFile(Part):
    filename: str
    previous_filename: str | None = None


class Named(Part):
    sha: str


class GitCommit(Part):
    tree: Named


class Output(Part):
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations_count: int = 0


class App(Part):
    id: int
    slug: str = ""


class Check(Part):
    id: int
    name: str
    head_sha: str
    external_id: str | None = None
    status: str
    conclusion: str | None = None
    details_url: str | None = None
    output: Output = Output()
    app: App | None = None

    def view(self) -> CheckView:
        return CheckView(
            id=self.id,
            name=self.name,
            external_id=self.external_id or "",
            status=self.status,
            conclusion=self.conclusion or "",
            app=self.app.slug if self.app else "",
        )


class Note(Part):
    """An annotation, as GitHub lists it."""

    path: str
    start_line: int
    end_line: int
    annotation_level: str | None = None
    title: str | None = None
    message: str | None = None


class TreeEntry(Part):
    path: str
    mode: str
    type: str
    sha: str
    size: int = 0

    def view(self) -> Entry:
        kinds: dict[str, Kind] = {"tree": "folder", "commit": "module"}
        kind = "link" if self.mode == "120000" else kinds.get(self.type, "file")
        return Entry(kind=kind, sha=self.sha, size=self.size)


class Role(Part):
    permission: Permission = "none"


class DeliveryEntry(Part):
    id: int
    guid: str
    delivered_at: datetime
    status_code: int

    @property
    def is_done(self) -> bool:
        return 200 <= self.status_code < 300


class Deployment(Part):
    id: int


class DeploymentStatus(Part):
    state: str
    environment_url: str | None = None


class Token(Part):
    token: str
    expires_at: datetime


class InstallationEntry(Part):
    id: int
    suspended_at: datetime | None = None


T = TypeVar("T", bound=Part)


def read(kind: type[T], data: object) -> T:
    """Read an answer. What GitHub does not document is taken for an outage."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise Retryable(f"GitHub's answer is no {kind.__name__}: {place}: {fault['msg']}", after=5) from None


def reader(kind: type[T]) -> Callable[[object], T]:
    """`read` for one kind."""
    return lambda data: read(kind, data)
