"""What a database looks like: the tables, rules and policies that an app's migrations add up to.

It is kept beside the migrations, so that a changed plan becomes the migrations that lead there from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from bot.core.base import Value
from bot.core.generate.forms import filled, form_of
from bot.core.plan import naming
from bot.core.plan.app import AppModel, Column, Entity, Index, Policy


class ReferenceState(Value):
    """What a foreign key points to, by SQL names."""

    table: str
    column: str
    on_delete: str


class ColumnState(Value):
    """One column. `type`, `default` and `check` are SQL; an enum's type is its bare name, and `is_enum` says so."""

    name: str
    type: str
    is_enum: bool = False
    nullable: bool = False
    unique: bool = False
    primary: bool = False
    default: str = ""
    check: str = ""
    reference: ReferenceState | None = None


class TableState(Value):
    """One table. Its policies are whole: as they stand once all migrations have been applied."""

    name: str
    columns: tuple[ColumnState, ...]
    indexes: tuple[Index, ...] = ()
    policies: tuple[Policy, ...] = ()

    @cached_property
    def named(self) -> Mapping[str, ColumnState]:
        """Column's name -> the column."""
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> ColumnState | None:
        return self.named.get(name)


class Schema(Value):
    """`enums`: type name -> values, in order. Tables come after those that they point to, circles aside.

    `told` are the renames that were told when this was built: they are not made again.
    """

    enums: dict[str, tuple[str, ...]]
    tables: tuple[TableState, ...]
    told: Mapping[str, str] = {}

    @cached_property
    def by_name(self) -> Mapping[str, TableState]:
        """Table's name -> the table."""
        return {table.name: table for table in self.tables}

    def as_json(self) -> bytes:
        """For people's eyes too: defaults are left out."""
        return self.model_dump_json(indent=1, exclude_defaults=True).encode() + b"\n"


def schema_of(app: AppModel) -> Schema:
    """The schema that the first migrations of an app make."""
    return Schema(
        enums={enum.sql: enum.values for enum in app.enums},
        tables=tuple(_table(entity, app) for entity in in_order(app.entities)),
    )


def in_order(entities: Sequence[Entity]) -> list[Entity]:
    """The entities, those first that others point to; circles are cut where they are met."""
    by_name = {entity.name: entity for entity in entities}
    ordered: list[Entity] = []
    seen: set[str] = set()

    # A stack of our own: chains of references may be longer than Python lets functions call each other.
    waiting = [(entity, False) for entity in reversed(entities)]
    while waiting:
        entity, has_all_before = waiting.pop()
        if has_all_before:
            ordered.append(entity)
        elif entity.name not in seen:
            seen.add(entity.name)
            waiting.append((entity, True))
            targets = [by_name[column.reference.entity] for column in entity.columns if column.reference]
            waiting += [(target, False) for target in reversed(targets)]
    return ordered


def _table(entity: Entity, app: AppModel) -> TableState:
    return TableState(
        name=entity.table,
        columns=tuple(_column(column, app) for column in entity.columns),
        indexes=entity.indexes,
        policies=tuple(in_the_end(policy) for policy in entity.policies),
    )


def _column(column: Column, app: AppModel) -> ColumnState:
    found = column.reference
    return ColumnState(
        name=column.sql,
        type=sql_type(column),
        is_enum=column.enum is not None,
        nullable=column.nullable,
        unique=column.unique,
        primary=column.primary,
        default=column.default,
        check=column.check,
        reference=ReferenceState(
            table=app.entity(found.entity).table, column=found.column, on_delete=found.on_delete
        )
        if found
        else None,
    )


def sql_type(column: Column) -> str:
    """The column's PostgreSQL type; an enum's is its bare name."""
    return filled(form_of(column).sql, column)


def in_the_end(policy: Policy) -> Policy:
    """A policy as all migrations leave it: a plan's own is tightened by the second."""
    roles, check = policy.roles, policy.check
    if policy.given and is_for_users(policy):
        roles = ("authenticated",)
    if policy.given and lacks_check(policy):
        check = policy.using
    return Policy(policy.name, policy.action, roles, policy.using, check, restrictive=policy.restrictive)


def is_for_users(policy: Policy) -> bool:
    """Whether a policy for everyone asks who they are."""
    return policy.roles == ("public",) and "auth.uid()" in policy.using + policy.check


def lacks_check(policy: Policy) -> bool:
    """Whether a policy says what may be read, and not what may be written."""
    return bool(policy.using) and not policy.check and policy.action in ("ALL", "UPDATE")


def filler(column: ColumnState, enums: dict[str, tuple[str, ...]]) -> str:
    """A value for rows that were there before a required column; empty where none can be made up."""
    if column.reference or column.unique or column.check or column.primary:
        return ""
    if column.is_enum:
        return naming.literal(enums[column.type][0]) if enums.get(column.type) else ""
    kind = column.type.partition("(")[0]
    return _FILLERS.get(kind, "")


_FILLERS: Final = {
    "varchar": "''",
    "text": "''",
    "integer": "0",
    "bigint": "0",
    "double precision": "0",
    "numeric": "0",
    "boolean": "false",
    "date": "current_date",
    "timestamptz": "now()",
    "jsonb": "'{}'",
}
