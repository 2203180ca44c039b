"""This machine as a place where apps and their databases keep running, beyond the job that started them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.ports.workbench import Completed


@dataclass(frozen=True)
class Room:
    """Where one deployed app lives, behind the same walls as gates. `files` is the folder of its files.

    `tenant` is the workspace whose code it is, `database` the name of the database that it may reach.
    """

    name: str
    tenant: str
    database: str
    files: Path


@dataclass(frozen=True)
class Access:
    """The two doors to a database, as URLs that hold inside of a room: for requests (row-level security holds)
    and for migrations."""

    app: str
    owner: str


@dataclass(frozen=True)
class Entrance:
    """How the host reaches an app: a unix socket, which leads to the TCP port that the app listens on."""

    door: Path
    port: int


class Host(Protocol):
    """Rooms and databases by name, kept until they are given up. Names are `[a-z0-9._-]`.

    Whoever changes something about a site is `alone` there meanwhile.
    """

    folder: Path
    """Where a target may keep what it has to remember."""

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Nobody else on this machine is inside for that name, also in other processes."""
        ...

    def secret(self, name: str) -> str:
        """A random text of 43 characters, the same each time."""
        ...

    async def missing_walls(self) -> str:
        """What rooms are not walled off from, for people; empty where nothing is missing.

        Raises `UserError` where that is not allowed.
        """
        ...

    async def database(self, tenant: str, name: str) -> Access:
        """The database of that name, running; made where there is none."""
        ...

    def has_database(self, name: str) -> bool:
        """Whether it runs."""
        ...

    async def stop_database(self, name: str, *, drop: bool) -> None:
        """End it, and with `drop` lose its rows. Nothing where there is none."""
        ...

    async def room(self, name: str, tenant: str, database: str) -> Room:
        """An empty room. What is put into its files belongs to the app once something runs in it."""
        ...

    async def run(self, room: Room, argv: Sequence[str], env: Mapping[str, str]) -> Completed:
        """Run to the end, within two minutes. Nothing that it started stays.

        `env` is all that it gets, but for PATH, HOME and the like: nothing is inherited.
        """
        ...

    async def start(self, room: Room, argv: Sequence[str], env: Mapping[str, str]) -> Entrance:
        """Start the room's app. `{port}` in `argv` is where it has to listen, on the loopback."""
        ...

    async def leave(self, name: str) -> None:
        """End all that runs in that room and throw its files away. Nothing where there is none."""
        ...

    def rooms(self, prefix: str) -> Sequence[str]:
        """Names of the rooms that were made and not left."""
        ...

    def is_running(self, name: str) -> bool:
        """Whether a room's app runs."""
        ...

    def printed(self, name: str) -> str:
        """The last lines of what a room's app printed since it was started."""
        ...

    async def publish(self, name: str, entrance: Entrance) -> str:
        """Let the one lasting URL of that name lead there, from now on. Returns the URL."""
        ...

    async def unpublish(self, name: str) -> None: ...

    def is_published(self, name: str) -> bool:
        """Whether that URL is served."""
        ...
