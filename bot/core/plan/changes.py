"""What a changed plan changes: every difference between two plans, by name and not by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from bot.core.plan.canonical import canonical
from bot.core.plan.model import Plan
from bot.core.text import code, table

MOST_SHOWN: Final = 60
_WIDEST: Final = 60
_NAMED: Final = {
    "pages": "page",
    "sections": "section",
    "ui": "component",
    "domains": "domain",
    "entities": "entity",
    "fields": "field",
    "operations": "operation",
    "routes": "route",
    "policies": "policy",
    "indexes": "index",
}
"""Lists whose items have names, and what one of them is called."""
_FREE: Final = frozenset({"input", "props", "variables"})
"""Mappings whose keys the plan makes up."""
_HEADLINES: Final = ("type", "operation", "kind", "route", "using", "from")

Json = Any
Place = tuple[str, ...]


class Change(NamedTuple):
    """One difference. `place` says where in words; `was` is empty for what is new, `becomes` for what goes."""

    place: Place
    was: str
    becomes: str


def plan_changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """All differences, in the order of the plan; none where the digests are equal, and only there."""
    return tuple(_between((), "", json.loads(canonical(before)), json.loads(canonical(after))))


def changes_markdown(changes: Sequence[Change], most: int = MOST_SHOWN) -> str:
    """The changes as a table of bounded size."""
    rows = [[_mark(one), ", ".join(one.place), code(one.was), code(one.becomes)] for one in changes[:most]]
    more = f"\n… and {len(changes) - most} more.\n" if len(changes) > most else ""
    return table([["", "what", "is", "will be"], *rows]) + more


def _mark(change: Change) -> str:
    if not change.was:
        return "➕"
    return "✏️" if change.becomes else "➖"


def _between(
    place: Place, key: str, was: Json, now: Json, named: Mapping[str, str] = _NAMED
) -> Iterator[Change]:
    if json.dumps(was) == json.dumps(now):
        return
    if key in named and isinstance(was, list) and isinstance(now, list):
        yield from _between_lists(place, named[key], _by_name(was), _by_name(now))
    elif isinstance(was, dict) and isinstance(now, dict):
        known = {} if key in _FREE else named
        for inner in {**was, **now}:
            at = place if inner in known else (*place, inner)
            yield from _between(at, inner, was.get(inner), now.get(inner), known)
        yield from _reordered((*place, "order"), was, now)
    else:
        yield Change(place, *_shown(_text(was), _text(now)))


def _between_lists(place: Place, word: str, was: dict[str, Json], now: dict[str, Json]) -> Iterator[Change]:
    outer = tuple(part for part in place if "`" in part and not part.startswith("domain "))
    for name in {**was, **now}:
        at = (*outer, f"{word} {code(name)}")
        if name in was and name in now:
            yield from _between(at, "", was[name], now[name])
        else:
            yield Change(at, _headline(was.get(name)), _headline(now.get(name)))
    yield from _reordered((*outer, f"order of each {word}"), was, now)


def _reordered(place: Place, was: Collection[str], now: Collection[str]) -> Iterator[Change]:
    """What stays, in another order: forms and arguments follow it."""
    stayed, order = [name for name in was if name in now], [name for name in now if name in was]
    if stayed != order:
        yield Change(place, _cut(", ".join(stayed)), _cut(", ".join(order)))


def _by_name(items: Sequence[Json]) -> dict[str, Json]:
    """Name -> item; a name that is there twice gets a number."""
    seen: Counter[str] = Counter()
    named = {}
    for item in items:
        name = _name(item)
        seen[name] += 1
        named[name if seen[name] == 1 else f"{name} ({seen[name]})"] = item
    return named


def _name(item: Json) -> str:
    if "method" in item:
        return f"{item['method']} {item['path']}"
    if "columns" in item:
        return f"{item['table']}({', '.join(item['columns'])})"
    if "policy" in item:
        return f"{item['entity']} {item['policy']}"
    return str(item.get("name") or item.get("component"))


def _headline(item: Json) -> str:
    """An item that comes or goes, in a word or two; nothing where there is none."""
    if item is None:
        return ""
    if "fields" in item:
        return _cut(", ".join(str(field["name"]) for field in item["fields"]))
    return _cut(next((str(item[key]) for key in _HEADLINES if key in item), "there"))


def _text(value: Json) -> str:
    if value is None:
        return ""
    return str(value or '""') if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shown(was: str, now: str) -> tuple[str, str]:
    """Both in few characters; of long ones the stretch in which they begin to differ."""
    if not was or not now or max(len(was), len(now)) <= _WIDEST:
        return _cut(was), _cut(now)
    shorter = min(len(was), len(now))
    same = next((at for at in range(shorter) if was[at] != now[at]), shorter)
    start = max(same - _WIDEST // 3, 0)
    lead = "…" if start else ""
    return lead + _cut(was[start:]), lead + _cut(now[start:])


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
