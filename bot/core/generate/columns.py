"""One column that stays, as another kind of column: what can be done at once, and what may not fit its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from bot.core.generate import ddl
from bot.core.generate.constraints import MADE, names_of
from bot.core.generate.ddl import quote
from bot.core.generate.schema import ColumnState, TableState
from bot.errors import UserError

Enums = Mapping[str, Sequence[str]]
_WIDER: Final = {
    ("integer", "bigint"),
    ("integer", "numeric"),
    ("integer", "double precision"),
    ("bigint", "numeric"),
    ("varchar", "text"),
    ("date", "timestamptz"),
}
_SHORT: Final = {"integer", "bigint", "boolean", "date", "uuid", "timestamptz"}
"""Types whose every value fits a line of text."""
_CUT: Final = {
    ("timestamptz", "date"): "the time of day goes",
    ("timestamptz", "timestamp"): "the time zone goes",
    ("timestamp", "date"): "the time of day goes",
    ("numeric", "numeric"): "digits that have no room are rounded away",
    ("double precision", "numeric"): "digits that have no room are rounded away",
    ("numeric", "double precision"): "digits beyond the fifteenth go",
    ("bigint", "double precision"): "digits beyond the fifteenth go",
}
"""What PostgreSQL does not refuse and yet does not keep."""


class Steps(Protocol):
    """Where statements go (`bot.core.generate.evolve.Evolution`)."""

    expand: list[str]
    contract: list[str]
    warnings: list[str]
    losses: list[str]


def change_column(out: Steps, was: TableState, table: TableState, name: str, *, narrows: bool) -> None:
    """The column of that name in both tables. `narrows` says that its new type does not hold all of the old one.

    Raises `UserError` for another primary key: what points to it cannot be told.
    """
    change = _Change(out, was, table, name, narrows=narrows)
    if change.old.primary != change.new.primary:
        raise UserError(
            f"The primary key of the table `{table.name}` changes at `{name}`.",
            "Keep it; where the key itself has another name, say so in buildplan.renames.yaml.",
        )
    change.drop_rules()
    if change.is_retyped:
        change.retype()
    elif change.old.default != change.new.default:
        change.set_default()
    change.add_rules()
    if change.new.nullable and not change.old.nullable:
        change.alter(out.expand, "drop not null")
    if change.old.nullable and not change.new.nullable:
        change.require()


class _Change:
    """One column's change, as statements; what narrows it comes in the second step, with all that it entails."""

    def __init__(self, out: Steps, was: TableState, table: TableState, name: str, *, narrows: bool) -> None:
        self.out, self.was, self.table, self.name, self.narrows = out, was, table, name, narrows
        self.old, self.new = was.named[name], table.named[name]
        self.is_retyped = is_retyped(self.old, self.new)
        self.place = out.contract if narrows else out.expand
        self.at = f"alter table {quote(table.name)}"

    def alter(self, place: list[str], words: str) -> None:
        place.append(f"{self.at} alter column {quote(self.name)} {words};")

    def warn(self, warning: str) -> None:
        self.out.warnings.append(f"{self.table.name}.{self.name}{warning}")

    def drop_rules(self) -> None:
        old, new, names = self.old, self.new, names_of(self.was)
        gone = {
            "check": bool(old.check) and (old.check != new.check or self.is_retyped),
            "fkey": old.reference is not None and old.reference != new.reference,
            "key": old.unique and not new.unique,
        }
        for kind in (kind for kind, is_gone in gone.items() if is_gone):
            place = self.place if kind == "check" else self.out.expand
            place.append(f"{self.at} drop constraint {quote(names[self.name, kind])};")

    def retype(self) -> None:
        """In place, in one transaction: a value that does not fit stops it."""
        if self.old.default:
            self.alter(self.place, "drop default")
        self.alter(self.place, f"type {ddl.type_of(self.new)} using {cast(self.old, self.new)}")
        if self.new.default:
            self.alter(self.place, f"set default {self.new.default}")
        if self.narrows:
            cut = _CUT.get((_kind(self.old.type)[0], _kind(self.new.type)[0]))
            self.warn(f" becomes {self.new.type}: {cut or 'a value that does not fit stops the migration'}")
            self.out.losses.append(f"{self.table.name}.{self.name}, which becomes {self.new.type}")

    def set_default(self) -> None:
        old, new = self.old.default, self.new.default
        if old in MADE:
            self.alter(self.out.expand, "drop identity if exists")
        if old and old != "identity":
            self.alter(self.out.expand, "drop default")
        if new in MADE:
            self.alter(self.out.expand, "add generated by default as identity")
        elif new:
            self.alter(self.out.expand, f"set default {new}")

    def add_rules(self) -> None:
        """Rows that were there before may break a new rule: it comes last, and is flagged."""
        old, new = self.old, self.new
        if new.check and old.check == new.check and self.is_retyped:
            self._add(self.place, "check", f"check ({new.check})")
        elif new.check and old.check != new.check:
            self._add(self.out.contract, "check", f"check ({new.check})")
            self.warn(f": all rows must keep `{new.check}`")
        if new.reference and old.reference != new.reference:
            self._add(
                self.out.contract, "fkey", f"foreign key ({quote(self.name)}) {ddl.references(new.reference)}"
            )
            self.warn(f": all rows must point to a row of {new.reference.table}")
        if new.unique and not old.unique:
            self._add(self.out.contract, "key", f"unique ({quote(self.name)})")
            self.warn(": no two rows may have the same value")

    def _add(self, place: list[str], kind: str, rule: str) -> None:
        constraint = quote(names_of(self.table)[self.name, kind])
        place.append(f"{self.at} add constraint {constraint} {rule};")

    def require(self) -> None:
        name, column = quote(self.table.name), quote(self.name)
        if self.new.default and self.new.default not in MADE:
            update = f"update {name} set {column} = default where {column} is null;"
            self.out.contract += unguarded(self.table.name, update)
        else:
            self.warn(" becomes required: rows without a value stop the migration")
        self.alter(self.out.contract, "set not null")


def is_retyped(old: ColumnState, new: ColumnState) -> bool:
    return (old.type, old.is_enum) != (new.type, new.is_enum)


def cast(old: ColumnState, new: ColumnState) -> str:
    """The old value for the new type: by way of text, which refuses what it cannot keep.

    To a text of some length it is left to the assignment: a cast would cut what is too long.
    """
    text = f"{quote(old.name)}::text"
    return text if _kind(new.type)[0] == "varchar" else f"{text}::{ddl.type_of(new)}"


def is_wider(old: ColumnState, new: ColumnState, before: Enums, now: Enums) -> bool:
    """Whether every value of the old type is one of the new, by the enums' values before and now."""
    if old.is_enum and new.is_enum:
        return set(before.get(old.type, ())) <= set(now.get(new.type, ()))
    one, two = _kind(old.type), _kind(new.type)
    if old.is_enum or new.is_enum:
        return old.is_enum and two[0] in ("text", "varchar")
    if one[0] == two[0] == "numeric":
        return two[1] - two[2] >= one[1] - one[2] and two[2] >= one[2]
    if two[0] == "numeric" and (one[0], two[0]) in _WIDER:
        return two[1] - two[2] >= _DIGITS[one[0]]
    return (one[0], two[0]) in _WIDER or two[0] == "text" or (two[0] == "varchar" and one[0] in _SHORT)


_DIGITS: Final = {"integer": 10, "bigint": 19}


def _kind(type_: str) -> tuple[str, int, int]:
    """Its name, digits and decimals; without figures a numeric takes any."""
    numbers = [int(number) for number in re.findall(r"\d+", type_)]
    digits, decimals = (*numbers, 0)[:2] if numbers else (2000, 1000)
    return type_.partition("(")[0].strip(), digits, decimals


def unguarded(table: str, *statements: str) -> list[str]:
    """Statements that see all rows: row-level security is forced on the table's owner too."""
    at = f"alter table {quote(table)}"
    return [f"{at} no force row level security;", *statements, f"{at} force row level security;"]
