"""Fields: types that exist and fit, defaults of the field's type, checks that name what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from bot.core.plan import naming
from bot.core.plan.checks.base import SIGNED_IN, Check, FieldAt, Finding, TypeAt, View
from bot.core.plan.checks.conditions import columns_named
from bot.core.plan.checks.examples import domain, entity, item
from bot.core.plan.explain import nearest
from bot.core.plan.types import FORMS, BadTypeError, parse_type

_BOUNDS: Final = {"int": 2**31, "bigint": 2**63}
_CALL: Final = re.compile(r"[a-z_.]+\(\)|current_(?:date|time|timestamp)", re.IGNORECASE)


def _types(view: View) -> Iterator[Finding]:
    for at in view.types:
        if at.type is None:
            try:
                parse_type(at.text)
            except BadTypeError as error:
                yield Finding(
                    at.path, f"`{at.text}`: {error.reason}", at.text, ", ".join(FORMS), error.suggestion
                )


def _enums(view: View) -> Iterator[Finding]:
    for at in view.types:
        if at.type is None or at.type.kind != "enum" or view.enum_values(at.type, at.entity) is not None:
            continue
        name = at.type.enum or ""
        known = [*view.sql.enums, *view.inline_enums]
        if given := view.sql.enums_called(name, at.entity):
            message = f"`enum({name})` could be any of several types: {', '.join(given)}."
        elif name in view.inline_enums:
            lists = " and ".join("|".join(values) for values in view.inline_enums[name])
            message = f"`enum({name})` could be any of several lists: {lists}."
        else:
            message = f"`enum({name})` is not defined anywhere."
        near = nearest(name, known)
        suggestion = f"enum({near})" if near and near != name else f"enum({name}: OPEN|CLOSED)"
        allowed = ", ".join(known) or "values written inline, or a type that `database.sql` creates"
        yield Finding(at.path, message, at.text, allowed, suggestion)


def _tables(view: View) -> Iterator[Finding]:
    for at in _references(view):
        assert at.type is not None
        table = at.type.table or ""
        if view.entity(table) is None and table.lower() not in SIGNED_IN:
            known = [one.entity.name for one in view.entities]
            near = nearest(table, [*known, "users"])
            suggestion = f"fk({near}.{at.type.column})" if near else ""
            message = f"`{at.text}` refers to a table that is not there."
            yield Finding(
                at.path, message, table, ", ".join([*known, "users (who is signed in)"]), suggestion
            )


def _columns(view: View) -> Iterator[Finding]:
    for at in _references(view):
        assert at.type is not None
        target = view.entity(at.type.table or "")
        column = at.type.column or ""
        if target is None:
            if (at.type.table or "").lower() in SIGNED_IN and column != "id":
                message = "Of the signed-in user only the id is known to the database."
                yield Finding(at.path, message, column, "id", f"fk({at.type.table}.id)")
            continue
        columns = view.columns(target.entity)
        if naming.snake(column) not in columns:
            near = nearest(column, [one.name for one in target.entity.fields])
            message = f"`{target.entity.name}` has no field `{column}`."
            suggestion = f"fk({at.type.table}.{near or 'id'})"
            yield Finding(at.path, message, column, ", ".join(columns), suggestion)


def _unique_targets(view: View) -> Iterator[Finding]:
    for at in _references(view):
        assert at.type is not None
        target = view.entity(at.type.table or "")
        column = naming.snake(at.type.column or "")
        if target is None or column == "id":
            continue
        field = next((one for one in target.entity.fields if naming.snake(one.name) == column), None)
        if field is not None and not field.unique:
            message = f"`{target.entity.name}.{field.name}` is not unique, so nothing can refer to it."
            yield Finding(at.path, message, at.text, "`id`, or a unique field", f"fk({at.type.table}.id)")


def _references(view: View) -> Iterator[TypeAt]:
    return (at for at in view.types if at.type is not None and at.type.kind == "fk")


def _defaults(view: View) -> Iterator[Finding]:
    for at in view.fields:
        value = at.field.default
        if value is None or at.type is None or at.type.kind in ("enum", "json"):
            continue
        if not _fits(at, value):
            message = f"The default {value!r} is no `{at.type}`."
            yield Finding(
                (*at.path, "default"), message, repr(value), _EXAMPLES.get(at.type.kind, str(at.type))
            )


_EXAMPLES: Final = {
    "uuid": "a UUID, or gen_random_uuid()",
    "int": "a whole number such as 1",
    "bigint": "a whole number such as 1",
    "decimal": "a number such as 9.99",
    "float": "a number such as 0.5",
    "boolean": "true or false",
    "date": "2026-12-31, or current_date",
    "datetime": "2026-12-31T18:00:00Z, or now()",
    "fk": "a UUID",
}


def _fits(at: FieldAt, value: str | bool | int | float) -> bool:
    assert at.type is not None
    kind = at.type.kind
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    if kind in ("string", "text"):
        return isinstance(value, str)
    if kind in ("int", "bigint"):
        return isinstance(value, int | float) and float(value).is_integer() and abs(value) < _BOUNDS[kind]
    if kind in ("decimal", "float"):
        return not isinstance(value, str) or (kind == "decimal" and _is_decimal(value))
    return isinstance(value, str) and (bool(_CALL.fullmatch(value.strip())) or _is_written(kind, value))


def _is_decimal(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_written(kind: str, value: str) -> bool:
    try:
        match kind:
            case "date":
                date.fromisoformat(value)
            case "datetime":
                datetime.fromisoformat(value)
            case _:
                UUID(value)
    except ValueError:
        return False
    return True


def _enum_defaults(view: View) -> Iterator[Finding]:
    for at in view.fields:
        value = at.field.default
        if value is None or at.type is None or at.type.kind != "enum":
            continue
        values = view.enum_values(at.type, at.owner.entity.name)
        if values is not None and value not in values:
            message = f"The default {value!r} is none of the values of `{at.type}`."
            near = nearest(str(value), values)
            yield Finding((*at.path, "default"), message, str(value), ", ".join(values), near)


def _null_defaults(view: View) -> Iterator[Finding]:
    for at in view.fields:
        has_null = at.field.default is None and "default" in at.field.model_fields_set
        if has_null and not at.field.nullable:
            message = f"`{at.field.name}` cannot be empty, and its default is."
            yield Finding((*at.path, "default"), message, "null", "a value, or `nullable: true`")


def _checks(view: View) -> Iterator[Finding]:
    for at in view.fields:
        if at.field.check is not None and isinstance(columns_named(at.field.check), str):
            message = f"`check` is no condition in SQL: {columns_named(at.field.check)}"
            yield Finding((*at.path, "check"), message, at.field.check, f"such as {at.field.name} > 0")


def _check_columns(view: View) -> Iterator[Finding]:
    for at in view.fields:
        named = columns_named(at.field.check) if at.field.check is not None else ()
        if isinstance(named, str):
            continue
        known = view.columns(at.owner.entity)
        for name in named:
            if naming.snake(name) not in known:
                near = nearest(name, [one.name for one in at.owner.entity.fields])
                message = f"`check` names `{name}`, which is no field of `{at.owner.entity.name}`."
                yield Finding((*at.path, "check"), message, name, ", ".join(known), near)


CHECKS: Final = (
    Check(
        "plan.unknown-type",
        "error",
        "A field or an input has a type that plans do not have.",
        f"Use one of {', '.join(FORMS)}.",
        item("name: price, type: money"),
        item('name: price, type: "decimal(10,2)"'),
        _types,
    ),
    Check(
        "plan.unresolved-enum",
        "error",
        "`enum(Name)` leads to no list of values, or to several. A name is looked for among the types that "
        "`database.sql` creates (as written, in snake_case, or as an ending: `Status` finds "
        "`order_status`) and among enums that are written inline.",
        "Write the values inline: `enum(Status: OPEN|CLOSED)`.",
        item('name: status, type: "enum(Status)"'),
        item('name: status, type: "enum(Status: OPEN|CLOSED)"'),
        _enums,
    ),
    Check(
        "plan.unknown-table",
        "error",
        "`fk(table.column)` names a table that no entity has. `users` is who is signed in.",
        "Name an entity of the plan.",
        item('name: shelfId, type: "fk(Shelf.id)"'),
        domain(
            entity("Shelf", "name: label, type: string")
            + entity("Item", 'name: shelfId, type: "fk(Shelf.id)"')
        ),
        _tables,
    ),
    Check(
        "plan.unknown-column",
        "error",
        "`fk(table.column)` names a column that the table does not have.",
        "Refer to `id`, which every table has, or to a unique field.",
        item("name: title, type: string", 'name: parent, type: "fk(Item.key)", nullable: true'),
        item("name: title, type: string", 'name: parent, type: "fk(Item.id)", nullable: true'),
        _columns,
    ),
    Check(
        "plan.fk-not-unique",
        "error",
        "A foreign key refers to a field that is not unique, which PostgreSQL refuses.",
        "Refer to `id`, or make the field unique.",
        item("name: title, type: string", 'name: twin, type: "fk(Item.title)", nullable: true'),
        item("name: title, type: string", 'name: twin, type: "fk(Item.id)", nullable: true'),
        _unique_targets,
    ),
    Check(
        "plan.default-type",
        "error",
        "A default is not of its field's type.",
        "Write a value of the type; numbers and `true` or `false` without quotes.",
        item("name: stock, type: int, default: many"),
        item("name: stock, type: int, default: 0"),
        _defaults,
    ),
    Check(
        "plan.default-not-in-enum",
        "error",
        "A default is none of its enum's values.",
        "Use one of the values, in the same case.",
        item('name: status, type: "enum(Status: OPEN|CLOSED)", default: open'),
        item('name: status, type: "enum(Status: OPEN|CLOSED)", default: OPEN'),
        _enum_defaults,
    ),
    Check(
        "plan.default-null",
        "error",
        "A field's default is null although the field may not be empty.",
        "Take the default out, or say `nullable: true`.",
        item("name: note, type: text, default: null"),
        item("name: note, type: text, default: null, nullable: true"),
        _null_defaults,
    ),
    Check(
        "plan.check-syntax",
        "error",
        "A field's `check` is not one condition in SQL.",
        "Write a condition such as `price >= 0`.",
        item('name: stock, type: int, check: "stock >"'),
        item('name: stock, type: int, check: "stock > 0"'),
        _checks,
    ),
    Check(
        "plan.check-unknown-column",
        "error",
        "A field's `check` names a column that its table does not have. Texts stand in single quotes in SQL.",
        "Name fields of the same entity.",
        item('name: stock, type: int, check: "amount > 0"'),
        item('name: stock, type: int, check: "stock > 0"'),
        _check_columns,
    ),
)
