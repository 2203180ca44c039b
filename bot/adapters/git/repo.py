"""`bot.ports.repo.Repo` on cached bare mirrors. Nothing is forced; the same input gives the same commit."""

from __future__ import annotations

import asyncio
import functools
import shutil
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import structlog

from bot.adapters.git import laying, names, objects, pushing
from bot.adapters.git.laying import Tip
from bot.adapters.git.mirror import DeniedError, Mirror
from bot.adapters.git.process import Git, GitError, Remote
from bot.adapters.git.pushing import Signer
from bot.core.ids import Workspace
from bot.errors import Retryable
from bot.ports.phase import ChangeSet
from bot.ports.repo import Conflicted, Laid, Stamp

ATTEMPTS = 5
"""How often people may push in between before the step is put off."""
log = structlog.get_logger(__name__)
F = TypeVar("F", bound=Callable[..., Any])


def _healing(method: F) -> F:
    """A mirror that a crash of the machine damaged is thrown away, and made anew by the next attempt.

    Credentials that are denied may only have ended meanwhile: it is tried again, once, with others.
    """

    @functools.wraps(method)
    async def healed(self: GitRepo, at: Workspace, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as `method`
        try:
            try:
                return await method(self, at, *args, **kwargs)
            except DeniedError:
                self._denied(at)
                return await method(self, at, *args, **kwargs)
        except GitError as error:
            if not error.is_damage:
                raise
            log.warning("a mirror is damaged and made anew", workspace=at.key, error=error.result.err[-300:])
            await self.forget(at)
            raise Retryable(f"The mirror of {at.repo} is made anew.") from error

    return cast(F, healed)


class GitRepo:
    """`remote` tells, for a workspace, (URL without credentials, Authorization header's value or nothing).

    `denied` is told when the remote does not take that: what `remote` tells next should be made anew.
    """

    def __init__(
        self,
        cache_folder: Path,
        remote: Callable[[Workspace], Awaitable[tuple[str, str]]],
        denied: Callable[[Workspace], None] = lambda at: None,
        *,
        signer: Signer | None = None,
        time_limit: float = 300,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """With a `signer` commits are made by it in place of being pushed.

        `environment` adds to what git sees, such as proxies; `time_limit` (seconds) is for one command."""
        self._folder = cache_folder
        self._remote = remote
        self._denied = denied
        self._signer = signer
        self._home = cache_folder / "home"
        self._home.mkdir(parents=True, exist_ok=True)
        self._limit = time_limit
        self._environment = environment

    @_healing
    async def head(self, at: Workspace, branch: str) -> str | None:
        """The branch's tip on the remote, now."""
        names.checked_branch(branch)
        return await (await self._mirror(at)).head(branch)

    @_healing
    async def tree(self, at: Workspace, commit: str) -> Mapping[str, bytes]:
        """All regular files of a commit."""
        mirror = await self._mirror(at)
        await mirror.need(commit)
        return await laying.files_of(mirror, commit)

    @_healing
    async def generated(self, at: Workspace, commit: str) -> Mapping[str, bytes]:
        """What Drystone had generated in that commit's line, told by its manifest; or nothing."""
        mirror = await self._mirror(at)
        await mirror.need(commit)
        line = await laying.line_of(mirror, commit)
        if not line:
            return {}
        await mirror.need_generated(line.generated)
        return await laying.files_of(mirror, line.generated)

    @_healing
    async def tree_id(self, at: Workspace, commit: str) -> str:
        """The name of a commit's tree: equal for equal files."""
        mirror = await self._mirror(at)
        await mirror.need(commit)
        return await objects.tree_of(mirror.git, commit)

    @_healing
    async def made(self, at: Workspace, branch: str, stamp: Stamp) -> str:
        """The newest commit on the branch that was made with these trailers; empty where there is none."""
        mirror = await self._mirror(at)
        tip = await laying.find_tip(mirror, branch)
        return (*await laying.made_before(mirror, tip, stamp), "")[0]

    @_healing
    async def is_ancestor(self, at: Workspace, commit: str, of: str) -> bool:
        """Whether `commit` is in the history of `of`, or is it."""
        mirror = await self._mirror(at)
        await mirror.need(of)
        await mirror.need(commit)
        return await pushing.is_ancestor(mirror, commit, of)

    @_healing
    async def start_branch(self, at: Workspace, branch: str, commit: str) -> str:
        """The branch, made at `commit` where there is none. Returns its tip."""
        mirror = await self._mirror(at)
        tip = await mirror.head(names.checked_branch(branch))
        if tip:
            return tip
        await mirror.need(commit)
        if await pushing.push(mirror, branch, "", commit):
            return commit
        tip = await mirror.head(branch)
        if tip:
            return tip
        raise Retryable(f"The branch {branch} was made and removed at once by somebody else.")

    @_healing
    async def lay(
        self, at: Workspace, branch: str, change: ChangeSet, stamp: Stamp, keep: Collection[str] = ()
    ) -> Laid | Conflicted:
        """Commit a change set on the branch and push it. `keep`: conflicts that people have settled."""
        laying.check_writes(change.writes)
        mirror = await self._mirror(at)
        for _ in range(ATTEMPTS):
            tip = await laying.find_tip(mirror, branch)
            laid = await laying.lay_on(mirror, tip, change, stamp, keep)
            if isinstance(laid, Conflicted) or not laid.is_new:
                return laid
            put = await self._put(at, mirror, branch, tip, laid, laid.generated)
            if put:
                return put
        raise pushing.too_busy(branch)

    @_healing
    async def commit_files(
        self, at: Workspace, branch: str, files: Mapping[str, bytes], stamp: Stamp, base: str = ""
    ) -> Laid:
        """Commit files off the generated line and push.

        `base` is the commit that they were made from: raises `Retryable` where the branch has other contents
        in one of these paths by now, since people's work would be lost.
        """
        laying.check_writes(files)
        mirror = await self._mirror(at)
        for _ in range(ATTEMPTS):
            tip = await laying.find_tip(mirror, branch)
            base = base or tip.commit
            laid = await laying.commit_on(mirror, tip, files, stamp, base)
            put = await self._put(at, mirror, branch, tip, laid) if laid.is_new else laid
            if put:
                return put
        raise pushing.too_busy(branch)

    async def _put(
        self, at: Workspace, mirror: Mirror, branch: str, tip: Tip, laid: Laid, generated: str = ""
    ) -> Laid | None:
        """The commit as it is on its branch now; None where somebody was faster."""
        if self._signer is None:
            is_there = await pushing.push(mirror, branch, tip.commit, laid.commit, generated)
            return laid if is_there else None
        signed = await pushing.push_signed(mirror, self._signer, at, branch, laid.commit, generated)
        return laid.model_copy(update={"commit": signed}) if signed else None

    async def forget(self, at: Workspace) -> None:
        """Drop what is kept of that workspace; it is fetched again when it is needed."""
        await asyncio.to_thread(shutil.rmtree, self._place(at), ignore_errors=True)

    def _place(self, at: Workspace) -> Path:
        owner, name = names.checked_repo(at.repo).lower().split("/")
        return self._folder / str(at.installation) / owner / f"{name}.git"

    async def _mirror(self, at: Workspace) -> Mirror:
        place = self._place(at)
        url, authorization = await self._remote(at)
        git = Git(place, self._home, time_limit=self._limit, extra=self._environment)
        mirror = Mirror(git, Remote(url, authorization))
        await mirror.prepare()
        return mirror
