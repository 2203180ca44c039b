"""A workspace's git repository, without a work tree: read commits, lay change sets, move branches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.core.base import Value
from bot.core.ids import Workspace
from bot.ports.phase import ChangeSet


class Stamp(Value):
    """What makes a commit the same commit each time: fixed time and trailers.

    `at` is seconds since the epoch. Trailers: Drystone-Run, Drystone-Phase, Drystone-Plan; a fixer's commit has
    Drystone-Step, Drystone-Fixer and Drystone-Attempt too.
    """

    at: int
    subject: str
    body: str = ""
    run: str = ""
    phase: str
    plan: str = ""
    step: str = ""
    fixer: str = ""
    attempt: int = 0

    @property
    def trailers(self) -> Mapping[str, str]:
        """Name -> value, in their order; none for what is empty."""
        given = {
            "Drystone-Run": self.run,
            "Drystone-Phase": self.phase,
            "Drystone-Plan": self.plan,
            "Drystone-Step": self.step,
            "Drystone-Fixer": self.fixer,
            "Drystone-Attempt": str(self.attempt or ""),
        }
        return {name: value for name, value in given.items() if value}


class Conflicted(Value):
    """Lines that people and Drystone both changed: path -> the text with conflict markers."""

    paths: Mapping[str, str]


class Laid(Value):
    """A commit that is on its branch now. `generated` is its counterpart on the generated line."""

    commit: str
    generated: str
    is_new: bool


class Repo(Protocol):
    """All methods are idempotent; nothing is ever forced. An unreachable remote raises `Retryable`."""

    async def head(self, at: Workspace, branch: str) -> str | None:
        """The branch's tip on the remote, now."""
        ...

    async def tree(self, at: Workspace, commit: str) -> Mapping[str, bytes]:
        """All regular files of a commit."""
        ...

    async def generated(self, at: Workspace, commit: str) -> Mapping[str, bytes]:
        """What Drystone had generated in that commit's line, by its `.drystone/manifest.json`; or nothing."""
        ...

    async def tree_id(self, at: Workspace, commit: str) -> str: ...

    async def start_branch(self, at: Workspace, branch: str, commit: str) -> str:
        """The branch, made at `commit` where there is none. Returns its tip."""
        ...

    async def lay(
        self, at: Workspace, branch: str, change: ChangeSet, stamp: Stamp, *, keep: Collection[str] = ()
    ) -> Laid | Conflicted:
        """Commit a change set on the branch and push it.

        The change is applied to the generated line of the branch's tip and merged three ways into the tip.
        `keep` names paths whose conflict people have settled: there their text wins.
        A commit on the branch with the same run, phase and plan whose generated tree is the same is adopted.
        """
        ...

    async def commit_files(
        self, at: Workspace, branch: str, files: Mapping[str, bytes], stamp: Stamp, *, base: str = ""
    ) -> Laid:
        """Commit files off the generated line (lock files, hooks' and fixers' changes) and push.

        `base` is the commit that they were made from: where the branch has changed one of them since, this
        raises `Retryable`, so that nothing newer is overwritten.
        """
        ...

    async def made(self, at: Workspace, branch: str, stamp: Stamp) -> str:
        """The newest commit on the branch that was made with these trailers; empty where there is none."""
        ...

    async def forget(self, at: Workspace) -> None:
        """Drop what is kept of that workspace; it is fetched again when it is needed."""
        ...

    async def is_ancestor(self, at: Workspace, commit: str, of: str) -> bool: ...
