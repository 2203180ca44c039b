"""What a simple SQL check says about a value, so that forms and zod can say it before the database does."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from bot.core.plan import naming
from bot.core.plan.app import Bounds


def bounds_of(check: str, column: str) -> Bounds:
    """The bounds that `check` sets for `column`; what is not simple is left to the database."""
    if not check:
        return Bounds()
    bounds = Bounds()
    for part in _parts(check):
        bounds = _with(bounds, part, column)
    return bounds


def is_told(check: str) -> bool:
    """Whether bounds (and the order of two points in time) say all that `check` asks."""
    parts = _parts(check)
    return bool(parts) and all(_is_told(part) for part in parts)


def _parts(check: str) -> list[exp.Expr]:
    """What must all hold; nothing where it cannot be read."""
    try:
        return _conjuncts(sqlglot.parse_one(check, read="postgres"))
    except (SqlglotError, RecursionError):
        return []


def _is_told(part: exp.Expr) -> bool:
    if isinstance(part, (exp.GT, exp.GTE, exp.LT, exp.LTE)) and isinstance(part.expression, exp.Column):
        later, sooner = (
            (part.this, part.expression)
            if isinstance(part, (exp.GT, exp.GTE))
            else (part.expression, part.this)
        )
        return isinstance(later, exp.Column) and is_later(later.name) and not is_later(sooner.name)
    names = [column.name for column in part.find_all(exp.Column)]
    return len(names) == 1 and _with(Bounds(), part, names[0]) != Bounds()


LATER: Final = naming.word_set(
    """
    end ends ended finish finishes until to checkout out due expires expiry closes deadline max
    maximum upper
    """
)


def is_later(name: str) -> bool:
    """Whether a column is, by its name, the later or the greater of two."""
    return bool(LATER & set(naming.words(name)))


def _conjuncts(tree: exp.Expr) -> list[exp.Expr]:
    tree = tree.unnest()
    if isinstance(tree, exp.And):
        return _conjuncts(tree.left) + _conjuncts(tree.right)
    return [tree]


def _with(bounds: Bounds, part: exp.Expr, column: str) -> Bounds:  # noqa: PLR0911  # one per form
    if isinstance(part, exp.Between):
        low, high = _number(part.args["low"]), _number(part.args["high"])
        if low is None or high is None:
            return bounds
        return _limited(bounds, part.this, column, least=low, most=high)
    if isinstance(part, exp.In) and isinstance(part.this, exp.Column) and part.this.name == column:
        options = tuple(
            str(one.this) for one in part.expressions if isinstance(one, exp.Literal) and one.is_string
        )
        return replace(bounds, options=options) if len(options) == len(part.expressions) else bounds
    if not isinstance(part, (exp.GT, exp.GTE, exp.LT, exp.LTE)):
        return bounds
    number = _number(part.expression)
    if number is None:
        return bounds
    match part:
        case exp.GTE():
            return _limited(bounds, part.this, column, least=number)
        case exp.LTE():
            return _limited(bounds, part.this, column, most=number)
        case exp.GT():
            return _limited(bounds, part.this, column, above=number)
    return _limited(bounds, part.this, column, below=number)


def _limited(bounds: Bounds, of: exp.Expr, column: str, **limits: float) -> Bounds:
    if isinstance(of, exp.Column) and of.name == column:
        known = {"least": bounds.least, "most": bounds.most, "above": bounds.above, "below": bounds.below}
        merged = {**known, **limits}
        return replace(
            bounds, least=merged["least"], most=merged["most"], above=merged["above"], below=merged["below"]
        )
    if isinstance(of, exp.Length) and isinstance(of.this, exp.Column) and of.this.name == column:
        return _lengths(bounds, limits)
    return bounds


def _lengths(bounds: Bounds, limits: dict[str, float]) -> Bounds:
    if "least" in limits or "above" in limits:
        least = int(limits.get("least", limits.get("above", -1) + 1))
        bounds = replace(bounds, shortest=max(least, 0))
    if "most" in limits or "below" in limits:
        most = int(limits.get("most", limits.get("below", 1) - 1))
        bounds = replace(bounds, longest=max(most, 0))
    return bounds


def _number(node: exp.Expr) -> float | None:
    negative = isinstance(node, exp.Neg)
    inner = node.this if negative else node
    if not isinstance(inner, exp.Literal) or inner.is_string:
        return None
    number = float(inner.this)
    return -number if negative else number
