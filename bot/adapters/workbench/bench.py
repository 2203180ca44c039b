"""One bench: a commit's files in a folder, and commands, a database and kept outputs beside them."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.workbench.files import copy_tree, without_links
from bot.adapters.workbench.keeping import Keeping
from bot.adapters.workbench.place import Place
from bot.adapters.workbench.postgres import Postgres, Server, addresses
from bot.adapters.workbench.process import Redact, run
from bot.adapters.workbench.sandbox import Job, Overlay, own
from bot.errors import UserError
from bot.ports.workbench import Completed, Limits

MIGRATE = ("node", "scripts/migrate.mjs", "--local", "--seed")
PORT_INSIDE = "3000"
USUAL = Limits()
NO_POSTGRES = "There is no PostgreSQL on this machine."
NO_CHROMIUM = "There is no Chromium on this machine."
GET_IT = "Run scripts/setup, which fetches it."


@dataclass
class SandboxedBench:
    """A `Bench` behind a sandbox. Commands of one bench run one after the other."""

    place: Place
    keeping: Keeping
    postgres: Postgres | None
    chromium: Path | None
    redact: Redact
    modules: Path | None = None
    _server: Server | None = None
    _addresses: Mapping[str, str] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def path(self) -> Path:
        return self.place.host("app")

    @property
    def inside(self) -> str:
        return self.place.inside("app")

    async def run(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, limits: Limits = USUAL
    ) -> Completed:
        job = Job(
            tuple(argv),
            self.inside,
            {**self.place.env(), **(env or {})},
            self.place.mounts(),
            self._overlays(),
        )
        async with self._turn:
            order = self.place.sandbox.order(job, self.place.host("root"))
            return await run(order, limits, self.redact, self.place.folder)

    def _overlays(self) -> list[Overlay]:
        if self.modules is None or self.place.sandbox.mode != "namespaces":
            return []
        made = []
        for number, folder in enumerate(modules_in(self.modules)):
            upper, work = (self.place.host(name) / str(number) for name in ("upper", "work"))
            for each in (upper, work):
                if not each.exists():
                    each.mkdir()
                    own(each, self.place.sandbox.uid)
            made.append(Overlay(self.modules / folder, upper, work, f"{self.inside}/{folder}"))
        return made

    async def add_modules(self, modules: Path) -> None:
        """Make the installed dependencies seen, in a way that leaves them unchanged."""
        self.modules = modules
        for folder in modules_in(modules):
            target = self.path / folder
            target.mkdir(parents=True, exist_ok=True)
            if self.place.sandbox.mode != "namespaces":
                await copy_tree(modules / folder, target)
        self.place.hand_over("app")

    async def database(self) -> Mapping[str, str]:
        if self._server is None:
            if self.postgres is None:
                raise UserError(
                    "There is no PostgreSQL on this machine.", "Run scripts/setup, which fetches it."
                )
            self._server = await self.postgres.start(self.place)
            await self._migrate()
        return addresses(self.place.inside("socket"))

    async def _migrate(self) -> None:
        if not (self.path / MIGRATE[1]).is_file():
            return
        done = await self.run(MIGRATE, env=addresses(self.place.inside("socket")))
        if not done.ok:
            raise UserError(
                f"The migrations do not apply:\n{done.output.strip()[-2000:]}", "Correct the SQL."
            )

    async def browser(self) -> Mapping[str, str]:
        if self.chromium is None:
            raise UserError(NO_CHROMIUM, GET_IT)
        walled = self.place.sandbox.mode == "namespaces"
        return {
            "CHROMIUM_PATH": self._browser_inside(),
            "PORT": PORT_INSIDE if walled else str(_free_port()),
            "AUTH_DEV_SECRET": secrets.token_urlsafe(32),
        }

    def _browser_inside(self) -> str:
        """A script that starts the browser without its own sandbox, which has no place inside this one."""
        if not self.place.sandbox.isolates and os.getuid() != 0:
            return str(self.chromium)
        script = self.place.host("kit") / "chromium"
        script.write_text(f'#!/bin/sh\nexec {self.chromium} --no-sandbox --disable-dev-shm-usage "$@"\n')
        script.chmod(0o755)
        return f"{self.place.inside('kit')}/chromium"

    def secret(self, name: str) -> str:
        return self.keeping.secret(name)

    async def output_of(self, gate: str) -> bool:
        brought = await self.keeping.bring(gate, self.path)
        if brought:
            self.place.hand_over("app")
        return brought

    async def keep(self, gate: str, *paths: str) -> None:
        await self.keeping.keep(gate, {path: without_links(self.path, path) for path in paths})

    @asynccontextmanager
    async def cached(self, name: str, path: str) -> AsyncIterator[None]:
        self.keeping.take_cache(name, without_links(self.path, path))
        self.place.hand_over("app")
        yield
        self.keeping.give_cache(name, without_links(self.path, path))

    async def close(self) -> None:
        """End the database; the folder goes with the workbench that made it."""
        if self._server is not None:
            await self._server.stop()


def modules_in(folder: Path) -> list[str]:
    """The `node_modules` folders of an install, one for each package of the app that has its own."""
    found = [
        p.relative_to(folder) for p in folder.glob("**/node_modules") if p.is_dir() and not p.is_symlink()
    ]
    return sorted(str(p) for p in found if "node_modules" not in p.parts[:-1])


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
