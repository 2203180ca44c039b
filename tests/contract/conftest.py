"""One suite, many implementations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from tests.contract.clocks import SetClock
from tests.contract.postgres import postgres_cluster, postgres_url

__all__ = ["postgres_cluster", "postgres_url"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def store(database_url: str, clock: SetClock) -> AsyncIterator[SqlStore]:
    await migrate(database_url)
    store = SqlStore(database_url, clock)
    yield store
    await store.close()
