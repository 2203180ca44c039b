"""Whether the forge lets the App do anything at all in a workspace."""

from __future__ import annotations

from contextlib import suppress

from bot.app import App
from bot.core.ids import Workspace
from bot.errors import UserError


async def wait_while_shut_out(app: App, at: Workspace) -> None:
    """Raises `Retryable` while the App is suspended there: what git or the forge refused then may be done later."""
    with suppress(UserError):
        await app.forge.default_branch(at)
