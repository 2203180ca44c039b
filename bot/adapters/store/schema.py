"""The tables. Documents are kept as JSON text; what is searched for has a column of its own."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite counts up by itself only in a column of the exact type INTEGER.
Counter = BigInteger().with_variant(Integer(), "sqlite")

RUNS = Table(
    "runs",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False),
    Column("workspace", String(255), nullable=False),
    Column("issue", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("id"),
    Index("ix_runs_workspace_issue_seq", "workspace", "issue", "seq"),
    Index("ix_runs_status_seq", "status", "seq"),
    sqlite_autoincrement=True,
)

RUN_BRANCHES = Table(
    "run_branches",
    METADATA,
    Column("workspace", String(255), primary_key=True),
    Column("branch", String(255), primary_key=True),
    Column("run", String(64), primary_key=True),
)

RUN_PULLS = Table(
    "run_pulls",
    METADATA,
    Column("workspace", String(255), primary_key=True),
    Column("pull", BigInteger, primary_key=True, autoincrement=False),
    Column("run", String(64), primary_key=True),
)

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("stream", String(255), nullable=False),
    Column("document", Text, nullable=False),
    Index("ix_journal_stream_seq", "stream", "seq"),
    sqlite_autoincrement=True,
)

ACTIONS = Table(
    "actions",
    METADATA,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("stream", String(255), nullable=False),
    Column("key", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=text("''")),
    Column("again_at", Float, nullable=False, server_default=text("0")),
    Column("done_at", Float),
    UniqueConstraint("stream", "key"),
    Index(
        "ix_actions_pending",
        "again_at",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("guid", String(64), primary_key=True),
    Column("event", String(64), nullable=False),
    Column("received_at", Float, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("handled_at", Float),
    Index(
        "ix_deliveries_unhandled",
        "received_at",
        sqlite_where=text("handled_at IS NULL"),
        postgresql_where=text("handled_at IS NULL"),
    ),
)

LEASES = Table(
    "leases",
    METADATA,
    Column("name", String(255), primary_key=True),
    Column("token", BigInteger, nullable=False),
    Column("owner", String(255), nullable=False),
    Column("expires_at", Float, nullable=False),
)

MEMORY = Table(
    "memory",
    METADATA,
    Column("workspace", String(255), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
