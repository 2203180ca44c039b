"""A whole forge in this process: state on disk, HTTP on a port, and the verbs to play with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.localforge.control import Control
from bot.localforge.hooks import DeliveryLog, Hooks
from bot.localforge.pages.site import Pages
from bot.localforge.records import App
from bot.localforge.server import MAX_BODY, Api, Watcher
from bot.localforge.site import Clock, Site
from bot.localforge.smart_http import GitDoor
from bot.localforge.state import STATE, load_state, save_state
from bot.localforge.verbs.all import AllVerbs

SAVE_AFTER = 0.2


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


class LocalForge(AllVerbs):
    """A running forge; see the verb classes for what can be done in it.

    `async with LocalForge.start(folder) as forge:` runs one on a free port of the loopback address. The same
    folder again is the same forge again: its story is kept.
    """

    def __init__(self, folder: Path, clock: Clock = now) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / STATE
        state = load_state(self._path)
        hooks = Hooks(DeliveryLog(folder / "deliveries.jsonl"), clock, self._app)
        site = Site(folder, clock, state, hooks)
        self._lock = asyncio.Lock()
        self._saving: asyncio.TimerHandle | None = None
        api = Api(site, self._lock, self.changed)
        super().__init__(site, self._changing, api)
        self._runner: web.AppRunner | None = None

    @classmethod
    @asynccontextmanager
    async def start(
        cls, folder: Path, *, port: int = 0, host: str = "127.0.0.1", clock: Clock = now
    ) -> AsyncIterator[LocalForge]:
        """Run a forge until the block ends."""
        forge = cls(folder, clock)
        await forge.listen(host, port)
        try:
            yield forge
        finally:
            await forge.stop()

    @property
    def url(self) -> str:
        """The address of its pages and of git."""
        return self.site.url

    @property
    def api_url(self) -> str:
        """The base URL of REST."""
        return self.site.api

    @property
    def graphql_url(self) -> str:
        """The address of GraphQL."""
        return f"{self.site.url}/api/graphql"

    def git_url(self, repo: str) -> str:
        """Where to clone from and push to."""
        return f"{self.site.url}/{repo}.git"

    def git_path(self, repo: str) -> Path:
        """The bare repository's folder."""
        return self.site.git(self.site.state.repo(repo)).path

    def on_request(self, watcher: Watcher) -> None:
        """Call this with every API call from now on, after it was answered."""
        self.api.watchers.append(watcher)

    async def listen(self, host: str, port: int) -> None:
        """Serve on a port (0: a free one)."""
        app = web.Application(client_max_size=MAX_BODY)
        self.api.add_to(app)
        GitDoor(self.site, self._lock, self.changed, self.api.git_faults).add_to(app)
        Control(self).add_to(app)
        Pages(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=20.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.site.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop, and save."""
        if self._runner is not None:
            await self._runner.cleanup()
        await self.site.hooks.close()
        self.save()

    def changed(self) -> None:
        """Something changed: save soon."""
        self.version += 1
        if self._saving is None:
            self._saving = asyncio.get_running_loop().call_later(SAVE_AFTER, self.save)

    def save(self) -> None:
        """Write the snapshot now."""
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        save_state(self.site.state, self._path)

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[None]:
        async with self._lock:
            try:
                yield
            finally:
                self.changed()

    def _app(self, app_id: int) -> App:
        return self.site.state.apps[app_id]
