"""Valid values of columns, row by row: in TypeScript for tests, in SQL for the rows that an app begins with."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from bot.core.generate.code import Code, js
from bot.core.plan import naming
from bot.core.plan.app import Column, Entity
from bot.core.plan.bounds import is_later

_ENOUGH: Final = 100
_FEW: Final = 10
_MOST: Final = 10**9
_ROOMY: Final = frozenset(("seats", "capacity", "places", "beds", "stock", "quantity", "limit"))
_SEATS: Final = (2, 4, 8)
_WORDS: Final = ("First", "Second", "Third")


@dataclass(frozen=True)
class Steps:
    """The values that a number's bounds and digits allow: `first`, and so many `step`s up from there."""

    first: Decimal
    step: Decimal
    count: int

    def at(self, n: int) -> Decimal:
        return self.first + self.step * (n % self.count)


def steps(column: Column) -> Steps:
    """The values of a column of numbers. A count of 0 says that no value is known to be allowed."""
    grain = _grain(column)
    least, most = _limits(column, grain)
    step = Decimal(1) if most - least >= _FEW or column.kind in ("int", "bigint") else grain
    first = least if least % 1 == 0 or step != 1 else least.to_integral_value(ROUND_CEILING)
    if _ROOMY & set(naming.words(column.key)) and first + 7 <= most:
        first += 7
    return Steps(first, step, max(0, min(_MOST, int((most - first) / step) + 1)))


def _grain(column: Column) -> Decimal:
    if column.kind == "decimal":
        return Decimal(1).scaleb(-(column.scale if column.scale is not None else 2))
    return Decimal("0.001") if column.kind == "float" else Decimal(1)


def _limits(column: Column, grain: Decimal) -> tuple[Decimal, Decimal]:
    bounds = column.bounds
    tops = [Decimal(10) ** _digits(column) - grain]
    tops += [Decimal(repr(bounds.most))] if bounds.most is not None else []
    tops += [Decimal(repr(bounds.below)) - grain] if bounds.below is not None else []
    lows = [Decimal(repr(bounds.least))] if bounds.least is not None else []
    lows += [Decimal(repr(bounds.above)) + grain] if bounds.above is not None else []
    most = min(tops)
    usual = next((low for low in (Decimal(1), grain) if low <= most), most - _ENOUGH)
    return max(lows, default=usual), most


def _digits(column: Column) -> int:
    """How many digits before the point surely fit."""
    if column.kind == "decimal":
        return (column.precision or 18) - (column.scale or 0)
    return 4 if column.sql_type == "smallint" else 15 if column.kind == "bigint" else 9


def varies(column: Column) -> bool:
    """Whether there are enough values for each row of a test to have its own."""
    match column.kind:
        case "boolean" | "enum":
            return False
        case "int" | "bigint" | "decimal" | "float":
            return steps(column).count >= _ENOUGH
        case "string" | "text":
            return not column.bounds.options and (column.bounds.longest is None or column.bounds.longest >= 6)
    return True


def is_known(column: Column) -> bool:
    """Whether valid values can be made up, for each row another where rows may not agree."""
    if column.reference:
        return True
    bounds = column.bounds
    is_number = column.kind in ("int", "bigint", "decimal", "float")
    has_any = steps(column).count > 0 if is_number else (bounds.shortest or 0) <= (bounds.longest or 10**6)
    return has_any and not column.opaque and (varies(column) or not column.unique)


def is_filled(column: Column) -> bool:
    """Whether rows that are made up need a value: they have to have one, or all would have the same."""
    if column.opaque and re.search("null|coalesce", column.check, re.IGNORECASE):
        return True
    is_made = re.search(r"^[^']*\(|^(identity|serial|generated|current_\w+)$", column.default) is not None
    return column.required or (column.varied and bool(column.default) and not is_made and not column.primary)


def can_be_made(entity: Entity) -> bool:
    """Whether rows of a table can be made up, as far as its own columns go."""
    columns = {column.sql: column for column in entity.columns}
    together = [[columns[name] for name in names if name in columns] for names in entity.together]
    return (
        not entity.opaque
        and all(is_known(column) for column in entity.columns if is_filled(column))
        and all(any(varies(c) or not is_filled(c) for c in several) for several in together)
    )


def sample(column: Column) -> Code:  # noqa: PLR0911  # one line per kind
    """A valid value as a TypeScript expression over a number `n` that differs from row to row."""
    match column.kind:
        case "uuid":
            return Code("crypto.randomUUID()")
        case "int" | "bigint" | "float":
            return Code(_number(column, steps(column)))
        case "decimal":
            return Code(_decimal(column, steps(column)))
        case "boolean":
            return Code("true")
        case "date":
            days = 4 if is_later(column.key) else 3
            return Code(f"dateIn({days} + (n % 300))" if column.varied else f"dateIn({days})")
        case "datetime":
            days_ = 3.125 if is_later(column.key) else 3
            return Code(f"timeIn({days_} + n / 1440)" if column.varied else f"timeIn({days_})")
        case "enum":
            return js(column.enum.values[0]) if column.enum else Code('""')
        case "json":
            return Code("{ note: n }")
    return _text(column)


def example(column: Column) -> Code:
    """One valid value, without a counter."""
    return Code(re.sub(r"\bn\b", "1", sample(column)))


def _number(column: Column, values: Steps) -> str:
    first = _plain(values.first)
    if not column.varied:
        return first
    turn = f"(n % {values.count})"
    return f"{first} + {turn}" if values.step == 1 else f"{first} + {turn} * {_plain(values.step)}"


def _decimal(column: Column, values: Steps) -> str:
    if not column.varied:
        return f'"{_plain(values.first)}"'
    if values.step == 1:
        return f"String({_number(column, values)})"
    return f"({_number(column, values)}).toFixed({column.scale or 2})"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _text(column: Column) -> Code:
    bounds, parts = column.bounds, set(naming.words(column.key))
    if bounds.options:
        return js(bounds.options[0])
    word = f"{column.label} ".replace("`", "").replace("$", "").replace("\\", "")
    forms = {
        "email": "person${n}@example.com",
        **dict.fromkeys(
            ("url", "link", "website", "homepage", "href", "image", "photo"), "https://example.com/${n}"
        ),
        **dict.fromkeys(("avatar",), "https://example.com/${n}"),
        **dict.fromkeys(("slug", "handle", "username"), "item-${n}"),
    }
    form = next((forms[part] for part in sorted(parts) if part in forms), word + "${n}")
    longest = bounds.longest if bounds.longest is not None else 255
    if longest < len(form) + 8:
        cut = f"String(n).slice(-{max(longest, 1)})"
        return Code(f'{cut}.padStart({max(bounds.shortest or 1, 1)}, "0")')
    return Code(
        f"`{form}`" + (f'.padEnd({bounds.shortest}, ".")' if (bounds.shortest or 0) > len(form) else "")
    )


# In SQL, for the first three rows.


def row_id(table: str, n: int) -> str:
    """A UUID of its own for the `n`-th row of a table, always the same."""
    digits = hashlib.sha256(f"{table}#{n}".encode()).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"


def in_sql(column: Column, n: int, entity: Entity) -> str:
    """A valid value of the `n`-th row (from 0) as an SQL expression."""
    if column.enum:
        return naming.literal(column.enum.values[n % len(column.enum.values)])
    if column.kind in ("int", "bigint", "decimal", "float"):
        return _plain(_number_of(column, n))
    fixed = {
        "boolean": "true",
        "date": f"current_date + {n + 7}",
        "datetime": f"date_trunc('day', now()) + interval '{n + 7} days 18 hours'",
        "json": f"'{{\"row\": {n + 1}}}'" if column.unique else "'{}'",
        "uuid": naming.literal(row_id(f"{entity.table}.{column.sql}", n)),
    }
    return fixed.get(column.kind) or naming.literal(_text_of(column, n, entity))


def _number_of(column: Column, n: int) -> Decimal:
    values = steps(column)
    usual = Decimal(_SEATS[n])
    top = values.first + values.step * (values.count - 1)
    return usual if values.step == 1 and values.first - 7 <= 2 <= usual <= top else values.at(n)


def _text_of(column: Column, n: int, entity: Entity) -> str:
    bounds, parts = column.bounds, naming.words(column.key)
    if bounds.options:
        return bounds.options[n % len(bounds.options)]
    if "email" in parts:
        text = f"{_WORDS[n].lower()}@example.com"
    elif {"url", "link", "website", "avatar", "image", "photo"} & set(parts):
        text = f"https://example.com/{n + 1}"
    elif "slug" in parts:
        text = _WORDS[n].lower()
    else:
        called = parts[-1] in ("name", "title", "label")
        text = f"{_WORDS[n]} {entity.phrase if called else column.label.lower()}"
    longest = bounds.longest if bounds.longest is not None else 255
    text = text if len(text) <= longest else f"{text[: longest - 1]}{n + 1}"
    return text.ljust(bounds.shortest or 0, ".")
