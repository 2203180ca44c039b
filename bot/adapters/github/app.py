"""The GitHub App: `bot.ports.forge.Forge` and `Deliveries`, put together from their parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.github.budget import Limits
from bot.adapters.github.checks import Checks
from bot.adapters.github.conversations import Conversations
from bot.adapters.github.deliveries import AppDeliveries
from bot.adapters.github.hub import Hub, Options
from bot.adapters.github.places import Places
from bot.adapters.github.pulls import Pulls
from bot.adapters.github.reviews import Reviews
from bot.core.ids import Workspace
from bot.settings import Settings


class GitHubApp(Conversations, Pulls, Reviews, Checks, Places, AppDeliveries):
    """All installations of one App: each method goes to the installation that its workspace names."""

    def __init__(self, hub: Hub) -> None:
        Conversations.__init__(self, hub)  # the other parts keep nothing but the hub

    @classmethod
    @asynccontextmanager
    async def connect(cls, options: Options) -> AsyncIterator[GitHubApp]:
        """The App with its own connections, until the block ends."""
        async with Hub.connect(options) as hub:
            yield cls(hub)

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[GitHubApp]:
        """The App as it is set up. Raises `UserError` where its id or key is not."""
        async with cls.connect(options_of(settings)) as app:
            yield app

    async def bot_login(self) -> str:
        """The login that the App writes under, such as `drystone[bot]`."""
        return await self._hub.login()

    async def git_remote(self, at: Workspace) -> tuple[str, str]:
        """(URL without credentials, value of an Authorization header), good for some minutes."""
        return await self._hub.git_remote(at)

    def git_denied(self, at: Workspace) -> None:
        """What `git_remote` told was not taken: the next time it tells another."""
        self._hub.git_denied(at)


def options_of(settings: Settings) -> Options:
    """The settings that are about GitHub."""
    return Options(
        app_id=settings.github_app_id,
        private_key=settings.private_key,
        api_url=settings.github_api_url,
        server_url=settings.github_url,
        limits=Limits(settings.points_per_minute, settings.contents_per_minute, settings.contents_per_hour),
        at_once=settings.requests_at_once,
        redis_url=settings.redis_url.get_secret_value(),
        annotations_per_call=settings.annotations_per_call,
    )
