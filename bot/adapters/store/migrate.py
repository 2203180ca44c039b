"""Brings a database up to the tables of this version, by the migrations beside this file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.adapters.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as it stays the same: it names the right to migrate.
LOCK = 734_021_905


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for a connection that is in a transaction already."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def migrate(url: str) -> None:
    """All migrations that are missing, or none: one transaction. Safe from several processes at once."""
    db = Database(url)
    try:
        async with db.writing() as tx:
            if not db.is_sqlite:
                await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await tx.run_sync(lambda connection: command.upgrade(alembic_config(connection), "head"))
    finally:
        await db.close()
