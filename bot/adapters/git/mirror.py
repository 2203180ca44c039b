"""The cached bare mirror of one workspace: it can be thrown away at any time, and is fetched on use."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path

from bot.adapters.git import names
from bot.adapters.git.process import Git, GitError, Remote, Result
from bot.core.ids import GEN_REFS
from bot.errors import Retryable, UserError

ZERO = "0" * 40
MOST_PACKS = 50
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--filter=blob:none", "--end-of-options")
_DENIED = re.compile(
    r"Authentication failed|could not read Username|error: 40[13]\b|Permission to .* denied", re.I
)
_GONE = re.compile(
    r"Repository not found|repository '.*' not found|error: 404\b|does not appear to be a git", re.I
)
_NO_SUCH = re.compile(
    r"couldn't find remote ref|not our ref|upload-pack: not our ref|no such remote ref", re.I
)
_SLOW_DOWN = re.compile(r"error: 429\b|rate limit", re.I)


class Mirror:
    """A bare repository without most file contents. `remote` is asked for anew for every use."""

    def __init__(self, git: Git, remote: Remote) -> None:
        self.git = git
        self.remote = remote

    async def prepare(self) -> None:
        """Make the mirror where there is none; whole or not at all."""
        if self.git.folder.is_dir():
            return
        self.git.folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=self.git.folder.parent))
        try:
            await self.git.within(fresh).run("init", "--quiet", "--bare", "--template=", ".")
            _put_in_place(fresh, self.git.folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    async def head(self, branch: str) -> str | None:
        """The branch's tip on the remote."""
        found = await self._online("ls-remote", "--end-of-options", "origin", f"refs/heads/{branch}")
        for line in found.text.splitlines():
            sha, _, ref = line.partition("\t")
            if ref == f"refs/heads/{branch}":
                return names.checked_sha(sha)
        return None

    async def fetch_branch(self, branch: str) -> str | None:
        """The branch's tip on the remote, with its history in the mirror."""
        kept = f"refs/mirror/{hashlib.sha256(branch.encode()).hexdigest()[:32]}"
        async with self._alone() as lock:
            try:
                await self._online(*_FETCH, "origin", f"+refs/heads/{branch}:{kept}", hold=(lock,))
            except _NoSuchRefError:
                return None
            await self._tidy(lock)
        return (await self.git.run("rev-parse", "--verify", f"{kept}^{{commit}}")).text

    async def need(self, commit: str) -> None:
        """Have this commit in the mirror; `UserError` where the remote does not know it."""
        if await self.has(commit):
            return
        async with self._alone() as lock:
            try:
                await self._online(*_FETCH, "origin", names.checked_sha(commit), hold=(lock,))
            except _NoSuchRefError:
                raise UserError(
                    f"The repository does not have the commit {commit} any more.",
                    "Start again from its branch.",
                ) from None

    async def need_generated(self, commit: str) -> None:
        """Have this commit of the generated line; it counts only if the remote keeps it under its ref."""
        ref = f"{GEN_REFS}{names.checked_sha(commit)}"
        if (await self.git.run("show-ref", "--verify", "--quiet", ref, codes=(0, 1))).code == 0:
            return
        async with self._alone() as lock:
            try:
                await self._online(*_FETCH, "origin", f"{ref}:{ref}", hold=(lock,))
            except _NoSuchRefError:
                raise UserError(
                    f"`.drystone/manifest.json` names a generated commit, but there is no `{ref}`.",
                    "Push that ref again, or remove the manifest: all files then count as people's.",
                ) from None

    async def has(self, commit: str) -> bool:
        found = await self.git.run(
            "cat-file", "-e", f"{names.checked_sha(commit)}^{{commit}}", codes=(0, 1, 128)
        )
        return found.code == 0

    async def need_blobs(self, tops: Iterable[str], wanted: set[str] | None = None) -> None:
        """Have all file contents below these commits or trees (of them the `wanted`), fetched in one go."""
        listed = await self.git.run(
            "rev-list", "--objects", "--no-object-names", "--missing=print", "--no-walk", "--stdin",
            feed="".join(f"{top}^{{tree}}\n" for top in tops).encode(),
        )  # fmt: skip
        missing = {line[1:] for line in listed.text.splitlines() if line.startswith("?")}
        if wanted is not None:
            missing &= wanted
        if missing:
            feed = "".join(f"{blob}\n" for blob in sorted(missing)).encode()
            await self._online(
                "-c", "fetch.negotiationAlgorithm=noop", *_FETCH[:-1], "--stdin", "origin", feed=feed
            )  # fmt: skip

    async def push(self, moves: dict[str, tuple[str, str]]) -> str:
        """Push `ref -> (expected old commit or nothing, new commit)`, all or none. Empty, or why not.

        A lease compares what the remote has with what is expected, at the remote; what is pushed always
        descends from it, so nothing is ever forced away.
        """
        leases = [f"--force-with-lease={ref}:{old}" for ref, (old, _) in moves.items()]
        specs = [f"{new}:{ref}" for ref, (_, new) in moves.items()]
        done = await self._online(
            "push", "--porcelain", "--atomic", "--no-verify", *leases, "--end-of-options", "origin", *specs,
            codes=(0, 1),
        )  # fmt: skip
        if done.code == 0:
            await self._note([new for ref, (_, new) in moves.items() if ref.startswith(GEN_REFS)])
            return ""
        return "\n".join([done.err, *(line for line in done.text.splitlines() if line.startswith("!"))])

    async def keep(self, refs: Mapping[str, str]) -> str:
        """Push `ref -> commit` for refs that are named by their commits, so that twice is once. Empty, or why not."""
        specs = [f"{commit}:{ref}" for ref, commit in refs.items()]
        done = await self._online(
            "push",
            "--porcelain",
            "--atomic",
            "--no-verify",
            "--end-of-options",
            "origin",
            *specs,
            codes=(0, 1),
        )
        if done.code == 0:
            await self._note([commit for ref, commit in refs.items() if ref.startswith(GEN_REFS)])
            return ""
        return done.err

    async def drop(self, ref: str) -> None:
        """Remove a ref of the bot's own from the remote; nothing where it is gone."""
        await self._online(
            "push", "--porcelain", "--no-verify", "--end-of-options", "origin", f":{ref}", codes=(0, 1)
        )

    async def _note(self, generated: list[str]) -> None:
        """What the remote keeps need not be fetched."""
        for commit in generated:
            await self.git.run("update-ref", f"{GEN_REFS}{commit}", commit)

    async def _online(
        self, *args: str, feed: bytes = b"", codes: tuple[int, ...] = (0,), hold: tuple[int, ...] = ()
    ) -> Result:
        try:
            return await self.git.run(*args, feed=feed, remote=self.remote, codes=codes, hold=hold)
        except GitError as failed:
            raise _told(failed, self.git.folder.name.removesuffix(".git")) from failed

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[int]:
        """The mirror's refs are changed by one process at a time; yields the lock's file descriptor."""
        lock = os.open(self.git.folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _is_locked(lock):  # noqa: ASYNC110 - other processes set no event of ours
                await asyncio.sleep(0.02)
            for left in self.git.folder.glob("refs/mirror/*.lock"):
                left.unlink(missing_ok=True)  # whoever held it was killed
            yield lock
        finally:
            os.close(lock)

    async def _tidy(self, lock: int) -> None:
        """Join many small packs into one, now and then. Young objects stay: they may be pushed."""
        if sum(1 for _ in self.git.folder.glob("objects/pack/*.pack")) > MOST_PACKS:
            await self.git.run("gc", "--quiet", "--prune=2.days.ago", hold=(lock,), codes=(0, 128))


_CONFIG = """[core]
\trepositoryformatversion = 1
\tbare = true
\tlogAllRefUpdates = false
[extensions]
\tpartialClone = origin
[remote "origin"]
\tpromisor = true
\tpartialclonefilter = blob:none
"""


def _put_in_place(fresh: Path, folder: Path) -> None:
    (fresh / "config").write_text(_CONFIG)
    with contextlib.suppress(OSError):  # another process was first
        fresh.rename(folder)


class DeniedError(UserError):
    """The remote did not take the credentials, or they are not enough."""


class _NoSuchRefError(Exception):
    """The remote has no such branch or commit."""


def _told(failed: GitError, repo: str) -> Exception:
    err = failed.result.err
    if _NO_SUCH.search(err):
        return _NoSuchRefError(err)
    if _SLOW_DOWN.search(err):
        return Retryable(f"Talking to the git remote of {repo}: it asks to slow down.", after=60)
    if _DENIED.search(err):
        return DeniedError(
            f"Reading or pushing {repo}: access is denied.",
            "Check that the App is installed there and may read and write contents.",
        )
    if _GONE.search(err):
        return UserError(
            f"There is no repository {repo} for the App.", "Check that the App is installed there."
        )
    if failed.is_damage:
        return failed
    return Retryable(f"Talking to the git remote of {repo}: {_last_line(err)}", after=5)


def _last_line(err: str) -> str:
    lines = [line for line in err.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no answer"


def _is_locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
