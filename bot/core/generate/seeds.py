"""The rows that an app begins with."""

from __future__ import annotations

from bot.core.generate import samples
from bot.core.generate.ddl import quote
from bot.core.generate.schema import in_order
from bot.core.plan import access, naming
from bot.core.plan.app import AppModel, Column, Entity


def seeds(app: AppModel) -> str:
    """Rows for the tables that users do not own, so that a first visit shows something. Made once, never changed."""
    seeded: set[str] = set()
    parts = []
    for entity in in_order(app.entities):
        if not _is_seeded(entity, app, seeded):
            continue
        seeded.add(entity.name)
        wanted = app.pointed_to(entity.name)
        columns = [
            c
            for c in entity.columns
            if c.primary or samples.is_filled(c) or (c.sql in wanted and not c.reference)
        ]
        rows = (", ".join(_seed(column, n, entity, app) for column in columns) for n in range(3))
        names = ", ".join(quote(column.sql) for column in columns)
        parts.append(
            f"insert into {quote(entity.table)} ({names}) values\n"
            + ",\n".join(f"  ({row})" for row in rows)
            + "\non conflict do nothing;"
        )
    return "\n\n".join(parts) or "-- Nothing to begin with: rows come from the people who use the app."


def _is_seeded(entity: Entity, app: AppModel, seeded: set[str]) -> bool:
    """Whether an admin may make rows, valid ones are known, and what they point to is there."""
    return (
        entity.owner is None
        and entity.key.kind == "uuid"
        and not entity.key.reference
        and samples.can_be_made(entity)
        and access.may(entity, "INSERT", "admin") is True
        and all(
            c.reference is None or c.reference.entity in seeded
            for c in entity.columns
            if samples.is_filled(c)
        )
        and all(samples.is_known(c) for c in entity.columns if c.sql in app.pointed_to(entity.name))
    )


def _seed(column: Column, n: int, entity: Entity, app: AppModel) -> str:
    if column.reference:
        target = app.entity(column.reference.entity)
        pointed = next(one for one in target.columns if one.sql == column.reference.column)
        return _seed(pointed, n, target, app)
    return (
        naming.literal(samples.row_id(entity.table, n))
        if column.primary
        else samples.in_sql(column, n, entity)
    )
