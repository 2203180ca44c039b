"""Reads and writes trees and commits in a bare repository, many objects to a process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from bot.adapters.git.process import Git, GitError

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
AUTHOR = "Drystone <drystone@bot.invalid>"
FILE, PROGRAM = "100644", "100755"
REGULAR = frozenset({FILE, PROGRAM})


@dataclass(frozen=True)
class Entry:
    """One path of a tree: its mode and the name of its contents."""

    mode: str
    oid: str


@dataclass(frozen=True)
class NewCommit:
    """A commit to be made: a tree, with these files written and removed. Parents may be marks (`:1`)."""

    message: str
    at: int
    tree: str = EMPTY_TREE
    parents: tuple[str, ...] = ()
    writes: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """path -> (mode, contents)"""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    """path -> contents that the repository has already"""
    deletes: frozenset[str] = frozenset()


def blob_id(content: bytes) -> str:
    """The name that git gives to these contents."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def mode_of(content: bytes, before: Entry | None) -> str:
    """A file keeps its mode; a new one is executable when it says what runs it."""
    if before and before.mode in REGULAR:
        return before.mode
    return PROGRAM if content.startswith(b"#!") else FILE


async def entries(git: Git, top: str, *paths: str) -> dict[str, Entry]:
    """All files, links and submodules of a commit or tree; with `paths`, just these."""
    recursive = () if paths else ("-r",)
    listed = await git.run(
        "--literal-pathspecs", "ls-tree", "-z", "--full-tree", *recursive, top, "--", *paths
    )
    found = {}
    for line in listed.out.split(b"\0")[:-1]:
        info, _, path = line.partition(b"\t")
        mode, _, oid = info.decode().split(" ")
        found[path.decode("utf-8", "surrogateescape")] = Entry(mode, oid)
    return found


async def blobs(git: Git, oids: Iterable[str]) -> dict[str, bytes]:
    """Contents by name. They have to be in the repository."""
    wanted = sorted(set(oids))
    if not wanted:
        return {}
    read = await git.run(
        "cat-file", "--batch", "--buffer", feed="".join(f"{oid}\n" for oid in wanted).encode()
    )
    found, at, out = {}, 0, memoryview(read.out)
    for oid in wanted:
        line_end = read.out.index(b"\n", at)
        head = read.out[at:line_end].split()
        if len(head) != 3:
            raise GitError("cat-file", read)
        at = line_end + 1
        found[oid] = bytes(out[at : at + int(head[2])])
        at += int(head[2]) + 1
    return found


async def tree_of(git: Git, commit: str) -> str:
    return (await git.run("rev-parse", "--verify", f"{commit}^{{tree}}")).text


async def make(git: Git, commits: Sequence[NewCommit]) -> list[str]:
    """Make these commits in one process, on no branch. The same ones get the same names, always."""
    ref = f"refs/drystone-scratch/{uuid4().hex}"
    parts = [part for number, new in enumerate(commits, 1) for part in _commit(ref, number, new)]
    parts += [f"get-mark :{number}\n" for number in range(1, len(commits) + 1)]
    parts.append(f"reset {ref}\nfrom {'0' * 40}\n\ndone\n")
    feed = b"".join(
        part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape") for part in parts
    )
    done = await git.run("fast-import", "--quiet", "--force", "--done", "--date-format=raw", feed=feed)
    return done.text.split()


def _commit(ref: str, number: int, new: NewCommit) -> Iterable[str | bytes]:
    message = new.message.encode()
    yield f"reset {ref}\n\ncommit {ref}\nmark :{number}\n"
    yield f"author {AUTHOR} {new.at} +0000\ncommitter {AUTHOR} {new.at} +0000\ndata {len(message)}\n"
    yield message
    yield "".join(f"{'merge' if later else 'from'} {parent}\n" for later, parent in enumerate(new.parents))
    yield "deleteall\n" if new.tree == EMPTY_TREE else f'M 040000 {new.tree} ""\n'
    yield "".join(f"D {_quoted(path)}\n" for path in sorted(new.deletes))
    yield "".join(
        f"M {entry.mode} {entry.oid} {_quoted(path)}\n" for path, entry in sorted(new.entries.items())
    )
    for path, (mode, content) in sorted(new.writes.items()):
        yield f"M {mode} inline {_quoted(path)}\ndata {len(content)}\n"
        yield content
        yield "\n"
    yield "\n"


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
