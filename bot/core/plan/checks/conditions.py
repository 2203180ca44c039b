"""Reads conditions in SQL: which columns they name."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_LONGEST: Final = 5000
_WORDS: Final = frozenset(
    (
        "current_date",
        "current_user",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "session_user",
    )
)


@lru_cache(maxsize=1024)
def columns_named(condition: str) -> tuple[str, ...] | str:
    """The columns of its own table that a condition names, or why it is none (a sentence)."""
    if len(condition) > _LONGEST:
        return f"it is longer than {_LONGEST} characters."
    try:
        tree = sqlglot.parse_one(f"select {condition}", read="postgres")
    except (SqlglotError, RecursionError) as error:
        return _reason(error)
    if not isinstance(tree, exp.Select):
        return "it is more than one."
    extra = [name for name, part in tree.args.items() if part and name not in ("expressions", "kind", "hint")]
    if len(tree.expressions) != 1 or extra or isinstance(tree.expressions[0], exp.Alias | exp.Star):
        return "it is not one expression."
    return tuple(dict.fromkeys(_columns(tree.expressions[0])))


def _columns(tree: exp.Expression) -> list[str]:
    """Columns outside of inner queries: what those name belongs to other tables."""
    named = []
    for column in tree.find_all(exp.Column):
        if column.find_ancestor(exp.Subquery, exp.Exists, exp.In) and _is_in_query(column, tree):
            continue
        if not column.table and column.name.lower() not in _WORDS:
            named.append(column.name)
    return named


def _is_in_query(column: exp.Expression, tree: exp.Expression) -> bool:
    above = column.parent
    while above is not None and above is not tree:
        if isinstance(above, exp.Select):
            return True
        above = above.parent
    return False


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it nests brackets too deep."
    first = str(error).splitlines()[0]
    return first.split(". Line")[0].rstrip(".") + "."
