"""The flow as workers, the door and the tick see it: five verbs, each safe to call again."""

from __future__ import annotations

from bot.app import App
from bot.flow.carry_out import carry_out
from bot.flow.drain import drain
from bot.flow.handle import handle_delivery
from bot.flow.previews import show
from bot.flow.reconcile import Reconciler


class BotFlow:
    """Implements `bot.ports.flow.Flow`: after each decision, what it asks for is performed at once."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._reconciler = Reconciler(app)

    async def handle_delivery(self, guid: str) -> None:
        for stream in await handle_delivery(self.app, guid):
            await drain(self.app, stream)

    async def drain(self, run_id: str) -> None:
        await drain(self.app, run_id)

    async def carry_out(self, run_id: str, step_id: str) -> None:
        stream = await carry_out(self.app, run_id, step_id)
        if stream:
            await drain(self.app, stream)

    async def preview(self, run_id: str) -> None:
        stream = await show(self.app, run_id)
        if stream:
            await drain(self.app, stream)

    async def reconcile(self) -> None:
        await self._reconciler()
