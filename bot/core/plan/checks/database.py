"""The database: given SQL that agrees with the entities, policies and indexes on what is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.core.plan import naming
from bot.core.plan.checks.base import SIGNED_IN, Check, EntityAt, Finding, View
from bot.core.plan.checks.conditions import columns_named
from bot.core.plan.checks.examples import SQL, database
from bot.core.plan.explain import nearest
from bot.core.plan.sql import SqlColumn

_SQL: Final = ("database", "sql")
_ALIKE: Final = {"string": "text", "text": "text", "int": "number", "bigint": "number", "decimal": "decimal"}


def _missing(view: View) -> Iterator[Finding]:
    given = view.plan.database
    if given.source == "sql" and not (given.sql or "").strip():
        message = "`source: sql` takes the tables from `sql`, which is not there."
        yield Finding(
            ("database", "source"),
            message,
            "sql",
            "`sql` with statements, or `source: fromEntities`",
            "fromEntities",
        )


def _unused(view: View) -> Iterator[Finding]:
    if view.plan.database.source == "fromEntities" and view.plan.database.sql is not None:
        message = "This SQL has no effect: with `source: fromEntities` tables come from the entities."
        yield Finding(_SQL, message, suggestion="source: sql", at_key=True)


def _syntax(view: View) -> Iterator[Finding]:
    if view.sql_fault is not None:
        yield Finding(_SQL, view.sql_fault.message, allowed="statements that PostgreSQL 15 takes")


def _tables(view: View) -> Iterator[Finding]:
    for at in _in_sql(view):
        if view.sql_table(at.entity.name) is None:
            known = [table.name for table in view.sql.tables.values() if table.columns]
            message = f"`database.sql` creates no table for the entity `{at.entity.name}`."
            near = nearest(at.entity.name, known)
            yield Finding((*at.path, "name"), message, at.entity.name, ", ".join(known), near)


def _columns(view: View) -> Iterator[Finding]:
    for at in _in_sql(view):
        table = view.sql_table(at.entity.name)
        known = {naming.flat(name) for name in table.columns} if table else set()
        for index, field in enumerate(at.entity.fields):
            if table is not None and naming.flat(field.name) not in known:
                message = (
                    f"`database.sql` gives the table `{table.name}` no column for the field `{field.name}`."
                )
                near = nearest(field.name, table.columns)
                path = (*at.path, "fields", index, "name")
                yield Finding(path, message, field.name, ", ".join(table.columns), near)


def _unknown_types(view: View) -> Iterator[Finding]:
    for at in view.fields:
        table = view.sql_table(at.owner.entity.name) if view.plan.database.source == "sql" else None
        columns = {naming.snake(name): column for name, column in table.columns.items()} if table else {}
        column = columns.get(naming.snake(at.field.name))
        if column is not None and column.kind is None and column.enum not in view.sql.enums:
            message = (
                f"The column of `{at.field.name}` has the type `{column.sql_type}`, which no field can have."
            )
            yield Finding((*at.path, "name"), message, column.sql_type, "a type that plans have")


def _keys(view: View) -> Iterator[Finding]:
    for at in _in_sql(view):
        table = view.sql_table(at.entity.name)
        if table is not None and not any(column.primary for column in table.columns.values()):
            message = f"The table `{table.name}` has no primary key of one column."
            yield Finding((*at.path, "name"), message, table.name, "a column such as `id uuid primary key`")


def _types(view: View) -> Iterator[Finding]:
    for at in view.fields:
        table = view.sql_table(at.owner.entity.name) if view.plan.database.source == "sql" else None
        if table is None or at.type is None:
            continue
        columns = {naming.flat(name): column for name, column in table.columns.items()}
        column = columns.get(naming.flat(at.field.name))
        if column is not None and column.kind is not None and not _is_alike(at.type.kind, column):
            message = f"The field is `{at.type}`, its column `{column.sql_type}`: the SQL decides."
            yield Finding((*at.path, "type"), message, str(at.type), column.sql_type)


def _is_alike(kind: str, column: SqlColumn) -> bool:
    if kind in ("enum", "fk"):
        return kind == "fk" or bool(column.enum)
    return _ALIKE.get(kind, kind) == _ALIKE.get(column.kind or "", column.kind)


def _tenancy(view: View) -> Iterator[Finding]:
    for at in _in_sql(view):
        table = view.sql_table(at.entity.name)
        if table is not None and at.entity.multiTenant and not table.rls:
            said = "says" if "multiTenant" in at.entity.model_fields_set else "leaves"
            message = (
                f"The plan {said} `{at.entity.name}` multi-tenant, and `database.sql` guards its table "
                f"with no "
                "row-level security: the SQL decides, and all users share its rows."
            )
            yield Finding((*at.path, "name"), message, allowed="`multiTenant: false`, or a policy in the SQL")


def _in_sql(view: View) -> Iterator[EntityAt]:
    if view.plan.database.source == "sql" and view.sql_fault is None and view.plan.database.sql:
        yield from view.entities


def _policy_entities(view: View) -> Iterator[Finding]:
    for index, policy in enumerate(view.plan.database.policies):
        if view.entity(policy.entity) is None:
            known = [at.entity.name for at in view.entities]
            message = f"The policy `{policy.policy}` is for an entity that is not there."
            path = ("database", "policies", index, "entity")
            yield Finding(path, message, policy.entity, ", ".join(known), nearest(policy.entity, known))


def _policy_conditions(view: View) -> Iterator[Finding]:
    for index, policy in enumerate(view.plan.database.policies):
        path = ("database", "policies", index, "using")
        named = columns_named(policy.using)
        target = view.entity(policy.entity)
        if isinstance(named, str):
            message = f"`using` is no condition in SQL: {named}"
            yield Finding(path, message, policy.using, "such as user_id = auth.uid()")
        elif target is not None:
            known = {**view.columns(target.entity), **_sql_columns(view, target)}
            for name in named:
                if naming.snake(name) not in known:
                    message = f"`using` names `{name}`, which is no column of `{target.entity.name}`."
                    yield Finding(path, message, name, ", ".join(known), nearest(name, known))


def _sql_columns(view: View, at: EntityAt) -> dict[str, None]:
    table = view.sql_table(at.entity.name)
    return {naming.snake(name): None for name in table.columns} if table else {}


def _index_tables(view: View) -> Iterator[Finding]:
    for index, one in enumerate(view.plan.database.indexes):
        if view.entity(one.table) is None:
            known = [at.entity.name for at in view.entities]
            owner = " The signed-in users are not in this database." if one.table.lower() in SIGNED_IN else ""
            message = f"The index is on a table that is not there.{owner}"
            path = ("database", "indexes", index, "table")
            yield Finding(path, message, one.table, ", ".join(known), nearest(one.table, known))


def _index_columns(view: View) -> Iterator[Finding]:
    for index, one in enumerate(view.plan.database.indexes):
        target = view.entity(one.table)
        known = {**view.columns(target.entity), **_sql_columns(view, target)} if target else {}
        for at, name in enumerate(one.columns):
            if target is not None and naming.snake(name) not in known:
                message = f"The index names `{name}`, which is no column of `{target.entity.name}`."
                path = ("database", "indexes", index, "columns", at)
                yield Finding(path, message, name, ", ".join(known), nearest(name, known))


_SHARED: Final = SQL.split("\n  alter table")[0]
_POLICY: Final = "source: fromEntities\npolicies:\n- {entity: %s, policy: cheap, using: %s}"
_INDEX: Final = "source: fromEntities\nindexes:\n- {table: %s, columns: [%s]}"

CHECKS: Final = (
    Check(
        "plan.sql-missing",
        "error",
        "`database.source` is `sql`, and there is no `database.sql`.",
        "Give the SQL, or set `source: fromEntities`.",
        database("source: sql"),
        database("source: fromEntities"),
        _missing,
    ),
    Check(
        "plan.sql-unused",
        "warning",
        "`database.sql` is given although tables come from the entities: it is not run.",
        "Set `source: sql`, or take the SQL out.",
        database("source: fromEntities\nsql: create table notes (id uuid primary key)"),
        database("source: fromEntities"),
        _unused,
    ),
    Check(
        "plan.sql-syntax",
        "error",
        "`database.sql` cannot be read.",
        "Correct it so that PostgreSQL 15 takes it.",
        database("source: sql\nsql: create table items (id uuid primary key"),
        database(SQL),
        _syntax,
    ),
    Check(
        "plan.sql-no-table",
        "error",
        "With `source: sql`, an entity has no table in the SQL.",
        "Create the table (as the entity is called, in snake_case, or in the plural), or take the "
        "entity out.",
        database("source: sql\nsql: create table goods (id uuid primary key)"),
        database(SQL),
        _tables,
    ),
    Check(
        "plan.sql-no-column",
        "error",
        "With `source: sql`, a field has no column in the SQL.",
        "Add the column (the field's name in snake_case), or take the field out.",
        database(SQL.replace("    title text not null,\n", "")),
        database(SQL),
        _columns,
    ),
    Check(
        "plan.sql-unknown-type",
        "error",
        "With `source: sql`, a field's column has a type that plans have none for, or an enum that the SQL does "
        "not create.",
        "Take the field out: the database keeps the column; or give the column a type that plans have.",
        database(SQL.replace("title text", "title inet")),
        database(SQL),
        _unknown_types,
    ),
    Check(
        "plan.sql-no-key",
        "error",
        "With `source: sql`, the table of an entity has no primary key of one column, so no row can be named.",
        "Give it a column such as `id uuid primary key`.",
        database(SQL.replace("id uuid primary key", "id uuid")),
        database(SQL),
        _keys,
    ),
    Check(
        "plan.sql-type",
        "warning",
        "With `source: sql`, a field's type is not its column's. The column's holds.",
        "Write the same type in both.",
        database(SQL.replace("title text", "title boolean")),
        database(SQL),
        _types,
    ),
    Check(
        "plan.sql-tenancy",
        "warning",
        "With `source: sql`, an entity is multi-tenant (the default), and the SQL has no row-level "
        "security for "
        "its table. The SQL decides: its rows are shared.",
        "Say `multiTenant: false`, or add `enable row level security` and a policy.",
        database(_SHARED),
        database(SQL),
        _tenancy,
    ),
    Check(
        "plan.policy-unknown-entity",
        "error",
        "A policy is for an entity that the plan does not have.",
        "Name an entity of the plan.",
        database(_POLICY % ("Itme", "price < 10")),
        database(_POLICY % ("Item", "price < 10")),
        _policy_entities,
    ),
    Check(
        "plan.policy-condition",
        "error",
        "A policy's `using` is not one condition in SQL, or names a column that its table does not have.",
        "Write a condition on the entity's own columns, such as `user_id = auth.uid()`.",
        database(_POLICY % ("Item", "prize < 10")),
        database(_POLICY % ("Item", "price < 10")),
        _policy_conditions,
    ),
    Check(
        "plan.index-unknown-table",
        "error",
        "An index is on a table that the plan does not have.",
        "Name an entity of the plan.",
        database(_INDEX % ("Itme", "title")),
        database(_INDEX % ("Item", "title")),
        _index_tables,
    ),
    Check(
        "plan.index-unknown-column",
        "error",
        "An index names a column that its table does not have.",
        "Name fields of the entity.",
        database(_INDEX % ("Item", "titel")),
        database(_INDEX % ("Item", "title")),
        _index_columns,
    ),
)
