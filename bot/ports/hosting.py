"""This machine as a place where apps and their databases keep running, beyond the job that started them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Command:
    """What to run and where. `env` is all that it gets, but for PATH and HOME: nothing is inherited."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Access:
    """The two doors to a database, as URLs: for requests (row-level security holds) and for migrations."""

    app: str
    owner: str


class Host(Protocol):
    """Processes and databases by name, kept alive until they are stopped."""

    folder: Path
    """Where deployments may keep their files."""

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Nobody else on this machine is inside for that name, also in other processes."""
        ...

    def secret(self, name: str) -> str:
        """A random text of 43 characters, the same each time."""
        ...

    def free_port(self) -> int: ...

    async def database(self, name: str) -> Access:
        """The database of that name, made where there is none, with a login and an owner of its own."""
        ...

    async def drop_database(self, name: str) -> None: ...

    async def run(self, command: Command, seconds: float = 120) -> tuple[int, str]:
        """Run to the end as apps run: exit status and what it printed (the last 64 KB)."""
        ...

    async def start(self, name: str, command: Command) -> None:
        """Start it in a process group of its own; what ran under that name is stopped before."""
        ...

    async def stop(self, name: str) -> None:
        """End it with all that it started, and forget it. Nothing where nothing of that name runs."""
        ...

    def names(self, prefix: str) -> tuple[str, ...]:
        """Names of what was started and not stopped."""
        ...

    def is_running(self, name: str) -> bool: ...

    def printed(self, name: str) -> str:
        """The last lines of what it printed since it was started."""
        ...

    async def publish(self, name: str, port: int) -> str:
        """Let the one lasting URL of that name lead to `port`, from now on. Returns the URL."""
        ...

    async def unpublish(self, name: str) -> None: ...
