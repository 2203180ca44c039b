"""All pages on one application."""

from __future__ import annotations

from aiohttp import web

from bot.localforge.verbs.base import Verbs


class Pages:
    """Serves the pages."""

    def __init__(self, forge: Verbs) -> None:
        self.forge = forge

    def add_to(self, app: web.Application) -> None:
        """Put the routes on an application."""
