"""A workbench: a folder with one commit's files in which commands run without secrets and within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Limits:
    """Bounds on one command: seconds of wall time, bytes of memory of its process group, bytes of output, and bytes
    on the disk in all of its folders."""

    seconds: float = 300
    memory: int = 6 << 30
    output: int = 8 << 20
    disk: int = 6 << 30


@dataclass(frozen=True)
class Completed:
    """How a command ended. `output` is stdout and stderr as printed, cut to the limit, secrets redacted.

    `stopped` says why it was ended from outside (`"time"`, `"memory"`, `"output"`, `"disk"`), or is empty.
    """

    argv: tuple[str, ...]
    status: int
    output: str
    seconds: float
    stopped: str = ""

    @property
    def ok(self) -> bool:
        return self.status == 0 and not self.stopped


class Bench(Protocol):
    """One prepared folder. Its database and browser are started on first use and ended with it."""

    @property
    def path(self) -> Path:
        """The folder on this host. What commands wrote there may be links: never follow them."""
        ...

    @property
    def inside(self) -> str:
        """The same folder as commands see it, and as absolute paths in their output begin."""
        ...

    async def run(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, limits: Limits = Limits()
    ) -> Completed:
        """Run one command in the folder, in a process group of its own that is ended with it."""
        ...

    async def database(self) -> Mapping[str, str]:
        """Environment (DATABASE_URL, MIGRATE_URL) of this bench's own PostgreSQL, migrated and seeded."""
        ...

    async def browser(self) -> Mapping[str, str]:
        """Environment (CHROMIUM_PATH, PORT, AUTH_DEV_SECRET) for browser tests of a server in this bench."""
        ...

    def secret(self, name: str) -> str:
        """A random text of 43 characters, the same each time in this workspace."""
        ...

    async def output_of(self, gate: str) -> bool:
        """Bring in what `gate` kept for the same files, such as the built app; False where nothing is kept."""
        ...

    async def keep(self, gate: str, *paths: str) -> None:
        """Keep folders of this bench for gates of the same files that come later."""
        ...

    def cached(self, name: str, path: str) -> AbstractAsyncContextManager[None]:
        """Have a tool's cache of this workspace at `path` meanwhile, and keep it as the tool leaves it."""
        ...


class Workbench(Protocol):
    """Makes benches."""

    def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AbstractAsyncContextManager[Bench]:
        """A bench with the commit's files; with `install`, its dependencies from the cache or the registry.

        Raises `UserError` where the dependencies cannot be installed or nothing isolates the bench.
        """
        ...

    async def missing_walls(self) -> str:
        """What commands are not walled off from here, for people; empty where nothing is missing."""
        ...

    async def lock(self, workspace: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The lock file for these files' package.json: path -> bytes. Registry only, install scripts off."""
        ...
