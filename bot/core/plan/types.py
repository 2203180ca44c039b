"""The types of fields and inputs: reads `decimal(10,2)`, `enum(Status: A|B)`, `fk(Table.id)` and the like.

Says nothing of whether a named enum or table exists: that needs the whole plan.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "uuid",
    "string",
    "text",
    "int",
    "bigint",
    "decimal",
    "float",
    "boolean",
    "date",
    "datetime",
    "json",
    "enum",
    "fk",
]

SCALARS: Final[tuple[Kind, ...]] = (
    "uuid",
    "string",
    "text",
    "int",
    "bigint",
    "float",
    "boolean",
    "date",
    "datetime",
    "json",
)
FORMS: Final[tuple[str, ...]] = (
    *SCALARS,
    "decimal(p,s)",
    "enum(Name)",
    "enum(Name: A|B)",
    "fk(table.column)",
)

_OTHER_NAMES: Final = {
    "array": "json",
    "bigserial": "bigint",
    "bool": "boolean",
    "char": "string",
    "currency": "decimal(10,2)",
    "dec": "decimal(10,2)",
    "decimal": "decimal(10,2)",
    "double": "float",
    "guid": "uuid",
    "int4": "int",
    "int8": "bigint",
    "integer": "int",
    "jsonb": "json",
    "long": "bigint",
    "longtext": "text",
    "money": "decimal(10,2)",
    "number": "float",
    "numeric": "decimal(10,2)",
    "object": "json",
    "real": "float",
    "serial": "int",
    "smallint": "int",
    "str": "string",
    "time": "datetime",
    "timestamp": "datetime",
    "timestamptz": "datetime",
    "varchar": "string",
}

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_CALL = re.compile(r"\s*([A-Za-z_]+)\s*(?:\((.*)\))?\s*", re.DOTALL)
_DECIMAL = re.compile(r"\s*([0-9]{1,4})\s*,\s*([0-9]{1,4})\s*", re.ASCII)
_ENUM = re.compile(rf"\s*({_NAME})\s*(?::(.*))?", re.DOTALL)
_ENUM_VALUE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_ -]*[A-Za-z0-9_])?")
_REFERENCE = re.compile(rf"\s*({_NAME})\s*\.\s*({_NAME})\s*")
_LONGEST_IDENTIFIER = 63
_MOST_DIGITS = 1000


@dataclass(frozen=True)
class FieldType:
    """One parsed type. Only what belongs to its `kind` is set.

    `enum` is the name as written and `values` its inline values, empty for `enum(Name)`;
    `table` and `column` are the reference of an `fk`, as written.
    """

    kind: Kind
    precision: int | None = None
    scale: int | None = None
    enum: str | None = None
    values: tuple[str, ...] = ()
    table: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        if self.kind == "decimal":
            return f"decimal({self.precision},{self.scale})"
        if self.kind == "enum":
            return f"enum({self.enum}: {'|'.join(self.values)})" if self.values else f"enum({self.enum})"
        if self.kind == "fk":
            return f"fk({self.table}.{self.column})"
        return self.kind


class BadTypeError(ValueError):
    """The text is no type. `reason` is a sentence, `suggestion` a type that is near, or empty."""

    def __init__(self, reason: str, suggestion: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


def parse_type(text: str) -> FieldType:
    """The type that `text` names. Raises `BadTypeError`."""
    call = _CALL.fullmatch(text)
    if call is None:
        raise BadTypeError("This is not a type.", "json" if text.rstrip().endswith("[]") else _near(text))
    name, inside = call.group(1), call.group(2)
    match name, inside:
        case "decimal", str(given):
            return _decimal(given)
        case "enum", str(given):
            return _enum(given)
        case "fk", str(given):
            return _reference(given)
        case _:
            return _scalar(name, inside)


def _scalar(name: str, inside: str | None) -> FieldType:
    for kind in SCALARS:
        if kind == name:
            if inside is not None:
                raise BadTypeError(f"`{name}` takes nothing in brackets.", name)
            return FieldType(kind)
    if name == "enum":
        raise BadTypeError("An enum needs a name.", "enum(Status: OPEN|CLOSED)")
    if name == "fk":
        raise BadTypeError("A foreign key needs the table and column that it refers to.", "fk(Table.id)")
    if name == "decimal":
        raise BadTypeError(
            "A decimal needs its number of digits, and how many follow the point.", "decimal(10,2)"
        )
    raise BadTypeError("There is no such type.", _near(name))


def _decimal(given: str) -> FieldType:
    digits = _DECIMAL.fullmatch(given)
    if digits is None:
        only = given.strip()
        near = f"decimal({only},0)" if only.isascii() and only.isdigit() else "decimal(10,2)"
        raise BadTypeError("A decimal is written with two whole numbers.", near)
    precision, scale = int(digits.group(1)), int(digits.group(2))
    if not 1 <= precision <= _MOST_DIGITS:
        raise BadTypeError(f"A decimal has 1 to {_MOST_DIGITS} digits.", "decimal(10,2)")
    if scale > precision:
        raise BadTypeError(
            "A decimal cannot have more digits after its point than in all.", f"decimal({scale},{precision})"
        )
    return FieldType("decimal", precision=precision, scale=scale)


def _enum(given: str) -> FieldType:
    parts = _ENUM.fullmatch(given)
    if parts is None:
        raise BadTypeError("An enum's name is made of letters, digits and _.", "enum(Status: OPEN|CLOSED)")
    name, listed = parts.group(1), parts.group(2)
    if listed is None:
        return FieldType("enum", enum=name)
    values = tuple(value.strip() for value in re.split(r"[|,]", listed))
    if "," in listed:
        raise BadTypeError("An enum's values are parted by |.", f"enum({name}: {'|'.join(values)})")
    _check_values(name, values)
    return FieldType("enum", enum=name, values=values)


def _check_values(name: str, values: tuple[str, ...]) -> None:
    distinct = tuple(dict.fromkeys(values))
    if distinct != values:
        raise BadTypeError(
            "An enum lists each value once.", f"enum({name}: {'|'.join(filter(None, distinct))})"
        )
    for value in values:
        if not _ENUM_VALUE.fullmatch(value):
            raise BadTypeError(
                f"`{value}` cannot be an enum's value: letters, digits, _, - and inner spaces are allowed.",
                f"enum({name}: OPEN|CLOSED)",
            )
        if len(value) > _LONGEST_IDENTIFIER:
            raise BadTypeError(f"An enum's value has at most {_LONGEST_IDENTIFIER} characters.")


def _reference(given: str) -> FieldType:
    parts = _REFERENCE.fullmatch(given)
    if parts is None:
        table = given.strip()
        near = f"fk({table}.id)" if re.fullmatch(_NAME, table) else "fk(Table.id)"
        raise BadTypeError("A foreign key names one table and one column.", near)
    return FieldType("fk", table=parts.group(1), column=parts.group(2))


def _near(text: str) -> str:
    word = re.sub(r"[^a-z0-9].*", "", text.strip().lower(), flags=re.DOTALL)
    if word in _OTHER_NAMES:
        return _OTHER_NAMES[word]
    heads = {form.split("(")[0]: form for form in reversed(FORMS)}
    close = difflib.get_close_matches(word[:40], heads, n=1, cutoff=0.6)
    return heads[close[0]] if close else ""
