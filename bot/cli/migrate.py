"""`drystone migrate`: brings the database up to this version."""

from __future__ import annotations

import asyncio

from rich.console import Console

from bot.adapters.store.migrate import migrate as migrate_database
from bot.settings import read_settings


def migrate() -> None:
    """Create or change the tables that this version needs. Run it before the new version starts."""
    asyncio.run(migrate_database(read_settings().database))
    Console().print("The database is up to date.")
