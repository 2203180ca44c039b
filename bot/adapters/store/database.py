"""SQLite or PostgreSQL: transactions that behave alike, and failures in the bot's own words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import Retryable, UserError

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
BUSY_SECONDS = 8
UNDEFINED_TABLE = "42P01"
Insert = sqlite.Insert | postgresql.Insert


def database_url(text: str) -> URL:
    """`sqlite:///file` or `postgresql://…` with the driver that the store uses."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise UserError(
            f"Reading the database URL: {error}.", "Set DATABASE_URL, see docs/settings.md."
        ) from None
    plain = url.drivername.partition("+")[0]
    if plain not in DRIVERS:
        raise UserError(
            f"{plain} is no database that Drystone knows.", "Use sqlite:/// or postgresql:// in DATABASE_URL."
        )
    return url.set(drivername=DRIVERS[plain])


class Database:
    """An engine and its dialect. Readers never wait for writers; SQLite has one writer at a time."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)
        self._reads = self.engine.execution_options(reads_only=True)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        with unreachable_is_retryable():
            async with self._reads.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Committed when left without an exception."""
        with unreachable_is_retryable():
            if not self.is_sqlite:
                async with self.engine.begin() as connection:
                    yield connection
                return
            # SQLite's own waiting is a polling sleep: inside one process a lock is fairer and faster.
            async with self._turn, self.engine.begin() as connection:
                yield connection

    async def alone(self, tx: AsyncConnection, name: str) -> None:
        """Nobody else is past this for that name until the transaction ends; SQLite has one writer anyway."""
        if tx.dialect.name == "postgresql":
            await tx.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))

    def insert(self, table: Table) -> Insert:
        """An INSERT that knows `on_conflict_…`."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def close(self) -> None:
        await self.engine.dispose()


@contextmanager
def unreachable_is_retryable() -> Iterator[None]:
    """The database is away, locked or restarting: `Retryable`. Its tables are missing: `UserError`."""
    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig)
        if "no such table" in cause or getattr(error.orig, "sqlstate", "") == UNDEFINED_TABLE:
            raise UserError(
                "The database has no tables of this version yet.", "Run `drystone migrate`."
            ) from error
        if "file is not a database" in cause:
            raise UserError(
                "The database's file is not one of SQLite's.", "Point DATABASE_URL at another."
            ) from error
        gone = isinstance(error, (OperationalError, InterfaceError, InternalError))
        if gone or error.connection_invalidated:
            raise Retryable(f"Using the database: {cause}") from error
        raise
    except (PoolTimeout, OSError, TimeoutError) as error:
        raise Retryable(f"Reaching the database: {error or type(error).__name__}") from error


def _postgresql_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS, "command_timeout": 60},
    )


def _sqlite_engine(url: URL) -> AsyncEngine:
    if url.database and url.database != ":memory:":
        Path(url.database).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, pool_timeout=BUSY_SECONDS, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 DBAPI connections have no common type
    # The driver must not begin transactions by itself: `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # A delivery that was acknowledged survives a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails when another process writes; this one waits.
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
