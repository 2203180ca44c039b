"""Letting things go wrong on order, and seeing what was called and sent."""

from __future__ import annotations

import asyncio

from bot.localforge.faults import ApiFault, ApiFaultKind, GitFaultKind, HookFault, HookFaultKind
from bot.localforge.records import Delivery, Json
from bot.localforge.server import Api, Seen
from bot.localforge.site import Site
from bot.localforge.state import iso
from bot.localforge.verbs.base import Changing, Verbs


class FaultVerbs(Verbs):
    """Faults, the call log and the delivery log."""

    def __init__(self, site: Site, changing: Changing, api: Api) -> None:
        super().__init__(site, changing)
        self.api = api

    async def fault_hook(
        self, kind: HookFaultKind, event: str = "", count: int = 1, seconds: float = 0.0
    ) -> None:
        """Let the next webhooks meet a fate: see `HookFault` (drop, fail, double, twin, delay, reorder)."""
        self.site.hooks.faults.add(HookFault(kind, event, count, seconds))

    async def fault_api(
        self, kind: ApiFaultKind, method: str = ".*", path: str = ".*", **more: float
    ) -> None:
        """Let the next matching calls fail: see `ApiFault` (status, primary, secondary, slow, lost, late)."""
        numbers = {name: value if name == "seconds" else int(value) for name, value in more.items()}
        self.api.faults.add(ApiFault(kind, path, method, **numbers))  # type: ignore[arg-type]

    async def fault_git(self, kind: GitFaultKind, path: str = ".*", **more: int) -> None:
        """Let the next matching requests of git fail: `status` (nothing is done), or `lost` (done, unanswered)."""
        self.api.git_faults.add(ApiFault(kind, path, **more))  # type: ignore[arg-type]

    async def clear_faults(self) -> None:
        """All is well again; webhooks held back are sent."""
        self.site.hooks.release()
        self.site.hooks.faults.clear()
        self.api.faults.clear()
        self.api.git_faults.clear()

    async def release_hooks(self) -> int:
        """Send the webhooks that are held back; how many."""
        return self.site.hooks.release()

    async def set_rate_limit(self, limit: int) -> None:
        """So many calls an hour for each caller."""
        self.site.rates.limit = limit

    async def calls(self, method: str = "", path: str = "") -> list[Json]:
        """The calls made so far, oldest first, whose path has that text in it."""
        return [
            {
                "method": one.method,
                "path": one.path,
                "status": one.status,
                "login": one.login,
                "body": one.body,
            }
            for one in self.api.seen
            if method in ("", one.method) and path in one.path
        ]

    async def deliveries(self, event: str = "") -> list[Json]:
        """The delivery log, oldest first."""
        log = self.site.hooks.log.all.values()
        return [_delivery_json(one) for one in log if event in ("", one.event, f"{one.event}.{one.action}")]

    async def redeliver(self, delivery_id: int) -> None:
        """Send a delivery again."""
        self.site.hooks.redeliver(self.site.hooks.log.all[delivery_id], self.site.state.new_id())

    async def send_webhook(self, app_id: int, event: str, payload: Json) -> str:
        """Send an App any webhook, signed: one that comes too early, late or empty. Its GUID."""
        app = self.site.state.apps[app_id]
        delivery = self.site.hooks.new(app, event, payload, self.site.state.new_id())
        self.site.hooks.enqueue(delivery)
        return delivery.guid

    async def idle(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - part of the control API
        """Wait until every webhook is delivered."""
        async with asyncio.timeout(timeout):
            await self.site.hooks.idle()

    def seen_by(self, login: str) -> list[Seen]:
        """The calls of one account."""
        return [one for one in self.api.seen if one.login == login]


def _delivery_json(delivery: Delivery) -> Json:
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "event": delivery.event,
        "action": delivery.action,
        "status": delivery.status,
        "status_code": delivery.status_code,
        "redelivery": delivery.redelivery,
        "delivered_at": iso(delivery.delivered_at),
        "payload": delivery.payload,
    }
