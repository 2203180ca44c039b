"""The entities of a plan as tables: from their fields, or from the given SQL that they describe."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import Bounds, Column, Entity, Index, Reference
from bot.core.plan.bounds import bounds_of, is_told
from bot.core.plan.columns import columns_of, label_of, means_user
from bot.core.plan.model import Entity as PlanEntity
from bot.core.plan.model import EntityField, Plan
from bot.core.plan.model import Index as PlanIndex
from bot.core.plan.names import Names
from bot.core.plan.sql import SqlColumn, SqlTable
from bot.errors import UserError

# PostgreSQL cuts longer names, and two that begin alike would be one.
_LONGEST_NAME: Final = 63


def build(names: Names, entity: PlanEntity, domain: str, plan: Plan) -> Entity:
    """The table of one entity."""
    bare = Entity(
        name=names.types[entity.name],
        const=names.consts[entity.name],
        table=names.tables[entity.name],
        domain=domain,
        phrase=naming.phrase(entity.name),
        plural=naming.plural(naming.phrase(entity.name)),
        columns=(),
    )
    if plan.database.source == "sql":
        return _from_sql(names, bare, entity)
    columns = columns_of(entity, names)
    indexes = _indexes(bare, columns, names.indexes.get(entity.name, ()))
    together = tuple(index.columns for index in indexes if index.unique)
    return replace(bare, columns=_varied(columns, together), indexes=indexes, together=together)


def _varied(columns: Iterable[Column], together: Iterable[tuple[str, ...]]) -> tuple[Column, ...]:
    """With a mark on what no two rows may agree in, alone or together."""
    named = {name for names in together for name in names}
    return tuple(
        replace(c, varied=c.unique or c.sql in named or (c.primary and not c.default)) for c in columns
    )


def _indexes(entity: Entity, columns: Iterable[Column], given: Iterable[PlanIndex]) -> tuple[Index, ...]:
    single = [_index(entity, (c.sql,), is_unique=False) for c in columns if c.index and not c.unique]
    sql_names = {column.key: column.sql for column in columns}
    listed = []
    for one in given:
        wanted = tuple(sql_names.get(naming.key(name), naming.snake(name)) for name in one.columns)
        listed.append(_index(entity, wanted, is_unique=one.unique))
    by_columns = {(index.columns, index.unique): index for index in [*listed, *single]}
    return tuple(by_columns[key] for key in sorted(by_columns))


def _index(entity: Entity, columns: tuple[str, ...], *, is_unique: bool) -> Index:
    name = f"{entity.table}_{'_'.join(columns)}_{'key' if is_unique else 'idx'}"
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return Index(name, columns, is_unique)


def _from_sql(names: Names, bare: Entity, entity: PlanEntity) -> Entity:
    table = names.given.table(entity.name)
    if table is None:
        raise UserError(
            f"`database.sql` creates no table for the entity `{entity.name}`.",
            f"Add `create table {naming.snake(bare.plural)} (…)`, or set `database.source: fromEntities`.",
        )
    fields = {naming.flat(one.name): one for one in entity.fields}
    owner = _sql_owner(table, entity)
    known = [column for column in table.columns.values() if _known(names, column)]
    columns = [_sql_column(names, column, fields, owner) for column in known]
    found = {naming.flat(column.name) for column in known}
    missing = [one.name for flat, one in fields.items() if flat not in found]
    if missing:
        raise UserError(
            f"`database.sql` gives the table of `{entity.name}` no column for {', '.join(missing)}.",
            "The SQL decides the columns: add it there, or take the field out.",
        )
    if not any(column.primary for column in columns):
        raise UserError(f"The table of `{entity.name}` has no primary key of one column.", "Give it an `id`.")
    opaque = not all(is_told(check) for check in table.checks)
    together = tuple(table.uniques)
    return replace(
        bare, table=table.name, columns=_varied(columns, together), together=together, opaque=opaque
    )


def _sql_owner(table: SqlTable, entity: PlanEntity) -> str:
    by_policy = [policy.owner for policy in table.policies if policy.owner in table.columns]
    by_flat = {naming.flat(name): name for name in table.columns}
    by_field = [by_flat.get(naming.flat(one.name)) for one in entity.fields if means_user(one)]
    return next((name for name in [*by_policy, *by_field] if name), "")


def _known(names: Names, column: SqlColumn) -> bool:
    if column.kind or column.enum in names.given.enums:
        return True
    names.notes.append(
        f"The column `{column.name}` has the type `{column.sql_type}`, which the app leaves to the database."
    )
    return False


def _sql_column(names: Names, column: SqlColumn, fields: dict[str, EntityField], owner: str) -> Column:
    one = fields.get(naming.flat(column.name))
    name = one.name if one else column.name
    reference = _sql_reference(names, column)
    return Column(
        key=naming.key(name),
        sql=column.name,
        label=label_of(name, is_reference=reference is not None),
        kind=column.kind or "enum",
        nullable=column.nullable,
        unique=column.unique,
        primary=column.primary,
        owner=column.name == owner,
        default=column.default,
        check=column.check,
        enum=names.enums.get(column.enum),
        reference=reference,
        precision=column.precision,
        scale=column.scale,
        bounds=_sql_bounds(column),
        opaque=bool(column.check) and not is_told(column.check),
        sql_type=column.sql_type,
    )


def _sql_bounds(column: SqlColumn) -> Bounds:
    """What the check says, and the length in the type: `varchar(80)`."""
    bounds = bounds_of(column.check, column.name)
    length = re.search(r"char\w*\((\d+)\)", column.sql_type)
    if length is None:
        return bounds
    return replace(bounds, longest=min(int(length[1]), bounds.longest or int(length[1])))


def _sql_reference(names: Names, column: SqlColumn) -> Reference | None:
    if column.references is None:
        return None
    table, target = column.references
    name = names.behind.get(table.removeprefix("public."))
    return Reference(names.types[name], target, column.on_delete) if name else None
