"""What PostgreSQL calls the constraints and sequences of a table: by these names they are renamed and dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from bot.core.generate.schema import ColumnState, TableState
from bot.core.plan.sql import columns_in

MADE: Final = ("identity", "serial")
"""Defaults that come from a sequence of the column's own."""
_LONGEST: Final = 63


def auto_name(table: str, column: str, label: str) -> str:
    """PostgreSQL's own name for a constraint: https://github.com/postgres/postgres, `makeObjectName`."""
    room = _LONGEST - len(label) - (2 if column else 1)
    one, two = table.encode(), column.encode()
    while len(one) + len(two) > room:
        one, two = (one[:-1], two) if len(one) > len(two) else (one, two[:-1])
    parts = [part.decode(errors="ignore") for part in (one, two) if part]
    return "_".join([*parts, label])


def names_of(table: TableState) -> Mapping[tuple[str, str], str]:
    """(column, kind) -> name, for the kinds `check`, `fkey`, `key`, `pkey` and `seq`.

    A check is called after the one column that it names; where it names several, after the table alone.
    """
    found: dict[tuple[str, str], str] = {}
    checks: Counter[str] = Counter()
    for column in table.columns:
        if column.check:
            stem = _named(column)
            label = f"check{checks[stem] or ''}"
            checks[stem] += 1
            found[column.name, "check"] = auto_name(table.name, stem, label)
        kinds = {"fkey": column.reference, "key": column.unique, "seq": column.default in MADE}
        for kind in (kind for kind, has in kinds.items() if has):
            found[column.name, kind] = auto_name(table.name, column.name, kind)
        if column.primary:
            found[column.name, "pkey"] = auto_name(table.name, "", "pkey")
    return found


def _named(column: ColumnState) -> str:
    names = columns_in(column.check)
    return next(iter(names)) if len(names) == 1 else ""
