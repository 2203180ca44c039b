"""This machine as a `Host`: deployed apps as recorded processes, each with a lasting URL and a database."""

from __future__ import annotations

import asyncio
import fcntl
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.services.ports import answers, free_port
from bot.adapters.services.postgres import Cluster
from bot.adapters.services.processes import Processes, Recipe, write_private
from bot.adapters.services.threads import to_the_end
from bot.adapters.services.users import OURSELVES, User, app_user, database_user
from bot.errors import Retryable, UserError
from bot.ports.hosting import Access, Command

OUTPUT = 64 << 10
UP_WITHIN = 15.0
POLL = 0.05


class LocalHost:
    """Keeps all in `folder`. `node` and `postgres` are where their programs are, or None."""

    def __init__(self, folder: Path, node: Path | None, postgres: Path | None) -> None:
        self.folder = folder.resolve() / "deployments"
        self._root = folder.resolve()
        self._node = node
        self.processes = Processes(self._root / "processes")
        self._cluster = (
            Cluster(self._root / "postgres", postgres, self.processes, database_user()) if postgres else None
        )

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Nobody else on this machine is inside for that name, also in other processes."""
        path = self._file("locks", name)
        with path.open("wb") as file:
            while not _lock(file.fileno()):  # noqa: ASYNC110 - the holder is another process
                await asyncio.sleep(POLL)
            yield

    def secret(self, name: str) -> str:
        """A random text of 43 characters, the same each time."""
        path = self._file("secrets", name)
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32).encode())
        return path.read_text()

    def free_port(self) -> int:
        return free_port()

    async def database(self, name: str) -> Access:
        async with self.alone("postgres"):
            return await to_the_end(self._postgres().database, name)

    async def drop_database(self, name: str) -> None:
        async with self.alone("postgres"):
            await to_the_end(self._postgres().drop, name)

    async def run(self, command: Command, seconds: float = 120) -> tuple[int, str]:
        """Run to the end as apps run: exit status and what it printed."""
        return await to_the_end(self._run, command, seconds)

    async def start(self, name: str, command: Command) -> None:
        await to_the_end(self.processes.start, name, self._recipe(command))

    async def stop(self, name: str) -> None:
        await to_the_end(self.processes.stop, name)

    def names(self, prefix: str) -> tuple[str, ...]:
        return self.processes.names(prefix)

    def is_running(self, name: str) -> bool:
        return self.processes.is_running(name)

    def printed(self, name: str) -> str:
        return self.processes.printed(name)

    async def publish(self, name: str, port: int) -> str:
        """Let the one lasting URL of that name lead to `port`, from now on."""
        upstream, kept = self._file("fronts", f"{name}.upstream"), self._file("fronts", name)
        write_private(upstream, str(port).encode())
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
        await self.stop(_front(name))

    async def _until_answers(self, name: str, port: int) -> None:
        try:
            async with asyncio.timeout(UP_WITHIN):
                while not await asyncio.to_thread(answers, port):
                    if not self.is_running(_front(name)):
                        raise Retryable(f"The front of {name} ended: {self.printed(_front(name))[-500:]}")
                    await asyncio.sleep(POLL)
        except TimeoutError:
            raise Retryable(f"The front of {name} does not answer on port {port}.") from None

    def _run(self, command: Command, seconds: float) -> tuple[int, str]:
        recipe = self._recipe(command)
        try:
            done = subprocess.run(
                recipe.argv, cwd=recipe.cwd, env=dict(recipe.env), **recipe.user.as_arguments(),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=seconds, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as ended:
            return 124, (ended.output or b"")[-OUTPUT:].decode(errors="replace")
        return done.returncode, done.stdout[-OUTPUT:].decode(errors="replace")

    def _recipe(self, command: Command) -> Recipe:
        user = self._user_for(command.cwd)
        path = os.pathsep.join(filter(None, (str(self._node.parent) if self._node else "", os.defpath)))
        env = {"PATH": path, "HOME": str(command.cwd), "LANG": "C.UTF-8", **command.env}
        return Recipe(command.argv, str(command.cwd), env, user)

    def _user_for(self, folder: Path) -> User:
        """A user of the app's own where this machine lets us, else ourselves."""
        user = app_user(folder.parent.name)
        if user == OURSELVES or self._node is None:
            return OURSELVES
        folder.parent.chmod(0o755)
        if folder.stat().st_uid != user.uid:
            user.owns(folder)
        reaches = user.can("test", "-w", str(folder)) and user.can(str(self._node), "--version")
        return user if reaches else OURSELVES

    def _postgres(self) -> Cluster:
        if self._cluster is None:
            raise UserError(
                "There is no PostgreSQL on this machine.", "`drystone doctor` says how to get one."
            )
        return self._cluster

    def _file(self, kind: str, name: str) -> Path:
        folder = self._root / kind
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / name


def _front(name: str) -> str:
    return f"front-{name}"


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
