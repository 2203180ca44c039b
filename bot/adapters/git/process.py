"""Runs git as a child process: argument lists, its own environment, no prompt, no hooks, a time limit."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import os
import re
import shutil
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import Retryable, UserError

SCHEMES = frozenset({"https", "http", "file"})
_SETTINGS = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "30",
    "maintenance.auto": "false",
    "merge.directoryRenames": "false",
    # A file that a person renamed is a file of their own; it must not depend on a likeness.
    "merge.renames": "false",
    "push.recurseSubmodules": "no",
    "transfer.fsckObjects": "false",
}

_DAMAGE = re.compile(
    r"not a git repository|bad object|is empty|corrupt|bad signature|invalid sha1 pointer|bad tree|garbage"
    r"|unable to (read|parse)|too small|does not match|bad config|inflate",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Remote:
    """Where to fetch and push: a URL without credentials, and an Authorization header's value (or empty)."""

    url: str
    authorization: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in SCHEMES or parts.username or parts.password:
            raise UserError(
                f"{parts.scheme}://{parts.hostname or ''} is no remote to work with.", "Use https."
            )

    @property
    def settings(self) -> dict[str, str]:
        found = {"remote.origin.url": self.url}
        if self.authorization:
            found[f"http.{self.url}.extraHeader"] = f"Authorization: {self.authorization}"
        return found

    @property
    def scheme(self) -> str:
        return urlsplit(self.url).scheme


@dataclass(frozen=True)
class Result:
    """How a git command ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape").strip()


class GitError(Exception):
    """A git command that had to succeed ended with another status."""

    def __init__(self, command: str, result: Result) -> None:
        super().__init__(f"git {command} ended with {result.code}: {result.err[-500:]}")
        self.command = command
        self.result = result

    @property
    def is_damage(self) -> bool:
        """Whether the repository itself is broken, as after a crash of the machine."""
        return bool(_DAMAGE.search(self.result.err))


class Git:
    """Git in one folder. Without a `remote`, commands reach none, not even to fetch a missing object."""

    def __init__(
        self, folder: Path, home: Path, *, time_limit: float = 300, extra: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self._program = shutil.which("git") or "git"
        self._limit = time_limit
        self._base = {
            "PATH": os.pathsep.join([str(Path(self._program).parent), os.defpath]),
            "HOME": str(home),
            "LC_ALL": "C",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **(extra or {}),
        }

    def within(self, folder: Path) -> Git:
        """The same git in another folder."""
        other = copy.copy(self)
        other.folder = folder
        return other

    async def run(
        self,
        *args: str,
        feed: bytes = b"",
        remote: Remote | None = None,
        codes: Sequence[int] = (0,),
        hold: Sequence[int] = (),
    ) -> Result:
        """Run `git *args`; raises `GitError` for an exit status that is not among `codes`.

        `hold`: file descriptors that the child inherits, so that a lock outlives this process for as long as
        the child does.
        """
        child = await asyncio.create_subprocess_exec(
            self._program,
            *args,
            cwd=self.folder,
            env=self._environment(remote),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            pass_fds=hold,
        )
        try:
            async with asyncio.timeout(self._limit):
                out, err = await child.communicate(feed)
        except TimeoutError:
            raise Retryable(f"git {args[0]} took longer than {self._limit:.0f} s", after=10) from None
        finally:
            await _end(child)
        result = Result(child.returncode or 0, out, _clean(err, remote))
        if result.code not in codes:
            raise GitError(args[0], result)
        return result

    def _environment(self, remote: Remote | None) -> dict[str, str]:
        settings = _SETTINGS | (remote.settings if remote else {})
        numbered = {f"GIT_CONFIG_KEY_{number}": key for number, key in enumerate(settings)}
        numbered |= {f"GIT_CONFIG_VALUE_{number}": value for number, value in enumerate(settings.values())}
        return {
            **self._base,
            **numbered,
            "GIT_CONFIG_COUNT": str(len(settings)),
            "GIT_ALLOW_PROTOCOL": remote.scheme if remote else "none",
        }


async def _end(child: asyncio.subprocess.Process) -> None:
    """Leave no child behind, whatever ended the wait for it."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


def _clean(err: bytes, remote: Remote | None) -> str:
    text = err.decode("utf-8", "replace").strip()
    return text.replace(remote.authorization, "***") if remote and remote.authorization else text
