"""The bot with everything around it on one machine: Redis, a local forge, web, worker and tick."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.adapters.services.ports import answers, free_port
from bot.adapters.services.processes import Processes, Recipe, write_private
from bot.adapters.services.redis import OwnRedis
from bot.adapters.services.scene import Registration, set_scene
from bot.adapters.services.supervisor import IsReady, Part, Say, Supervisor
from bot.adapters.services.threads import to_the_end
from bot.adapters.tools import Tools
from bot.errors import UserError
from bot.settings import Settings, as_environment, environment, variable

WEBHOOKS, HEALTH = "/webhooks/github", "/readyz"
READY_FILE, HOST_FOLDER = "dev.json", "local"
PATIENCE = 25.0
DRYSTONE = (sys.executable, "-m", "bot.cli.main")
PASSED_ON = (
    *("PATH", "HOME", "USER", "LANG", "TMPDIR", "XDG_CACHE_HOME", "NO_COLOR"),
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"),
)


@dataclass(frozen=True)
class Addresses:
    """Where everything is once it is ready: written to `dev.json` in the data folder, for scripts."""

    forge: str
    web: str
    repo: str
    pid: int


class Stack:
    """All parts as processes on record in the data folder, so that a later start ends what a kill left."""

    def __init__(
        self, settings: Settings, tools: Tools, say: Say, program: tuple[str, ...] = DRYSTONE
    ) -> None:
        self._settings = settings
        self._data = settings.data.absolute()
        self._tools = tools
        self._program = program
        self._processes = Processes(self._data / "processes")
        self._apps = Processes(self._data / HOST_FOLDER / "processes")
        self._say = say
        self.supervisor = Supervisor(self._processes, say)

    @asynccontextmanager
    async def running(self, forge_port: int) -> AsyncIterator[Addresses]:
        """Everything up and ready, deployed apps included; everything ended on the way out."""
        await to_the_end(self._processes.stop_all)
        self._data.mkdir(parents=True, exist_ok=True)
        ready = self._data / READY_FILE
        try:
            await to_the_end(self._apps.revive)
            addresses = await self._start_all(forge_port)
            write_private(ready, json.dumps(asdict(addresses)).encode())
            yield addresses
        finally:
            ready.unlink(missing_ok=True)
            await self.supervisor.end()
            await to_the_end(self._processes.stop_all)
            await to_the_end(self._apps.end_all)

    async def _start_all(self, forge_port: int) -> Addresses:
        redis_url = await to_the_end(self._redis)
        forge = await self._forge(self._port("forge", forge_port))
        port = self._port("web", self._settings.port)
        web = f"http://localhost:{port}"
        known = await set_scene(forge, f"http://127.0.0.1:{port}{WEBHOOKS}", self._data / "forge-app.json")
        env = self._environment(known, forge, port, redis_url)
        await self._migrate(env)
        for name, verb, is_ready in (
            ("web", "serve", _answers_ok(web + HEALTH)),
            ("worker", "work", _at_once),
            ("tick", "tick", _at_once),
        ):
            await self.supervisor.start(Part(name, self._recipe((*self._program, verb), env), is_ready))
        return Addresses(forge, web, known.repo, os.getpid())

    def _port(self, part: str, wanted: int) -> int:
        port = free_port(wanted)
        if wanted not in (0, port):
            self._say(part, f"port {wanted} is taken, so it is {port} this time")
        return port

    def _redis(self) -> str:
        given = self._settings.redis_url.get_secret_value()
        program = self._tools.path("redis")
        if given:
            return given
        if program is None:
            raise UserError(
                "This machine has neither Redis nor Valkey.", "`drystone doctor` says how to get one."
            )
        return OwnRedis(self._data / "redis", program, self._processes).start()

    async def _forge(self, port: int) -> str:
        async def is_ready() -> bool:
            return await asyncio.to_thread(answers, port)

        folder = str(self._data / "forge")
        argv = (sys.executable, "-m", "bot.localforge", "--port", str(port), "--folder", folder)
        await self.supervisor.start(Part("forge", self._recipe(argv, {}), is_ready))
        return f"http://127.0.0.1:{port}"

    async def _migrate(self, env: Mapping[str, str]) -> None:
        recipe = self._recipe((*self._program, "migrate"), env)
        process = await asyncio.create_subprocess_exec(
            *recipe.argv,
            env=dict(recipe.env),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise UserError(f"Migrating the database: {output.decode(errors='replace')[-2000:]}")

    def _environment(self, known: Registration, forge: str, port: int, redis_url: str) -> dict[str, str]:
        """The settings of the parts: ours, but for what the local forge and Redis decide."""
        pem = self._data / "forge-app.pem"
        write_private(pem, known.pem.encode())
        decided = {
            "data": str(self._data),
            "local": "1",
            "onboarding": "0",
            "log_format": "console",
            "port": str(port),
            "redis_url": redis_url,
            "github_app_id": str(known.app_id),
            "github_private_key_file": str(pem),
            "github_webhook_secret": known.webhook_secret,
            "github_api_url": f"{forge}/api/v3",
            "github_url": forge,
        }
        ours = as_environment(self._settings)
        ours.pop(variable("github_private_key"), None)
        return ours | {variable(name): value for name, value in decided.items()}

    @staticmethod
    def _recipe(argv: tuple[str, ...], env: Mapping[str, str]) -> Recipe:
        return Recipe(argv, str(Path.cwd()), inherited() | dict(env), patience=PATIENCE)


def inherited() -> dict[str, str]:
    """What of our environment the bot's own parts need: programs, folders, the way to registries."""
    given = environment()
    return {name: given[name] for name in PASSED_ON if name in given}


def _answers_ok(url: str) -> IsReady:
    async def is_ready() -> bool:
        try:
            async with ClientSession(timeout=ClientTimeout(total=5)) as session, session.get(url) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError):
            return False

    return is_ready


async def _at_once() -> bool:
    return True
