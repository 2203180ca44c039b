"""The App's own view: its installations, and which deliveries did not arrive."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.adapters.github.answers import DeliveryEntry, InstallationEntry, Repository, read
from bot.adapters.github.client import safe
from bot.adapters.github.hub import Hub
from bot.core.ids import Workspace
from bot.errors import UserError

log = structlog.get_logger(__name__)


class AppDeliveries:
    """What GitHub tells an App about itself."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def failed_deliveries(self, since: float) -> Sequence[tuple[int, str]]:
        """(id, GUID) of deliveries whose every attempt since then failed, oldest first; the newest attempt's id."""
        newest: dict[str, int] = {}
        done: set[str] = set()
        async for one in self._hub.app.all("/app/hook/deliveries"):
            entry = read(DeliveryEntry, one)
            if entry.delivered_at.timestamp() < since:
                break
            newest.setdefault(entry.guid, entry.id)
            if entry.is_done:
                done.add(entry.guid)
        return [(number, guid) for guid, number in reversed(newest.items()) if guid not in done]

    async def redeliver(self, delivery: int) -> None:
        """Ask GitHub to send a delivery again."""
        await self._hub.app.send("POST", f"/app/hook/deliveries/{delivery}/attempts")

    async def installations(self) -> Sequence[Workspace]:
        """All repositories of all installations; of those that are suspended, none."""
        found = []
        async for one in self._hub.app.all("/app/installations"):
            entry = read(InstallationEntry, one)
            if entry.suspended_at is None:
                found += await self._repositories(entry.id)
        return found

    async def workspace(self, repo: str) -> Workspace | None:
        """The workspace of `owner/name`, None where the App is not installed there."""
        found = await self._hub.app.get(f"/repos/{safe(repo, '/')}/installation")
        return Workspace(installation=read(InstallationEntry, found).id, repo=repo) if found else None

    async def _repositories(self, installation: int) -> list[Workspace]:
        try:
            listed = self._hub.of(installation).all("/installation/repositories", "repositories")
            return [
                Workspace(installation=installation, repo=read(Repository, one).full_name)
                async for one in listed
            ]
        except UserError as error:
            log.warning("an installation is left out", installation=installation, why=error.message)
            return []
