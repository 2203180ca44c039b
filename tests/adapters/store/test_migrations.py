"""A database that was migrated from nothing has the tables that the code uses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from bot.adapters.store.database import Database
from bot.adapters.store.migrate import migrate
from bot.adapters.store.schema import METADATA
from bot.adapters.store.sql import SqlStore
from bot.errors import UserError
from tests.contract.clocks import SetClock
from tests.contract.postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    return str(request.getfixturevalue("postgres_url"))


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, METADATA))


async def test_migrated_from_empty_is_what_the_code_says(url: str) -> None:
    """Alembic finds no difference between the migrations and the tables in the code."""
    await migrate(url)
    db = Database(url)
    async with db.reading() as tx:
        assert await tx.run_sync(_differences) == []
    await db.close()


async def test_migrating_again_or_at_once_does_no_harm(url: str) -> None:
    """Several processes may start together."""
    await asyncio.gather(*(migrate(url) for _ in range(3)))
    await migrate(url)


async def test_a_database_without_tables_says_what_to_do(url: str) -> None:
    """Not a traceback, and not tried for ever."""
    store = SqlStore(url, SetClock())
    with pytest.raises(UserError, match="drystone migrate"):
        await store.run("r1")
    await store.close()


@pytest.mark.parametrize("url", ["mysql://h/d", "nonsense"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    """With the variable to set."""
    with pytest.raises(UserError, match="DATABASE_URL"):
        Database(url)
