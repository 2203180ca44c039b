"""The repository's port over a host in memory: whole files are merged, lines are not."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.core.ids import Workspace
from bot.errors import UserError
from bot.ports.phase import ChangeSet
from bot.ports.repo import Conflicted, Laid, Stamp
from tests.fakes.forge import BOT
from tests.fakes.host import Commit, Host


class FakeRepo:
    """`bot.ports.repo.Repo` for the one repository of a host."""

    def __init__(self, host: Host) -> None:
        self.host = host

    async def head(self, at: Workspace, branch: str) -> str | None:
        return self.host.branches.get(branch)

    async def tree(self, at: Workspace, commit: str) -> Mapping[str, bytes]:
        return self.host.commits[commit].files

    async def generated(self, at: Workspace, commit: str) -> Mapping[str, bytes]:
        return self.host.commits[commit].generated

    async def tree_id(self, at: Workspace, commit: str) -> str:
        return repr(sorted(self.host.commits[commit].files.items()))

    async def start_branch(self, at: Workspace, branch: str, commit: str) -> str:
        return self.host.branches.setdefault(branch, commit)

    async def lay(
        self, at: Workspace, branch: str, change: ChangeSet, stamp: Stamp, *, keep: Collection[str] = ()
    ) -> Laid | Conflicted:
        tip = self._tip(branch)
        before = tip.generated
        generated = {path: data for path, data in before.items() if path not in change.deletes}
        generated |= change.writes
        made = self._made_before(tip, stamp, generated)
        if made or generated == before:
            return Laid(commit=made or tip.sha, generated="", is_new=False)
        files, conflicts = _merged(before, tip.files, generated, keep)
        if conflicts:
            return Conflicted(paths=conflicts)
        return self._put(branch, Commit("", files, (tip.sha,), BOT, generated, stamp))

    async def commit_files(
        self, at: Workspace, branch: str, files: Mapping[str, bytes], stamp: Stamp, *, base: str = ""
    ) -> Laid:
        tip = self._tip(branch)
        for commit in self.host.history(tip.sha):
            if commit.stamp == stamp and files.items() <= commit.files.items():
                return Laid(commit=commit.sha, generated="", is_new=False)
        if files.items() <= tip.files.items():
            return Laid(commit=tip.sha, generated="", is_new=False)
        return self._put(branch, Commit("", {**tip.files, **files}, (tip.sha,), BOT, tip.generated, stamp))

    async def made(self, at: Workspace, branch: str, stamp: Stamp) -> str:
        for commit in self.host.history(self._tip(branch).sha):
            if commit.stamp and commit.stamp.trailers == stamp.trailers:
                return commit.sha
        return ""

    async def forget(self, at: Workspace) -> None:
        """Nothing is kept here."""

    async def is_ancestor(self, at: Workspace, commit: str, of: str) -> bool:
        return self.host.is_ancestor(commit, of)

    def _tip(self, branch: str) -> Commit:
        if branch not in self.host.branches:
            raise UserError(f"There is no branch {branch}.")
        return self.host.commits[self.host.branches[branch]]

    def _made_before(self, tip: Commit, stamp: Stamp, generated: Mapping[str, bytes]) -> str:
        for commit in self.host.history(tip.sha):
            same = commit.stamp and (commit.stamp.run, commit.stamp.phase, commit.stamp.plan)
            if same == (stamp.run, stamp.phase, stamp.plan) and commit.generated == generated:
                return commit.sha
        return ""

    def _put(self, branch: str, commit: Commit) -> Laid:
        return Laid(commit=self.host.set_branch(branch, self.host.commit(commit)), generated="", is_new=True)


def _merged(
    before: Mapping[str, bytes],
    people: Mapping[str, bytes],
    generated: Mapping[str, bytes],
    keep: Collection[str],
) -> tuple[dict[str, bytes], dict[str, str]]:
    """What people changed or deleted stands; where both changed a file, that is a conflict."""
    files, conflicts = dict(people), {}
    for path in (before.keys() | generated.keys()) - set(keep):
        old, mine, new = before.get(path), people.get(path), generated.get(path)
        if new in (old, mine):
            continue
        if mine == old:
            files.pop(path, None)
            if new is not None:
                files[path] = new
        elif mine is not None and new is not None:
            conflicts[path] = "both changed it"
    return files, conflicts
