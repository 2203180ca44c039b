"""Rows that can be made: keys that keys can be, references that a first row can fill, defaults that checks let in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import Bounds
from bot.core.plan.bounds import bounds_of
from bot.core.plan.checks.base import Check, FieldAt, Finding, View
from bot.core.plan.checks.examples import domain, entity, item
from bot.core.plan.model import Entity

_KEYS: Final = ("uuid", "string", "text", "int", "bigint")


def _circles(view: View) -> Iterator[Finding]:
    """A circle of references that must all be filled; the SQL decides where it is given."""
    if view.plan.database.source == "sql":
        return
    needs: dict[str, list[tuple[str, FieldAt]]] = {}
    for at in view.fields:
        target = view.entity(at.type.table or "") if at.type and at.type.kind == "fk" else None
        if target and not at.field.nullable and at.field.default is None:
            needs.setdefault(at.owner.entity.name, []).append((target.entity.name, at))
    for name, listed in needs.items():
        for target_name, at in listed:
            if way := _way(needs, target_name, name):
                said = " -> ".join(f"`{one}`" for one in (name, *way))
                message = f"No first row can be made: each needs a row of the next, {said}."
                yield Finding((*at.path, "type"), message, at.field.type, "`nullable: true` on one of them")


def _way(needs: dict[str, list[tuple[str, FieldAt]]], start: str, end: str) -> list[str]:
    """The tables from one to another by references that must be filled; none where there is no way."""
    ways = {start: [start]}
    waiting = [start]
    while waiting:
        one = waiting.pop(0)
        if one == end:
            return ways[one]
        for following, _ in needs.get(one, ()):
            if following not in ways:
                ways[following] = [*ways[one], following]
                waiting.append(following)
    return []


def _keys(view: View) -> Iterator[Finding]:
    if view.plan.database.source == "sql":
        return
    for at in view.fields:
        if naming.key(at.field.name) != "id" or at.type is None:
            continue
        if at.type.kind not in _KEYS:
            message = f"`{at.owner.entity.name}.id` is the key of its rows, and no key is a `{at.type}`."
            yield Finding((*at.path, "type"), message, str(at.type), ", ".join(_KEYS), "uuid")
        elif at.field.nullable:
            message = f"`{at.owner.entity.name}.id` is the key of its rows, and no key is empty."
            yield Finding((*at.path, "nullable"), message, "true", "false")


def _references(view: View) -> Iterator[Finding]:
    for at in view.fields:
        if at.type is None or at.type.kind != "fk":
            continue
        target = view.entity(at.type.table or "")
        pointed = view.columns(target.entity).get(naming.snake(at.type.column or "")) if target else None
        if pointed is not None and pointed.kind not in (*_KEYS, "fk"):
            message = f"`{at.type.table}.{at.type.column}` is a `{pointed}`, by which no row is chosen."
            suggestion = f"fk({at.type.table}.id)"
            yield Finding((*at.path, "type"), message, str(pointed), ", ".join(_KEYS), suggestion)
        elif target and _may_be_empty(target.entity, at.type.column or ""):
            message = f"`{at.type.table}.{at.type.column}` may be empty: such a row could not be chosen."
            suggestion = f"fk({at.type.table}.id)"
            yield Finding(
                (*at.path, "type"), message, at.field.type, "a field that is not `nullable`", suggestion
            )


def _may_be_empty(pointed: Entity, column: str) -> bool:
    return any(one.nullable and naming.snake(one.name) == naming.snake(column) for one in pointed.fields)


def _defaults(view: View) -> Iterator[Finding]:
    for at in view.fields:
        given, check = at.field.default, at.field.check
        if given is None or not check or isinstance(given, bool):
            continue
        for name in dict.fromkeys((at.field.name, naming.snake(at.field.name))):
            if not _is_within(given, bounds_of(check, name)):
                message = f"The default {given!r} breaks the field's own check."
                yield Finding((*at.path, "default"), message, repr(given), check)
                break


def _is_within(value: str | float, bounds: Bounds) -> bool:
    if isinstance(value, str):
        fits = (bounds.shortest or 0) <= len(value) <= (bounds.longest if bounds.longest is not None else 1e9)
        return fits and (not bounds.options or value in bounds.options)
    return (
        (bounds.least is None or value >= bounds.least)
        and (bounds.most is None or value <= bounds.most)
        and (bounds.above is None or value > bounds.above)
        and (bounds.below is None or value < bounds.below)
    )


_TITLE: Final = "name: title, type: string"
_BOX: Final = 'name: shelfId, type: "fk(Shelf.id)"'

CHECKS: Final = (
    Check(
        "plan.required-circle",
        "error",
        "Entities refer to each other in a circle, and every reference must be filled: no first row can be made.",
        "Say `nullable: true` for one of the references.",
        domain(
            entity("Shelf", 'name: firstId, type: "fk(Item.id)"') + entity("Item", _TITLE, _BOX),
        ),
        domain(
            entity("Shelf", 'name: firstId, type: "fk(Item.id)", nullable: true')
            + entity("Item", _TITLE, _BOX),
        ),
        _circles,
    ),
    Check(
        "plan.key-type",
        "error",
        "The field `id` is the key of an entity's rows, and has a type that keys do not have, or may be empty.",
        f"Use {', '.join(_KEYS)}; or leave `id` out, and every row gets a `uuid`.",
        item("name: id, type: json", _TITLE),
        item("name: id, type: uuid", _TITLE),
        _keys,
    ),
    Check(
        "plan.fk-type",
        "error",
        "A foreign key refers to a field by which people cannot choose a row: of another type, or one that may be "
        "empty.",
        "Refer to `id`, or to a unique text or whole number that is not `nullable`.",
        domain(
            entity("Shelf", "name: opened, type: date, unique: true")
            + entity("Item", _TITLE, 'name: shelf, type: "fk(Shelf.opened)"')
        ),
        domain(
            entity("Shelf", "name: opened, type: date, unique: true")
            + entity("Item", _TITLE, 'name: shelf, type: "fk(Shelf.id)"')
        ),
        _references,
    ),
    Check(
        "plan.default-breaks-check",
        "error",
        "A field's default is a value that its own `check` refuses.",
        "Choose a default that the check lets in.",
        item("name: stock, type: int, default: 0, check: stock > 0"),
        item("name: stock, type: int, default: 1, check: stock > 0"),
        _defaults,
    ),
)
