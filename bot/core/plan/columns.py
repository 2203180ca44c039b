"""The columns of an entity, from its fields."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import Column, Reference
from bot.core.plan.bounds import bounds_of, is_told
from bot.core.plan.model import Entity as PlanEntity
from bot.core.plan.model import EntityField
from bot.core.plan.names import Names, field_type, find_enum, find_table, type_behind
from bot.core.plan.sql import with_columns
from bot.core.plan.states import STAMPS
from bot.core.plan.types import FieldType

_FUNCTIONS: Final = {
    "now()": "now()",
    "current_timestamp": "now()",
    "current_date": "current_date",
    "gen_random_uuid()": "gen_random_uuid()",
    "uuid_generate_v4()": "gen_random_uuid()",
    "auth.uid()": "auth.uid()",
}


def columns_of(entity: PlanEntity, names: Names) -> tuple[Column, ...]:
    """The columns of an entity's table: its fields, and the key and the owner that it may leave out."""
    columns = _owned(_keyed([_from_field(names, one, entity) for one in entity.fields]), entity)
    sql_names = {column.key: column.sql for column in columns}
    return _told_apart([_checked(_with_default(column), sql_names) for column in columns])


def _from_field(names: Names, one: EntityField, entity: PlanEntity) -> Column:
    written = field_type(one.type)
    kind = type_behind(names, written)
    column = Column(
        key=naming.key(one.name),
        sql=naming.snake(one.name),
        label=label_of(one.name, is_reference=written.kind == "fk"),
        kind=kind.kind,
        nullable=one.nullable,
        unique=one.unique,
        index=one.index or written.kind == "fk",
        check=one.check or "",
        enum=find_enum(names, kind, entity.name) if kind.kind == "enum" else None,
        reference=_reference(names, written, nullable=one.nullable),
        precision=kind.precision,
        scale=kind.scale,
    )
    return replace(column, default=_default(column, one))


def label_of(name: str, *, is_reference: bool) -> str:
    """How a field is called on a form: a `tableId` that points to a table is called after the table."""
    parts = naming.words(name)
    is_key = is_reference and len(parts) > 1 and parts[-1] == "id"
    return naming.caption("_".join(parts[:-1] if is_key else parts))


def _told_apart(columns: list[Column]) -> tuple[Column, ...]:
    """With whole names as labels where two would be called the same: `category` and `categoryId`."""
    counts = Counter(column.label for column in columns)
    return tuple(
        replace(column, label=naming.caption(column.key)) if counts[column.label] > 1 else column
        for column in columns
    )


def _reference(names: Names, kind: FieldType, *, nullable: bool) -> Reference | None:
    if kind.kind != "fk":
        return None
    target = find_table(names, kind.table or "")
    if target is None:
        return None
    return Reference(
        names.types[target], naming.snake(kind.column or "id"), "set null" if nullable else "restrict"
    )


def _default(column: Column, one: EntityField) -> str:
    if one.default is None:
        return "now()" if column.key in STAMPS and column.kind == "datetime" and not column.nullable else ""
    if isinstance(one.default, bool):
        return "true" if one.default else "false"
    if isinstance(one.default, (int, float)):
        return repr(one.default)
    known = _FUNCTIONS.get(one.default.strip().lower())
    if known and column.kind not in ("string", "text", "enum"):
        return known
    return naming.literal(one.default)


def _with_default(column: Column) -> Column:
    if column.default or column.nullable:
        return column
    if column.enum and _is_state(column):
        return replace(column, default=naming.literal(column.enum.values[0]))
    return replace(column, default="false") if column.kind == "boolean" else column


def _is_state(column: Column) -> bool:
    return naming.words(column.key)[-1] in ("status", "state", "stage", "phase")


def _keyed(columns: list[Column]) -> list[Column]:
    """With the field `id` as the key, or with a key where there is none."""
    if not any(column.key == "id" for column in columns):
        return [Column("id", "id", "Id", "uuid", primary=True, default="gen_random_uuid()"), *columns]
    return [_as_key(column) if column.key == "id" else column for column in columns]


def _as_key(column: Column) -> Column:
    made = {"uuid": "gen_random_uuid()", "int": "identity", "bigint": "identity"}.get(column.kind, "")
    return replace(
        column, primary=True, nullable=False, unique=False, index=False, default=column.default or made
    )


def _owned(columns: list[Column], entity: PlanEntity) -> list[Column]:
    users = {naming.key(one.name) for one in entity.fields if means_user(one)}
    candidates = [c for c in columns if c.key in users and not c.primary]
    preferred = [c for c in candidates if c.key in ("userId", "ownerId")] or candidates
    if preferred:
        return [replace(c, owner=True, index=True) if c is preferred[0] else c for c in columns]
    if not entity.multiTenant:
        return columns
    key = naming.unique("userId", {column.key for column in columns})
    return [*columns, Column(key, naming.snake(key), "User", "uuid", owner=True, index=True)]


def means_user(one: EntityField) -> bool:
    """Whether a field holds who is signed in."""
    return bool(re.fullmatch(r"\s*fk\(\s*users?\s*\..*\)\s*", one.type))


def _checked(column: Column, sql_names: dict[str, str]) -> Column:
    if not column.check:
        return column
    check = with_columns(column.check, sql_names)
    return replace(column, check=check, bounds=bounds_of(check, column.sql), opaque=not is_told(check))
