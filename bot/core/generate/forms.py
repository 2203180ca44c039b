"""Each type of a plan in SQL, TypeScript, Drizzle and zod: one table, from which all generators write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Final

from bot.core.generate.code import js
from bot.core.plan.app import Column
from bot.core.plan.types import Kind


@dataclass(frozen=True)
class Form:
    """A type in each language: `coerced` is zod's form where a value may come as text, from a path or a form.

    `$name` is the column's name in quotes, `$sql`, `$type` and `$const` are names of its enum, `$precision` and
    `$scale` its digits. Bounds follow behind zod's form.
    """

    sql: str
    ts: str
    drizzle: str
    zod: str
    coerced: str = ""


_DECIMAL: Final = "z.union([z.string(), z.number()]).transform(String)"

FORMS: Final[Mapping[Kind, Form]] = {
    "uuid": Form("uuid", "string", "uuid($name)", "z.guid()"),
    "string": Form("varchar(255)", "string", "varchar($name, { length: 255 })", "z.string().trim()"),
    "text": Form("text", "string", "text($name)", "z.string().trim()"),
    "int": Form("integer", "number", "integer($name)", "z.int()", "z.coerce.number().int()"),
    "bigint": Form(
        "bigint", "number", 'bigint($name, { mode: "number" })', "z.int()", "z.coerce.number().int()"
    ),
    "decimal": Form(
        "numeric($precision, $scale)",
        "string",
        "numeric($name, { precision: $precision, scale: $scale })",
        _DECIMAL,
    ),
    "float": Form("double precision", "number", "doublePrecision($name)", "z.number()", "z.coerce.number()"),
    "boolean": Form(
        "boolean", "boolean", "boolean($name)", "z.boolean()", "z.union([z.boolean(), z.stringbool()])"
    ),
    "date": Form("date", "string", 'date($name, { mode: "string" })', "z.iso.date()"),
    "datetime": Form(
        "timestamptz",
        "string",
        "timestamp($name, { withTimezone: true })",
        "z.iso.datetime({ offset: true })",
    ),
    "json": Form("jsonb", "Json", "jsonb($name)", "z.json()"),
    "enum": Form("$sql", "$type", "$const($name)", "z.enum(${const}Values)"),
}

# Columns of given SQL that plans have no type of their own for.
_ANY_DECIMAL: Final = Form("numeric", "string", "numeric($name)", _DECIMAL)
_LOCAL_TIME: Final = Form(
    "timestamp", "string", "timestamp($name, { withTimezone: false })", FORMS["datetime"].zod
)


def form_of(column: Column) -> Form:
    """The form of a column's type."""
    if column.kind == "decimal" and not column.precision:
        return _ANY_DECIMAL
    if column.kind == "datetime" and column.sql_type == "timestamp":
        return _LOCAL_TIME
    return FORMS["text" if column.kind == "string" and column.sql_type else column.kind]


def filled(text: str, column: Column) -> str:
    """One language's form with the column's own names and digits."""
    enum = column.enum
    names = {"sql": enum.sql, "type": enum.name, "const": enum.const} if enum else {}
    digits = {"precision": column.precision, "scale": column.scale or 0}
    return Template(text).substitute(name=js(column.sql), **digits, **names)
