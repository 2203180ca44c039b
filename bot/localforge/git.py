"""A bare git repository, spoken to through git's own commands; it knows no users, issues or rules."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

ZERO = "0" * 40
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
MOST_KEPT = 64 * 2**20
"""Bytes of git's answers that a repository keeps."""
_TREE_LINE = re.compile(r"[0-9a-f]{40}\n")
_SHA = re.compile(r"[0-9a-f]{40}")
_FIXED = re.compile(r"[0-9a-f]{40}(\^\{\w+\})?(:.*|\.{2,3}[0-9a-f]{40})?")
_READING = {"cat-file", "diff-tree", "log", "ls-tree", "merge-base", "rev-list", "rev-parse"}
_LOG = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01"


class GitError(Exception):
    """git ended with another status than 0; `output` is what it wrote to either stream."""

    def __init__(self, args: Sequence[str], status: int, output: str) -> None:
        super().__init__(f"git {' '.join(args)}: {output.strip() or status}")
        self.status = status
        self.output = output


# Pushes over HTTP, single objects and partial clones as GitHub allows them; no maintenance behind anyone's back.
_CONFIG = """[http]
	receivepack = true
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[gc]
	auto = 0
[receive]
	autogc = false
[core]
	hooksPath = {hooks}
"""


@dataclass(frozen=True)
class Signature:
    """Who and when, as git writes it; `when` is ISO 8601."""

    name: str
    email: str
    when: str


@dataclass(frozen=True)
class CommitInfo:
    """One commit as git holds it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


@dataclass(frozen=True)
class TreeEntry:
    """One line of `ls-tree -l`; `size` is None for trees."""

    mode: str
    kind: str
    sha: str
    size: int | None
    path: str


@dataclass(frozen=True)
class Change:
    """One file of a diff; `patch` is empty for binaries."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    patch: str
    previous: str | None = None


class Known:
    """What git said of objects that are named by their whole SHA: it never says anything else. The newest is kept."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._size = 0

    def get(self, args: tuple[str, ...]) -> bytes | None:
        """What git said to that before."""
        said = self._said.get(args)
        if said is not None:
            self._said.move_to_end(args)
        return said

    def keep(self, args: tuple[str, ...], said: bytes) -> None:
        """Where it cannot change, and there is room."""
        if args in self._said or len(said) > MOST_KEPT or not _is_fixed(args):
            return
        self._said[args] = said
        self._size += len(said)
        while self._size > MOST_KEPT:
            self._size -= len(self._said.popitem(last=False)[1])


def _is_fixed(args: tuple[str, ...]) -> bool:
    named = [arg for arg in takewhile(lambda arg: arg != "--", args[1:]) if not arg.startswith("-")]
    if args[0] == "cat-file" and named and named[0] == "blob":
        named = named[1:]
    return args[0] in _READING and bool(named) and all(_FIXED.fullmatch(arg) for arg in named)


class GitRepo:
    """Reads and writes one bare repository."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = Known()

    async def run(self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """What git wrote to standard output, as text."""
        return (await self.run_bytes(*args, stdin=stdin, env=env)).decode("utf-8", "replace")

    async def run_bytes(
        self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> bytes:
        """What git wrote to standard output; `GitError` for any status but 0."""
        is_plain = stdin is None and env is None
        known = self._known.get(args) if is_plain else None
        if known is not None:
            return known
        process = await asyncio.create_subprocess_exec(
            "git",
            *args,
            cwd=self.path,
            env={**git_env(), **(env or {})},
            stdin=asyncio.subprocess.PIPE if stdin is not None else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await process.communicate(stdin)
        finally:
            if process.returncode is None:  # nobody waits for the answer any more
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode:
            raise GitError(args, process.returncode, (out + err).decode("utf-8", "replace"))
        if is_plain:
            self._known.keep(args, out)
        return out

    async def init(self, default_branch: str, hooks: Path) -> None:
        """Make the repository, ready to be pushed to over HTTP."""
        self.path.mkdir(parents=True, exist_ok=True)
        await self.run("init", "--quiet", "--bare", "--template=", f"--initial-branch={default_branch}", ".")
        with (self.path / "config").open("a", encoding="utf-8") as config:
            config.write(_CONFIG.format(hooks=hooks))

    async def refs(self) -> dict[str, str]:
        """Branches and tags with what they point at."""
        out = await self.run("for-each-ref", "--format=%(objectname) %(refname)")
        pairs = (line.split(" ", 1) for line in out.splitlines())
        return {name: sha for sha, name in pairs if not name.startswith("refs/pull/")}

    async def resolve(self, name: str) -> str | None:
        """The commit that a branch, tag or SHA names; None when there is none."""
        if not name or name.startswith("-"):
            return None
        whole = _SHA.fullmatch(name)  # to git that is a commit, whatever branches are called
        for candidate in (name,) if whole else (f"refs/heads/{name}", f"refs/tags/{name}", name):
            try:
                return (await self.run("rev-parse", "--verify", "--quiet", f"{candidate}^{{commit}}")).strip()
            except GitError:
                continue
        return None

    async def set_ref(self, ref: str, sha: str) -> None:
        """Point a ref at an object."""
        await self.run("update-ref", ref, sha)

    async def delete_ref(self, ref: str) -> None:
        """Remove a ref."""
        await self.run("update-ref", "-d", ref)

    async def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `older` is reachable from `newer`."""
        try:
            await self.run("merge-base", "--is-ancestor", older, newer)
        except GitError as failed:
            if failed.status == 1:
                return False
            raise
        return True

    async def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor."""
        try:
            return (await self.run("merge-base", one, other)).strip()
        except GitError:
            return None

    async def log(self, revisions: str, limit: int = 250, path: str = "") -> list[CommitInfo]:
        """Commits of a range, newest first."""
        paths = ["--", path] if path else ["--"]
        out = await self.run("log", f"--format={_LOG}", f"--max-count={limit}", revisions, *paths)
        return [_commit(part.lstrip("\n")) for part in out.split("\x01") if part.strip()]

    async def commit(self, sha: str) -> CommitInfo:
        """One commit."""
        return (await self.log(sha, limit=1))[0]

    async def count(self, revisions: str) -> int:
        """How many commits a range holds."""
        return int(await self.run("rev-list", "--count", revisions, "--"))

    async def tree(self, tree: str, *, recursive: bool = False) -> list[TreeEntry]:
        """The entries of a tree."""
        flags = ["-r", "-t"] if recursive else []
        out = await self.run("ls-tree", "-l", "-z", *flags, tree)
        return [_entry(line) for line in out.split("\0") if line]

    async def blob(self, sha: str) -> bytes:
        """A file's bytes."""
        return await self.run_bytes("cat-file", "blob", sha)

    async def write_blob(self, content: bytes) -> str:
        """Store a file, giving its SHA."""
        return (await self.run("hash-object", "-w", "--stdin", stdin=content)).strip()

    async def write_tree(self, base: str | None, changes: Mapping[str, tuple[str, str] | None]) -> str:
        """A tree like `base` with paths set to (mode, sha) or, for None, removed."""
        index = {"GIT_INDEX_FILE": str(self.path / f"index-{id(changes)}")}
        try:
            await self.run("read-tree", base or "--empty", env=index)
            lines = [
                f"0 {ZERO}\t{path}" if entry is None else f"{entry[0]} {entry[1]}\t{path}"
                for path, entry in changes.items()
            ]
            feed = "\0".join(lines).encode() + b"\0" if lines else b""
            await self.run("update-index", "-z", "--index-info", stdin=feed, env=index)
            return (await self.run("write-tree", env=index)).strip()
        finally:
            self._forget(Path(index["GIT_INDEX_FILE"]))

    def _forget(self, index: Path) -> None:
        index.unlink(missing_ok=True)

    async def write_commit(
        self, tree: str, parents: Sequence[str], message: str, author: Signature, committer: Signature
    ) -> str:
        """Store a commit, giving its SHA."""
        flags = [flag for parent in parents for flag in ("-p", parent)]
        env = {
            "GIT_AUTHOR_NAME": author.name,
            "GIT_AUTHOR_EMAIL": author.email,
            "GIT_AUTHOR_DATE": author.when,
            "GIT_COMMITTER_NAME": committer.name,
            "GIT_COMMITTER_EMAIL": committer.email,
            "GIT_COMMITTER_DATE": committer.when,
        }
        return (await self.run("commit-tree", tree, *flags, stdin=message.encode(), env=env)).strip()

    async def merge_tree(self, ours: str, theirs: str) -> str | None:
        """The tree of a merge; None when there are conflicts."""
        try:
            out = await self.run("merge-tree", "--write-tree", ours, theirs)
        except GitError as failed:
            # git 2.39 ends with 1 for an unknown commit too; only a conflict writes a tree.
            if failed.status == 1 and _TREE_LINE.match(failed.output):
                return None
            raise
        return out.splitlines()[0]

    async def diff(self, old: str, new: str) -> list[Change]:
        """What changed from one commit or tree to another, file by file, renames found."""
        raw = await self.run("diff-tree", "-r", "-M", "-z", "--raw", "--abbrev=40", old, new)
        numbers = await self.run("diff-tree", "-r", "-M", "-z", "--numstat", old, new)
        patch = await self.run("diff-tree", "-r", "-M", "-p", "--no-color", "--no-ext-diff", old, new)
        return _changes(raw, numbers, patch)


@cache
def git_env() -> dict[str, str]:
    """A clean environment for git: nothing of the caller's (a stray GIT_DIR, a person's hooks) reaches it."""
    here = Path(shutil.which("git") or "/usr/bin/git").parent
    return {
        "PATH": f"{here}:/usr/local/bin:/usr/bin:/bin",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
    }


_STATUSES = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}


def _commit(text: str) -> CommitInfo:
    sha, tree, parents, an, ae, ad, cn, ce, cd, message = text.split("\0", 9)
    author, committer = Signature(an, ae, ad), Signature(cn, ce, cd)
    return CommitInfo(sha, tree, tuple(parents.split()), author, committer, message.rstrip("\n"))


def _entry(line: str) -> TreeEntry:
    meta, path = line.split("\t", 1)
    mode, kind, sha, size = meta.split()
    return TreeEntry(mode, kind, sha, None if size == "-" else int(size), path)


def _changes(raw: str, numbers: str, patch: str) -> list[Change]:
    counts = _counts(numbers)
    patches = _patches(patch)
    parts = iter(raw.split("\0"))
    found: list[Change] = []
    for meta in parts:
        if not meta.startswith(":"):
            continue
        _, _, _, sha, letter = meta.split(" ")
        path = next(parts)
        previous = path if letter[0] in "RC" else None
        if previous is not None:
            path = next(parts)
        added, removed = counts.get(path, (0, 0))
        text = patches[len(found)] if len(found) < len(patches) else ""
        found.append(Change(path, _STATUSES.get(letter[0], "changed"), sha, added, removed, text, previous))
    return found


def _counts(numbers: str) -> dict[str, tuple[int, int]]:
    parts = iter(numbers.split("\0"))
    counts = {}
    for part in parts:
        if part.count("\t") < 2:
            continue
        added, removed, path = part.split("\t", 2)
        if not path:  # a rename: old and new path follow
            next(parts)
            path = next(parts)
        counts[path] = (int(added) if added != "-" else 0, int(removed) if removed != "-" else 0)
    return counts


def _patches(patch: str) -> list[str]:
    """The hunks of each file, in the order of the raw diff."""
    files: list[list[str]] = []
    hunks = False
    for line in patch.split("\n"):
        if line.startswith("diff --git "):
            files.append([])
            hunks = False
        elif files and (hunks or line.startswith("@@ ")):
            hunks = True
            files[-1].append(line)
    return ["\n".join(lines).rstrip("\n") for lines in files]
