"""Runs, journal, actions, deliveries, leases and memory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _runs()
    _journal_and_actions()
    _deliveries()
    _leases_and_memory()


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("seq", COUNTER, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("issue", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.UniqueConstraint("id", name="uq_runs_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_workspace_issue_seq", "runs", ["workspace", "issue", "seq"])
    op.create_index("ix_runs_status_seq", "runs", ["status", "seq"])
    op.create_table(
        "run_branches",
        sa.Column("workspace", sa.String(255), primary_key=True),
        sa.Column("branch", sa.String(255), primary_key=True),
        sa.Column("run", sa.String(64), primary_key=True),
    )
    op.create_table(
        "run_pulls",
        sa.Column("workspace", sa.String(255), primary_key=True),
        sa.Column("pull", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("run", sa.String(64), primary_key=True),
    )


def _journal_and_actions() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", COUNTER, primary_key=True, autoincrement=True),
        sa.Column("stream", sa.String(255), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_stream_seq", "journal", ["stream", "seq"])
    op.create_table(
        "actions",
        sa.Column("seq", COUNTER, primary_key=True, autoincrement=True),
        sa.Column("stream", sa.String(255), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("error", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("again_at", sa.Float, nullable=False, server_default=sa.text("0")),
        sa.Column("done_at", sa.Float),
        sa.UniqueConstraint("stream", "key", name="uq_actions_stream_key"),
        sqlite_autoincrement=True,
    )
    undone = sa.text("done_at IS NULL")
    op.create_index(
        "ix_actions_pending", "actions", ["again_at"], sqlite_where=undone, postgresql_where=undone
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("guid", sa.String(64), primary_key=True),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("handled_at", sa.Float),
    )
    open_ones = sa.text("handled_at IS NULL")
    op.create_index(
        "ix_deliveries_unhandled",
        "deliveries",
        ["received_at"],
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    if op.get_bind().dialect.name == "postgresql":
        # Payloads come compressed: PostgreSQL need not try again.
        op.execute("ALTER TABLE deliveries ALTER COLUMN payload SET STORAGE EXTERNAL")


def _leases_and_memory() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(255), primary_key=True),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "memory",
        sa.Column("workspace", sa.String(255), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
