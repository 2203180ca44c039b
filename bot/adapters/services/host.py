"""This machine as a `Host`: deployed apps and their databases behind the workbench's walls, as recorded processes."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import psycopg

from bot.adapters.services.ports import answers, free_port
from bot.adapters.services.processes import Processes, Recipe, write_private
from bot.adapters.services.sockets import socket_folder
from bot.adapters.services.threads import to_the_end
from bot.adapters.workbench.place import Place
from bot.adapters.workbench.postgres import LONGEST_NAME, Postgres, addresses, inside_of
from bot.adapters.workbench.process import LAUNCH, Order, Stay, run
from bot.adapters.workbench.sandbox import Job, Mount, Sandbox
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.errors import Retryable, UserError
from bot.ports.hosting import Access, Entrance, Room
from bot.ports.workbench import Completed, Limits

RUN_LIMITS = Limits(seconds=120)
UP_WITHIN = 60.0
POLL = 0.05
PORT_INSIDE = 3000
ENTERED = ("rooms", "databases", "root")
"""Folders in which apps and databases have theirs, whatever user they run as."""


class HasWalls(Protocol):
    """What of a workbench a host needs: the one that this machine offers, once it is asked for."""

    async def made(self) -> SandboxedWorkbench: ...


class LocalHost:
    """Keeps all in `folder`. Only what is to be started asks the workbench for its sandbox."""

    def __init__(self, folder: Path, workbench: HasWalls) -> None:
        self._root = folder.resolve()
        self._workbench = workbench
        self.folder = self._root / "deployments"
        self.processes = Processes(self._root / "processes")

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        path = self._file("locks", name)
        with path.open("wb") as file:
            while not _lock(file.fileno()):  # noqa: ASYNC110 - the holder is another process
                await asyncio.sleep(POLL)
            yield

    def secret(self, name: str) -> str:
        path = self._file("secrets", name)
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32).encode())
        return path.read_text()

    async def missing_walls(self) -> str:
        sandbox = (await self._workbench.made()).sandbox_for("")
        return "" if sandbox.mode == "namespaces" else sandbox.isolation

    # databases

    async def database(self, tenant: str, name: str) -> Access:
        sandbox, postgres = await self._behind_walls(tenant)
        data, socket = self._file("databases", name), self._socket(name)
        if not data.exists():
            await postgres.make(data)
        if not self.has_database(name):
            socket.mkdir(exist_ok=True)
            order = postgres.order(data, socket, self._folder("root"), Stay())
            # SIGINT is PostgreSQL's "fast" shutdown; SIGTERM would wait for every client to leave.
            await self._start(_database(name), order, stop_with=signal.SIGINT)
        await self._until_ready(name)
        urls = addresses(inside_of(sandbox, socket))
        return Access(app=urls["DATABASE_URL"], owner=urls["MIGRATE_URL"])

    def has_database(self, name: str) -> bool:
        return self.processes.is_running(_database(name))

    async def stop_database(self, name: str, *, drop: bool) -> None:
        await to_the_end(self.processes.stop, _database(name))
        if drop:
            await to_the_end(self.processes.forget, _database(name))
            await to_the_end(_remove, self._socket(name), self._file("databases", name))

    def reach(self, database: str) -> Mapping[str, str]:
        """DATABASE_URL and MIGRATE_URL for this host, which sees the sockets elsewhere than apps do."""
        return addresses(str(self._socket(database)))

    async def _until_ready(self, name: str) -> None:
        url = self.reach(name)["DATABASE_URL"]
        try:
            async with asyncio.timeout(UP_WITHIN):
                while not await asyncio.to_thread(_lets_in, url):
                    if not self.has_database(name):
                        raise _ended(self.processes.printed(_database(name))[-800:])
                    await asyncio.sleep(POLL)
        except TimeoutError:
            raise Retryable(f"The database {name} does not answer.") from None

    # rooms

    async def room(self, name: str, tenant: str, database: str) -> Room:
        sandbox, _ = await self._behind_walls(tenant)
        await self.leave(name)
        place = Place.make(self._file("rooms", name), sandbox)
        return Room(name, tenant, database, place.host("app"))

    async def run(
        self, room: Room, argv: Sequence[str], env: Mapping[str, str], limits: Limits = RUN_LIMITS
    ) -> Completed:
        return await run(await self._order(room, argv, env), limits, str)

    async def start(self, room: Room, argv: Sequence[str], env: Mapping[str, str]) -> Entrance:
        sandbox, _ = await self._behind_walls(room.tenant)
        port = PORT_INSIDE if sandbox.mode == "namespaces" else free_port()
        entrance = Entrance(self._doors() / _digest(room.name), port)
        order = await self._order(
            room, [part.format(port=port) for part in argv], env, Stay(door=str(entrance.door), port=port)
        )
        await self._start(room.name, order)
        return entrance

    async def leave(self, name: str) -> None:
        await to_the_end(self.processes.forget, name)
        await to_the_end(_remove, self._doors() / _digest(name), self._file("rooms", name))

    def rooms(self, prefix: str) -> Sequence[str]:
        return sorted(path.name for path in self._folder("rooms").glob(f"{prefix}*"))

    def is_running(self, name: str) -> bool:
        return self.processes.is_running(name)

    def printed(self, name: str) -> str:
        return self.processes.printed(name)

    async def _order(
        self, room: Room, argv: Sequence[str], env: Mapping[str, str], stay: Stay | None = None
    ) -> Order:
        sandbox, _ = await self._behind_walls(room.tenant)
        place = Place(self._file("rooms", room.name), sandbox)
        place.hand_over("app")
        socket = self._socket(room.database)
        mounts = [mount for mount in place.mounts() if mount.source != place.host("socket")]
        mounts.append(Mount(socket, inside_of(sandbox, socket)))
        job = Job(argv, place.inside("app"), {**place.env(), **env}, mounts, stay=stay)
        return sandbox.order(job, place.host("root"))

    # the lasting URLs

    async def publish(self, name: str, entrance: Entrance) -> str:
        upstream, kept = self._file("fronts", f"{name}.upstream"), self._file("fronts", name)
        write_private(upstream, json.dumps(asdict(entrance), default=str).encode())
        front = int(kept.read_text()) if kept.exists() else 0
        if not self.is_running(_front(name)):
            front = free_port(front)
            write_private(kept, str(front).encode())
            argv = (sys.executable, "-m", "bot.adapters.services.front", str(front), str(upstream))
            recipe = Recipe(argv, str(Path(__file__).parents[3]), {"PATH": os.defpath})
            await to_the_end(self.processes.start, _front(name), recipe)
        await self._until_answers(name, front)
        return f"http://localhost:{front}"

    async def unpublish(self, name: str) -> None:
        self._file("fronts", f"{name}.upstream").unlink(missing_ok=True)
        await to_the_end(self.processes.forget, _front(name))

    def is_published(self, name: str) -> bool:
        return self.is_running(_front(name))

    async def _until_answers(self, name: str, port: int) -> None:
        try:
            async with asyncio.timeout(UP_WITHIN):
                while not await asyncio.to_thread(answers, port):
                    if not self.is_running(_front(name)):
                        raise Retryable(f"The front of {name} ended: {self.printed(_front(name))[-500:]}")
                    await asyncio.sleep(POLL)
        except TimeoutError:
            raise Retryable(f"The front of {name} does not answer on port {port}.") from None

    # all of them

    async def _behind_walls(self, tenant: str) -> tuple[Sandbox, Postgres]:
        workbench = await self._workbench.made()
        sandbox = workbench.sandbox_for(tenant)
        postgres = workbench.postgres(sandbox)
        if postgres is None:
            raise UserError(
                "There is no PostgreSQL on this machine.", "`drystone doctor` says how to get one."
            )
        return sandbox, postgres

    async def _start(self, name: str, order: Order, stop_with: int = signal.SIGTERM) -> None:
        recipe = Recipe(LAUNCH, "/", stdin=order.told(0), stop_with=stop_with)
        await to_the_end(self.processes.start, name, recipe)

    def _socket(self, database: str) -> Path:
        return self._doors() / f"{_digest(database)}.pg"

    def _doors(self) -> Path:
        folder = socket_folder(self._root / "doors", len(f"01234567.pg/{LONGEST_NAME}"))
        folder.chmod(0o711)  # those inside let in whom they are for
        return folder

    def _folder(self, kind: str) -> Path:
        folder = self._root / kind
        folder.mkdir(parents=True, exist_ok=True, mode=0o711 if kind in ENTERED else 0o700)
        return folder

    def _file(self, kind: str, name: str) -> Path:
        return self._folder(kind) / name


def _lets_in(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _ended(printed: str) -> Exception:
    """One that was killed is still being buried: a moment later nothing is in the way."""
    if "postmaster.pid" in printed:
        return Retryable(f"PostgreSQL waits for an earlier one to be gone: {printed}")
    return UserError(f"PostgreSQL ended while starting: {printed}", "`drystone doctor` says more.")


def _remove(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _front(name: str) -> str:
    return f"front-{name}"


def _database(name: str) -> str:
    return f"database-{name}"


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
