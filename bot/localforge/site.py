"""What every operation works with: records, clock, addresses, hooks; and who is acting on what."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.localforge.git import GitRepo
from bot.localforge.hooks import Hooks
from bot.localforge.rates import Rates
from bot.localforge.records import App, Installation, Json, Repo, User
from bot.localforge.state import State

Clock = Callable[[], datetime]


@dataclass
class Site:
    """One running forge, without its HTTP side."""

    folder: Path
    clock: Clock
    state: State
    hooks: Hooks
    url: str = ""
    rates: Rates = field(default_factory=Rates)
    manifests: dict[str, Json] = field(default_factory=dict)
    gits: dict[Path, GitRepo] = field(default_factory=dict)

    @property
    def api(self) -> str:
        """The base URL of the REST API."""
        return f"{self.url}/api/v3"

    def git(self, repo: Repo) -> GitRepo:
        """The repository's objects and refs."""
        path = self.folder / "git" / repo.owner / f"{repo.name}.git"
        return self.gits.setdefault(path, GitRepo(path))

    def repo_url(self, repo: Repo) -> str:
        """The repository's address in the API."""
        return f"{self.api}/repos/{repo.full_name}"

    def page_url(self, repo: Repo) -> str:
        """The repository's address for people."""
        return f"{self.url}/{repo.full_name}"


@dataclass(frozen=True)
class Actor:
    """Who calls: a person, an App by its JWT (`installation` is None), or one of its installations."""

    user: User
    app: App | None = None
    installation: Installation | None = None
    permissions: dict[str, str] = field(default_factory=dict)
    repos: tuple[str, ...] = ()
    token: str = ""

    @property
    def is_app(self) -> bool:
        """Whether an App acts, in whatever way."""
        return self.app is not None

    @property
    def rate_key(self) -> str:
        """Whose hourly budget a call is on."""
        return f"installation {self.installation.id}" if self.installation else f"login {self.user.login}"


@dataclass(frozen=True)
class Act:
    """Somebody doing something in a repository."""

    site: Site
    actor: Actor
    repo: Repo

    @property
    def state(self) -> State:
        """All records."""
        return self.site.state

    @property
    def login(self) -> str:
        """Who acts."""
        return self.actor.user.login

    @property
    def git(self) -> GitRepo:
        """The repository's git side."""
        return self.site.git(self.repo)

    def now(self) -> datetime:
        """The time of the act."""
        return self.site.clock()


_PREFIXES = {"PullRequest": "PR", "Issue": "I", "IssueComment": "IC", "Repository": "R", "User": "U"}


def node_id(kind: str, number: int) -> str:
    """A global id as GraphQL uses them."""
    code = base64.urlsafe_b64encode(f"{kind}:{number}".encode()).decode().rstrip("=")
    return f"{_PREFIXES.get(kind, kind[:2].upper())}_{code}"


def parse_node_id(text: str) -> tuple[str, int] | None:
    """Kind and number of a global id; None when it is none of ours."""
    code = text.partition("_")[2]
    try:
        kind, _, number = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode().partition(":")
        return kind, int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
