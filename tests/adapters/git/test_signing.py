"""Commits that the forge makes and signs, in place of being pushed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from bot.adapters.git.repo import GitRepo
from bot.core.ids import Workspace
from bot.ports.phase import ChangeSet
from bot.ports.repo import Laid
from tests.adapters.git.remote import AT, World, stamp


class Forge:
    """Makes commits on the remote by a clock of its own; `meanwhile` happens before a branch is moved, once."""

    def __init__(self, world: World, meanwhile: Callable[[], object] | None = None) -> None:
        self._world = world
        self._meanwhile = meanwhile
        self.signed: list[str] = []

    async def sign(self, at: Workspace, tree: str, parents: Sequence[str], message: str) -> str:
        flags = [flag for parent in parents for flag in ("-p", parent)]
        commit = self._git("commit-tree", tree, *flags, "-m", message)
        self.signed.append(commit)
        return commit

    async def move_branch(self, at: Workspace, branch: str, commit: str) -> bool:
        if self._meanwhile:
            self._meanwhile()
            self._meanwhile = None
        tip = self._world.sha(branch)
        if tip not in self._git("rev-list", commit).split():
            return False
        self._git("update-ref", f"refs/heads/{branch}", commit, tip)
        return True

    def _git(self, *args: str) -> str:
        who = ["-c", "user.name=signer", "-c", "user.email=signer@example.com"]
        done = subprocess.run(
            ["git", *who, "-C", str(self._world.bare), *args], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()


def repo(world: World, forge: Forge) -> GitRepo:
    return GitRepo(world.folder / "cache", world.remote, signer=forge)


async def laid(world: World, forge: Forge, change: ChangeSet) -> Laid:
    done = await repo(world, forge).lay(AT, world.branch, change, stamp())
    assert isinstance(done, Laid)
    return done


async def test_the_forge_makes_the_commit(world: World) -> None:
    """The signed commit is on the branch, with the files and trailers of the pushed one; nothing else is left."""
    forge = Forge(world)
    done = await laid(world, forge, ChangeSet({"a": b"1"}))
    assert forge.signed == [done.commit] == [world.sha(world.branch)]
    assert world.files(done.commit) == {"README.md": b"people's\n", "a": b"1"}
    assert "Drystone-Phase: scaffold" in world.log(done.commit, "%B")
    assert [ref for ref in world.refs() if "unsigned" in ref] == []


async def test_it_is_made_once(world: World) -> None:
    """Asked for again by a process that knows of nothing, the signed commit is found by its trailers."""
    forge = Forge(world)
    first = await laid(world, forge, ChangeSet({"a": b"1"}))
    again = await laid(world, forge, ChangeSet({"a": b"1"}))
    assert (again.commit, again.is_new, len(forge.signed)) == (first.commit, False, 1)


async def test_a_person_who_pushes_meanwhile_is_merged_with(world: World) -> None:
    """The branch is not moved over a person's commit: another one is signed, on top of it."""
    forge = Forge(world, lambda: world.push({"mine": b"mine"}))
    done = await laid(world, forge, ChangeSet({"a": b"1"}))
    assert len(forge.signed) == 2
    assert world.files(done.commit) == {"README.md": b"people's\n", "mine": b"mine", "a": b"1"}


async def test_files_off_the_generated_line(world: World) -> None:
    """Lock files are signed like phases."""
    forge = Forge(world)
    done = await repo(world, forge).commit_files(AT, world.branch, {"lock": b"1"}, stamp("lock"))
    assert forge.signed == [done.commit] == [world.sha(world.branch)]
