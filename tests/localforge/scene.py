"""A small world for the forge's tests: an owner, a reviewer, a guest, a repository, an App with a hook that listens."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import jwt
from aiohttp import web

from bot.localforge import LocalForge

REPO = "owner/shop"
AT = "/repos/owner/shop"


@dataclass
class Reply:
    """An answer of the API."""

    status: int
    data: Any
    headers: Mapping[str, str]


@dataclass
class Clock:
    """A clock that moves when told; it starts at the machine's time, since JWTs are made by it too."""

    moment: datetime = field(default_factory=lambda: datetime.fromtimestamp(int(time.time()), UTC))

    def __call__(self) -> datetime:
        """The time."""
        return self.moment

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**by)


@dataclass
class Hook:
    """The App's end: keeps what it gets and answers as told."""

    url: str = ""
    got: list[tuple[str, dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)
    status: int = 202
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def receive(self, request: web.Request) -> web.Response:
        """Take one webhook, once open."""
        await self.open.wait()
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((headers["x-github-event"], json.loads(body), headers, body))
        return web.Response(status=self.status)

    @property
    def names(self) -> list[str]:
        """The events that came, as `issues.opened`."""
        return [".".join(filter(None, (event, payload.get("action")))) for event, payload, _, _ in self.got]

    def payloads(self, name: str) -> list[dict[str, Any]]:
        """The payloads of one event."""
        return [got[1] for got, one in zip(self.got, self.names, strict=True) if one == name]


@dataclass
class Scene:
    """The world, and a client of the API in it."""

    forge: LocalForge
    hook: Hook
    clock: Clock
    session: aiohttp.ClientSession
    app: dict[str, Any] = field(default_factory=dict)
    installation: int = 0
    bot: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    def jwt(self, *, life: int = 540, key: str | None = None, iat: int = -30) -> str:
        """A JSON web token of the App."""
        now = int(self.clock().timestamp())
        claims = {"iss": str(self.app["id"]), "iat": now + iat, "exp": now + life}
        return jwt.encode(claims, key or self.app["pem"], algorithm="RS256")

    async def call(
        self, method: str, path: str, body: Any = None, token: str | None = None, **headers: str
    ) -> Reply:
        """Call the API: as the bot, unless another token is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        chosen = self.bot if token is None else token
        auth = {"Authorization": f"Bearer {chosen}"} if chosen else {}
        url = path if path.startswith("http") else self.forge.api_url + path
        async with self.session.request(method, url, json=body, headers={**auth, **named}) as answer:
            raw = await answer.read()
            try:
                data = json.loads(raw) if raw else None
            except ValueError:
                data = raw
            return Reply(answer.status, data, answer.headers)

    async def ok(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        """Call the API, and expect success."""
        reply = await self.call(method, path, body, token)
        assert reply.status < 300, (method, path, reply.status, reply.data)
        return reply.data

    async def new_token(self, **narrowed: Any) -> str:
        """A new installation token."""
        made = await self.ok(
            "POST", f"/app/installations/{self.installation}/access_tokens", narrowed or None, self.jwt()
        )
        return str(made["token"])

    async def pull(
        self, branch: str = "feature", text: str = "hello\n", *, draft: bool = False
    ) -> dict[str, Any]:
        """A pull request of the bot's with one new file."""
        await self.forge.push_files("owner", REPO, branch, {f"{branch}.txt": text}, "Add a file")
        body = {"title": f"Add {branch}", "head": branch, "base": "main", "draft": draft}
        made: dict[str, Any] = await self.ok("POST", AT + "/pulls", body)
        return made

    async def git(self, *args: str, token: str | None = None, cwd: Path | None = None) -> tuple[int, str]:
        """Run the real git against the forge, with a token in a header."""
        header = f"http.extraHeader=Authorization: {aiohttp.encode_basic_auth('x-access-token', token or self.bot)}"
        flags = [
            "-c",
            "user.name=drystone[bot]",
            "-c",
            "user.email=bot@example.com",
            "-c",
            "protocol.version=2",
        ]
        if token != "":
            flags += ["-c", header]
        process = await asyncio.create_subprocess_exec(
            "git",
            *flags,
            *args,
            cwd=cwd,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_CONFIG_GLOBAL": "/dev/null",
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        return process.returncode or 0, out.decode()


@asynccontextmanager
async def scene(folder: Path, *, private: bool = True) -> AsyncIterator[Scene]:
    """A world at its start: nothing but the README is in the repository."""
    hook, clock = Hook(), Clock()
    listener = web.Application(client_max_size=2**26)
    listener.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(listener)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with LocalForge.start(folder, clock=clock) as forge, aiohttp.ClientSession() as session:
        world = Scene(forge, hook, clock, session)
        await _furnish(world, private=private)
        yield world
    await runner.cleanup()


async def _furnish(world: Scene, *, private: bool) -> None:
    forge = world.forge
    for login in ("owner", "reviewer", "guest"):
        world.tokens[login] = (await forge.create_user(login))["token"]
    await forge.create_repo(REPO, {"README.md": "# Shop\n"}, private=private)
    await forge.set_permission(REPO, "reviewer", "write")
    await forge.set_permission(REPO, "guest", "read")
    world.app = await forge.register_app("Drystone", "owner", world.hook.url)
    world.installation = (await forge.install_app(world.app["id"], [REPO]))["id"]
    world.bot = await world.new_token()
