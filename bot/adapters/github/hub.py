"""The App at GitHub: its clients, one for itself and one for each installation, and who it is."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
from gidgethub import __version__ as gidgethub_version
from redis.asyncio import Redis

from bot.adapters.github.answers import App, read
from bot.adapters.github.budget import Budget, Limits, LocalBudget
from bot.adapters.github.client import Client, Patience, Transport
from bot.adapters.github.failures import LostError, RefusedError
from bot.adapters.github.shared_budget import SharedBudget
from bot.adapters.github.tokens import AppToken, InstallationTokens
from bot.core.ids import Workspace
from bot.errors import UserError

T = TypeVar("T")
REDIS_SECONDS = 2.0
"""How long Redis may take; then each process keeps to the limits by itself."""
_REPO = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Options:
    """Where GitHub is, who the App is, and how hard it is asked."""

    app_id: str
    private_key: str = field(repr=False)
    api_url: str = "https://api.github.com"
    server_url: str = "https://github.com"
    user_agent: str = f"drystone (gidgethub {gidgethub_version})"
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    at_once: int = 50
    annotations_per_call: int = 50
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    """What a process's own limits and pauses are measured by."""
    redis_url: str = field(default="", repr=False)
    """Where processes share their limits and pauses; empty: each has its own."""


class Hub:
    """Hands out clients. Tokens, budgets and caches are shared by all that goes through one hub."""

    def __init__(self, options: Options, session: aiohttp.ClientSession, redis: Redis | None = None) -> None:
        self.options = options
        self._session = session
        self._redis = redis
        self._clients: dict[int, Client] = {}
        own = AppToken(options.app_id, options.private_key)
        self.app = self._client("app", own.authorization, own.forget)
        self._tokens = InstallationTokens(self._make_token)
        self._slug = ""

    @classmethod
    @asynccontextmanager
    async def connect(cls, options: Options) -> AsyncIterator[Hub]:
        """A hub with its own connections, until the block ends."""
        limit = aiohttp.ClientTimeout(total=60, connect=10, sock_read=30)
        connector = aiohttp.TCPConnector(limit=options.at_once)
        async with AsyncExitStack() as opened:
            redis = _redis(options.redis_url) if options.redis_url else None
            if redis is not None:
                opened.push_async_callback(redis.aclose)
            session = aiohttp.ClientSession(timeout=limit, connector=connector)
            yield cls(options, await opened.enter_async_context(session), redis)

    def at(self, at: Workspace) -> tuple[Client, str]:
        """The workspace's client and the path of its repository in the API."""
        if not _REPO.fullmatch(at.repo) or {".", ".."} & set(at.repo.split("/")):
            raise UserError(f"{at.repo[:100]!r} is no repository.", "Repositories are named `owner/name`.")
        return self.of(at.installation), f"/repos/{at.repo}"

    def of(self, installation: int) -> Client:
        """An installation's client."""
        if installation not in self._clients:

            async def authorize() -> str:
                return f"Bearer {await self._tokens.token(installation)}"

            self._clients[installation] = self._client(
                str(installation), authorize, lambda: self._tokens.forget(installation)
            )
        return self._clients[installation]

    async def login(self) -> str:
        """The login that the App writes under."""
        if not self._slug:
            self._slug = read(App, await self.app.get("/app")).slug
        return f"{self._slug}[bot]"

    async def git_remote(self, at: Workspace) -> tuple[str, str]:
        """(URL without credentials, value of an Authorization header)."""
        self.at(at)
        token = await self._tokens.token(at.installation)
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        return f"{self.options.server_url.rstrip('/')}/{at.repo}.git", f"Basic {basic}"

    def git_denied(self, at: Workspace) -> None:
        """What `git_remote` told was not taken: the next time it tells another."""
        self._tokens.forget(at.installation)

    @property
    def graphql(self) -> str:
        """GraphQL's address: beside REST, at its own place on GitHub Enterprise Server."""
        parts = urlsplit(self.options.api_url)
        on_server = parts.path.rstrip("/").endswith("/api/v3")
        return f"{parts.scheme}://{parts.netloc}{'/api/graphql' if on_server else '/graphql'}"

    async def _make_token(self, installation: int) -> object:
        path = f"/app/installations/{installation}/access_tokens"
        return await self.app.send("POST", path, is_harmless=True)

    def _client(
        self, name: str, authorize: Callable[[], Awaitable[str]], forget: Callable[[], None]
    ) -> Client:
        options = self.options
        transport = Transport(self._session, options.user_agent, options.api_url)
        return Client(transport, self._budget(name), authorize, forget, options.patience)

    def _budget(self, name: str) -> Budget:
        options = self.options
        if self._redis is None:
            return LocalBudget(options.limits, options.clock)
        return SharedBudget(self._redis, f"{options.app_id}:{name}", options.limits)


def _redis(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


async def make_once(find: Callable[[], Awaitable[T | None]], make: Callable[[], Awaitable[T]]) -> T:
    """What is there, or is made; after a lost answer or "already exists" it is looked for again."""
    found = await find()
    if found is not None:
        return found
    try:
        return await make()
    except (LostError, RefusedError) as failed:
        if isinstance(failed, RefusedError) and failed.status not in {409, 422}:
            raise
        found = await find()
        if found is None:
            raise
        return found
