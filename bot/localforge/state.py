"""All records of a forge, found by name or number, and their snapshot on disk (written whole, by rename)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from bot.localforge.errors import not_found
from bot.localforge.records import App, Installation, Issue, Label, Pull, Repo, Token, User

STATE = "state.json"
ROLES = ("none", "read", "triage", "write", "maintain", "admin")


@dataclass
class State:
    """Everything but git objects and the delivery log."""

    last_id: int = 1000
    users: dict[str, User] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)
    installations: dict[int, Installation] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    repos: dict[str, Repo] = field(default_factory=dict)

    def new_id(self) -> int:
        """An id that nothing else in this forge has."""
        self.last_id += 1
        return self.last_id

    def user(self, login: str) -> User:
        """The account of that login."""
        found = self.users.get(login.lower())
        if found is None:
            raise not_found()
        return found

    def repo(self, full_name: str) -> Repo:
        """The repository `owner/name`."""
        found = self.repos.get(full_name.lower())
        if found is None:
            raise not_found()
        return found

    def bot_of(self, app: App) -> User:
        """The account that an App acts as."""
        return self.user(f"{app.slug}[bot]")

    def installation_for(self, app_id: int, repo: Repo) -> Installation | None:
        """The installation of an App that covers the repository."""
        covers = (i for i in self.installations.values() if i.app_id == app_id and repo.full_name in i.repos)
        return next(covers, None)

    def role(self, repo: Repo, login: str) -> str:
        """`none read triage write maintain admin`; on a public repository everyone reads."""
        if login.lower() == repo.owner.lower():
            return "admin"
        roles = {name.lower(): role for name, role in repo.collaborators.items()}
        return roles.get(login.lower(), "none" if repo.private else "read")


def at_least(role: str, wanted: str) -> bool:
    """Whether a role includes another."""
    return ROLES.index(role) >= ROLES.index(wanted)


def issue_of(repo: Repo, number: int) -> Issue:
    """The issue or pull request of that number."""
    if number not in repo.issues:
        raise not_found()
    return repo.issues[number]


def pull_of(repo: Repo, number: int) -> Pull:
    """The pull request of that number."""
    if number not in repo.pulls:
        raise not_found()
    return repo.pulls[number]


def label_of(state: State, repo: Repo, name: str) -> Label:
    """The label of that name, made when it is new."""
    for label in repo.labels:
        if label.name.lower() == name.lower():
            return label
    label = Label(id=state.new_id(), name=name)
    repo.labels.append(label)
    return label


_SNAPSHOT: TypeAdapter[State] = TypeAdapter(State)


def load_state(path: Path) -> State:
    """The state as last saved, or a new one."""
    return _SNAPSHOT.validate_json(path.read_bytes()) if path.exists() else State()


def is_readable(folder: Path) -> bool:
    """Whether a forge can start with what is kept in its folder."""
    try:
        load_state(folder / STATE)
    except ValueError:
        return False
    return True


def save_state(state: State, path: Path) -> None:
    """Replace the snapshot in one step, so that a reader sees the old or the new one, never a part."""
    part = path.with_suffix(".part")
    part.write_bytes(_SNAPSHOT.dump_json(state))
    os.replace(part, path)  # noqa: PTH105 - the same call, named for what it promises


def iso(moment: datetime | None) -> str | None:
    """GitHub's time format: UTC, whole seconds, `Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
