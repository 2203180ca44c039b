"""What can be seen of a run at one moment, through the forge's public API, as plain records."""

from __future__ import annotations

from dataclasses import dataclass

ENDED = "completed"
AWAITING = "action_required"
PREVIEW = "preview"
"""The environment of previews."""


@dataclass(frozen=True)
class Check:
    """A check run. A checkpoint shows as one that ended with `action_required`."""

    id: int
    name: str
    status: str
    conclusion: str
    title: str
    url: str

    @property
    def is_green(self) -> bool:
        return self.status == ENDED and self.conclusion in ("success", "neutral", "skipped")

    @property
    def is_red(self) -> bool:
        return self.status == ENDED and not self.is_green and self.conclusion != AWAITING

    @property
    def awaits(self) -> bool:
        return self.status == ENDED and self.conclusion == AWAITING


@dataclass(frozen=True)
class Commit:
    """A commit of a pull request; `phase` is what its trailer says, or empty."""

    sha: str
    subject: str
    phase: str


@dataclass(frozen=True)
class Pull:
    """A pull request with the commits and check runs of its head."""

    number: int
    title: str
    head: str
    base: str
    sha: str
    url: str
    is_draft: bool
    is_open: bool
    is_merged: bool
    commits: tuple[Commit, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def is_approvable(self) -> bool:
        """Green but for the checkpoint, which asks for somebody."""
        asks = [check for check in self.checks if check.awaits]
        rest = [check for check in self.checks if not check.awaits]
        return self.is_open and not self.is_draft and bool(asks) and all(check.is_green for check in rest)


@dataclass(frozen=True)
class Comment:
    """A comment of the bot's."""

    number: int
    body: str
    url: str


@dataclass(frozen=True)
class Deployed:
    """The newest status of a deployment."""

    environment: str
    sha: str
    state: str
    url: str


@dataclass(frozen=True)
class Scene:
    """All of it. `build` is the pull request into the default branch."""

    default_branch: str
    pulls: tuple[Pull, ...] = ()
    comments: tuple[Comment, ...] = ()
    deployments: tuple[Deployed, ...] = ()

    @property
    def build(self) -> Pull | None:
        return next((pull for pull in self.pulls if pull.base == self.default_branch), None)
