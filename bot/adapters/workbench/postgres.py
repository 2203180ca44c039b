"""A bench's own PostgreSQL: a cluster copied from a prepared one, on a unix socket, in a sandbox of its own.

A plan's SQL is code. It runs as an owner without superuser rights and without leave to start programs or
read the server's files; nobody can log in as the superuser at all.
"""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.workbench.files import copy_tree, locked, put_in_place, remove_tree
from bot.adapters.workbench.place import Place
from bot.adapters.workbench.process import Order, Running, Stay, run, start
from bot.adapters.workbench.sandbox import NOBODY, Job, Mount, Sandbox, own
from bot.errors import UserError
from bot.ports.workbench import Limits

READY = b"database system is ready to accept connections"
START_SECONDS = 30
LONGEST_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 90
PREPARED = 3
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 100
max_wal_size = 256MB
jit = off
"""
LASTING = ("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
DATA, SOCKET = "/pg", "/run/pg"
LOGINS = "local all postgres reject\nlocal all all scram-sha-256\n"
# One statement a line: the server reads it in single-user mode.
ROLES = """
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit nobypassrls password 'authenticator';
create role app_owner login nosuperuser nocreaterole nocreatedb bypassrls password 'app_owner';
grant anon, authenticated, service_role to app_owner with admin option;
create database app owner app_owner;
"""


@dataclass(frozen=True)
class Server:
    """A running cluster of one bench."""

    running: Running
    draining: asyncio.Task[None]

    async def stop(self) -> None:
        self.draining.cancel()
        await asyncio.gather(self.draining, return_exceptions=True)
        await self.running.stop()


def addresses(socket: str) -> Mapping[str, str]:
    """DATABASE_URL of the app's own role, MIGRATE_URL of the tables' owner."""
    return {
        "DATABASE_URL": f"postgres://authenticator:authenticator@/app?host={socket}",
        "MIGRATE_URL": f"postgres://app_owner:app_owner@/app?host={socket}",
    }


def inside_of(sandbox: Sandbox, socket: Path) -> str:
    """The folder of a server's socket as commands see it."""
    return SOCKET if sandbox.mode == "namespaces" else str(socket)


@dataclass(frozen=True)
class Postgres:
    """Clusters of one version of the server. `folder` keeps the prepared one; `bins` holds its programs."""

    folder: Path
    bins: Path
    version: str
    sandbox: Sandbox

    async def start(self, place: Place) -> Server:
        """Start a fresh cluster for a bench, listening in its socket folder."""
        socket = place.inside("socket")
        if len(socket) > LONGEST_SOCKET:
            raise UserError(
                f"The path of a socket in {socket} is too long.", "Set DRYSTONE_CACHE to a shorter one."
            )
        data = place.folder / "pg"
        await self.make(data)
        running = await start(self.order(data, place.host("socket"), place.host("root")))
        await self._until_ready(running)
        return Server(running, asyncio.create_task(_drain(running)))

    async def make(self, data: Path) -> None:
        """A fresh cluster in a folder of its own."""
        made = data.with_name(f".new-{uuid.uuid4().hex[:8]}")
        made.mkdir(mode=0o700)
        await copy_tree(await self._prepared(), made)
        own(made, _not_root(self.sandbox).uid)
        put_in_place(made, data)

    def order(self, data: Path, socket: Path, root: Path, stay: Stay | None = None) -> Order:
        """The server of a cluster, listening in the folder `socket`; one that stays keeps its rows over a power cut."""
        sandbox = _not_root(self.sandbox)
        own(socket, sandbox.uid)
        door, cwd = inside_of(sandbox, socket), DATA if sandbox.mode == "namespaces" else str(data)
        mounts = [Mount(data, DATA, writable=True), Mount(socket, SOCKET, writable=True)]
        argv = [str(self.bins / "postgres"), "-D", cwd, "-k", door, *(LASTING if stay else ())]
        job = Job(argv, cwd, {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, mounts, stay=stay)
        return sandbox.order(job, root)

    async def _until_ready(self, running: Running) -> None:
        seen = b""
        try:
            async with asyncio.timeout(START_SECONDS):
                while READY not in seen:
                    chunk = await running.stream.read(4096)
                    if not chunk:
                        raise _broken("start", seen)
                    seen += chunk
        except BaseException:
            await running.stop()
            raise

    async def _prepared(self) -> Path:
        target = self.folder / f"{self.version}-{PREPARED}"
        async with locked(self.folder / "hold"):
            if not target.is_dir():
                await self._prepare(target)
        return target

    async def _prepare(self, target: Path) -> None:
        # initdb wants its user to have a name; outside of namespaces only `nobody` surely has one.
        sandbox = _not_root(self.sandbox)
        sandbox = replace(sandbox, uid=NOBODY) if sandbox.mode == "uid" else sandbox
        made = self.folder / f".new-{uuid.uuid4().hex[:8]}"
        for name in ("data", "root"):
            (made / name).mkdir(parents=True)
        own(made, sandbox.uid)
        walled = sandbox.mode == "namespaces"
        data = "/pg/data" if walled else str(made / "data")
        env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": data}
        job = Job([], "/pg" if walled else str(made), env, [Mount(made, "/pg", writable=True)])
        locale = "C.UTF-8" if sys.platform == "linux" else "C"
        options = ["-U", "postgres", "--auth=reject", "--encoding=UTF8", f"--locale={locale}", "--no-sync"]
        initdb = [str(self.bins / "initdb"), "-D", data, *options]
        single = [str(self.bins / "postgres"), "--single", "-D", data, "postgres"]
        try:
            await self._step(sandbox.order(replace(job, argv=initdb), made / "root"))
            await self._step(sandbox.order(replace(job, argv=single, stdin=ROLES), made / "root"))
            with (made / "data" / "postgresql.conf").open("a") as config:
                config.write(SETTINGS)
            (made / "data" / "pg_hba.conf").write_text(LOGINS)
            put_in_place(made / "data", target)
        finally:
            await remove_tree(made)

    async def _step(self, order: Order) -> None:
        done = await run(order, Limits(seconds=60), str)
        if not done.ok or "ERROR:" in done.output:
            raise _broken("prepare its cluster", done.output.encode())


def _not_root(sandbox: Sandbox) -> Sandbox:
    """PostgreSQL refuses to run as root, also where nothing else keeps root away."""
    is_root = sandbox.mode == "plain" and os.getuid() == 0
    return replace(sandbox, mode="uid", uid=NOBODY) if is_root else sandbox


async def _drain(running: Running) -> None:
    while await running.stream.read(1 << 16):
        pass


def _broken(doing: str, output: bytes) -> UserError:
    tail = "\n".join(output.decode(errors="replace").strip().splitlines()[-8:])
    return UserError(f"PostgreSQL could not {doing}:\n{tail}", "Run `drystone doctor`.")
