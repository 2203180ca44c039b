"""What the forge remembers, as plain records; no record knows how it is shown or changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass
class User:
    """A person, an organisation or the bot account of an App (`slug[bot]`)."""

    id: int
    login: str
    kind: str
    created_at: datetime
    app_id: int | None = None


@dataclass
class App:
    """A GitHub App; `permissions` and `events` are what it asks for at installation."""

    id: int
    slug: str
    name: str
    owner: str
    public_key: str
    webhook_url: str
    webhook_secret: str
    permissions: dict[str, str]
    events: list[str]
    created_at: datetime
    client_id: str = ""


@dataclass
class Installation:
    """One account's installation of an App on chosen repositories."""

    id: int
    app_id: int
    account: str
    repos: list[str]
    permissions: dict[str, str]
    created_at: datetime
    suspended_at: datetime | None = None


@dataclass
class Token:
    """A bearer token: of an installation (expires, narrowed) or of a person (`installation_id` is None)."""

    value: str
    login: str
    installation_id: int | None = None
    expires_at: datetime | None = None
    permissions: dict[str, str] | None = None
    repos: list[str] | None = None


@dataclass
class Label:
    """A repository's label."""

    id: int
    name: str
    color: str = "ededed"
    description: str = ""


@dataclass
class Reaction:
    """One person's reaction to an issue or a comment."""

    id: int
    login: str
    content: str
    created_at: datetime


@dataclass
class Comment:
    """A comment on an issue or pull request."""

    id: int
    issue: int
    login: str
    body: str
    created_at: datetime
    updated_at: datetime
    reactions: list[Reaction] = field(default_factory=list)


@dataclass
class Happening:
    """One line of a story beside its comments and reviews: pushed, merged, closed, labelled."""

    at: datetime
    login: str
    kind: str
    detail: str = ""


@dataclass
class Issue:
    """An issue; a pull request is one too, with a `Pull` of the same number."""

    id: int
    number: int
    title: str
    body: str | None
    login: str
    created_at: datetime
    updated_at: datetime
    state: str = "open"
    state_reason: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    closed_at: datetime | None = None
    closed_by: str | None = None
    reactions: list[Reaction] = field(default_factory=list)
    history: list[Happening] = field(default_factory=list)


@dataclass
class Pull:
    """What a pull request has beside its issue; `head_repo` is another repository for a fork."""

    id: int
    number: int
    head_repo: str
    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: str | None = None
    merge_commit_sha: str | None = None
    reviewers: list[str] = field(default_factory=list)
    mergeable: bool | None = None
    mergeable_for: str = ""


@dataclass
class Review:
    """A review of a pull request at a commit."""

    id: int
    pull: int
    login: str
    body: str
    state: str
    commit_id: str
    submitted_at: datetime | None


@dataclass
class CheckRun:
    """An App's check of a commit."""

    id: int
    app_id: int
    suite_id: int
    name: str
    head_sha: str
    status: str
    started_at: datetime | None
    conclusion: str | None = None
    completed_at: datetime | None = None
    external_id: str = ""
    details_url: str | None = None
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    images: list[Json] = field(default_factory=list)
    annotations: list[Json] = field(default_factory=list)
    actions: list[Json] = field(default_factory=list)


@dataclass
class CheckSuite:
    """All check runs of one App on one commit."""

    id: int
    app_id: int
    head_sha: str
    head_branch: str | None
    created_at: datetime
    updated_at: datetime


@dataclass
class CommitStatus:
    """A commit status (the older sibling of check runs)."""

    id: int
    sha: str
    state: str
    context: str
    description: str | None
    target_url: str | None
    login: str
    created_at: datetime


@dataclass
class DeploymentStatus:
    """One state that a deployment went through."""

    id: int
    state: str
    login: str
    description: str
    environment: str
    environment_url: str
    log_url: str
    created_at: datetime


@dataclass
class Deployment:
    """A request to deploy a commit to an environment."""

    id: int
    sha: str
    ref: str
    task: str
    environment: str
    description: str | None
    payload: Any
    login: str
    created_at: datetime
    updated_at: datetime
    transient: bool = False
    production: bool = False
    statuses: list[DeploymentStatus] = field(default_factory=list)


@dataclass
class Environment:
    """A named place to deploy to."""

    id: int
    name: str
    created_at: datetime


@dataclass
class Delivery:
    """One webhook, from its queueing (`status` is "pending") to the answer it got."""

    id: int
    guid: str
    app_id: int
    event: str
    action: str | None
    installation_id: int | None
    repository_id: int | None
    delivered_at: datetime
    payload: str
    redelivery: bool = False
    duration: float = 0.0
    status: str = "pending"
    status_code: int = 0
    request_headers: dict[str, str] = field(default_factory=dict)
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""


@dataclass
class Repo:
    """A repository: its settings and all that hangs on it; its objects are in a bare git repository."""

    id: int
    owner: str
    name: str
    created_at: datetime
    pushed_at: datetime
    private: bool = True
    default_branch: str = "main"
    description: str = ""
    fork_of: str | None = None
    drafts_allowed: bool = True
    next_number: int = 1
    collaborators: dict[str, str] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    signed: list[str] = field(default_factory=list)
    """Commits that the forge made for an App, and signed."""
    rules: dict[str, list[Json]] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    issues: dict[int, Issue] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    reviews: dict[int, Review] = field(default_factory=dict)
    check_runs: dict[int, CheckRun] = field(default_factory=dict)
    check_suites: dict[int, CheckSuite] = field(default_factory=dict)
    statuses: list[CommitStatus] = field(default_factory=list)
    deployments: dict[int, Deployment] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"
