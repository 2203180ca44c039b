"""The parts of GitHub's webhook payloads that the bot reads. All else in them is ignored."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Number = Annotated[int, Field(gt=0, strict=True)]


class Part(BaseModel):
    """Any part of a payload."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Account(Part):
    login: Name
    type: str = "User"


class Repository(Part):
    full_name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", max_length=200)]


class Installation(Part):
    id: Number


class Delivery(Part):
    """What every delivery of an App's has, but those about the App itself."""

    action: str = ""
    sender: Account
    repository: Repository
    installation: Installation


class Issue(Part):
    number: Number
    pull_request: object | None = None


class IssueDelivery(Delivery):
    issue: Issue


class Comment(Part):
    id: Number
    body: str | None = None
    user: Account | None = None


class CommentDelivery(IssueDelivery):
    comment: Comment


class PullHead(Part):
    ref: Name


class Pull(Part):
    number: Number
    head: PullHead


class PullDelivery(Delivery):
    pull_request: Pull


class PushDelivery(Delivery):
    ref: Name
    before: Sha
    after: Sha


class CheckApp(Part):
    id: Number


class CheckRun(Part):
    external_id: str | None = None
    app: CheckApp | None = None


class RequestedAction(Part):
    identifier: Name


class CheckDelivery(Delivery):
    check_run: CheckRun
    requested_action: RequestedAction | None = None


class InstallationDelivery(Part):
    """`installation` and `installation_repositories`; both name repositories in their own ways."""

    action: str
    installation: Installation
    repositories: tuple[Repository, ...] | None = None
    repositories_added: tuple[Repository, ...] = ()
    repositories_removed: tuple[Repository, ...] = ()
