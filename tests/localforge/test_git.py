"""The git side: logs, diffs, trees and merges as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.localforge.git import MOST_KEPT, GitError, GitRepo, Known, Signature

WHO = Signature("a", "a@example.com", "2024-01-01T00:00:00+00:00")


@pytest.fixture
async def git(tmp_path: Path) -> GitRepo:
    """An empty bare repository."""
    made = GitRepo(tmp_path / "r.git")
    await made.init("main", tmp_path / "hooks")
    return made


async def _commit(git: GitRepo, files: dict[str, str | None], *parents: str, message: str = "m") -> str:
    changes = {
        path: None if text is None else ("100644", await git.write_blob(text.encode()))
        for path, text in files.items()
    }
    tree = await git.write_tree(parents[0] if parents else None, changes)
    return await git.write_commit(tree, parents, message, WHO, WHO)


async def test_messages_come_back_whole(git: GitRepo) -> None:
    """Line breaks, quotes and letters of all kinds."""
    message = 'One "line" – ü\n\nBody\nmore\n\nKey: value'
    sha = await _commit(git, {"a": "x"}, message=message)
    (read,) = await git.log(sha)
    assert (read.message, read.author, read.parents) == (message, WHO, ())


async def test_odd_names_and_renames(git: GitRepo) -> None:
    """Spaces, umlauts, quotes; a moved file is one change with both names."""
    text = "".join(f"line {number}\n" for number in range(20))
    first = await _commit(git, {"a b.txt": text, 'ü"x.txt': "1\n", "diff --git.txt": "x\n"})
    second = await _commit(git, {"a b.txt": None, "c.txt": text + "more\n", 'ü"x.txt': "2\n"}, first)
    changes = {one.path: one for one in await git.diff(first, second)}
    assert set(changes) == {"c.txt", 'ü"x.txt'}
    moved = changes["c.txt"]
    assert (moved.status, moved.previous, moved.additions, moved.deletions) == ("renamed", "a b.txt", 1, 0)
    assert moved.patch.endswith("+more")
    assert changes['ü"x.txt'].patch == "@@ -1 +1 @@\n-1\n+2"


async def test_patches_belong_to_their_files(git: GitRepo) -> None:
    """A binary has none, and a pure rename has none; those after them keep theirs."""
    first = await _commit(git, {"b": "x\n" * 30, "z": "1\n"})
    second = await _commit(git, {"a": "\0\1\2", "b": None, "c": "x\n" * 30, "z": "2\n"}, first)
    patches = {one.path: one.patch for one in await git.diff(first, second)}
    assert patches == {"a": "", "c": "", "z": "@@ -1 +1 @@\n-1\n+2"}


async def test_merges_are_real(git: GitRepo) -> None:
    """Different files merge; the same line does not; nonsense is an error, not a conflict."""
    base = await _commit(git, {"a": "1\n", "b": "1\n"})
    left, right = await _commit(git, {"a": "2\n"}, base), await _commit(git, {"b": "2\n"}, base)
    tree = await git.merge_tree(left, right)
    assert tree is not None
    assert await git.blob(f"{tree}:b") == b"2\n"
    assert await git.merge_tree(left, await _commit(git, {"a": "3\n"}, base)) is None
    with pytest.raises(GitError):
        await git.merge_tree(left, "1" * 40)


async def test_only_what_cannot_change_is_kept(git: GitRepo) -> None:
    """What git said of commits named by their SHA is told again without git; where a branch stands is asked anew."""
    first = await _commit(git, {"a": "1\n"})
    second = await _commit(git, {"a": "2\n"}, first)
    changes, base = await git.diff(first, second), await git.merge_base(first, second)
    for sha in (first, second):
        await git.set_ref("refs/heads/main", sha)
        assert await git.resolve("main") == sha
        assert [one.sha for one in await git.log("main", limit=1)] == [sha]
    shutil.rmtree(git.path / "objects")
    assert (await git.diff(first, second), await git.merge_base(first, second)) == (changes, base)
    with pytest.raises(GitError):
        await git.log("main")


def test_what_is_kept_is_bounded() -> None:
    """The oldest answers go; one that is larger than all the room is not kept."""
    known, half = Known(), b"x" * (MOST_KEPT // 2)
    args = [("cat-file", "blob", f"{number:040x}") for number in range(3)]
    for one in args:
        known.keep(one, half)
    known.keep(("cat-file", "blob", "a" * 40), b"x" * (MOST_KEPT + 1))
    assert [known.get(one) for one in (*args, ("cat-file", "blob", "a" * 40))] == [None, half, half, None]


async def test_names_are_never_options(git: GitRepo) -> None:
    """A branch called like a flag is just not there."""
    await _commit(git, {"a": "1"})
    assert await git.resolve("--upload-pack=x") is None
    assert await git.resolve("") is None
