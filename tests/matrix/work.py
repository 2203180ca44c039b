"""Random operations on entities, of every meaning and for every caller, and the routes that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from bot.core.plan import naming
from tests.matrix import words
from tests.matrix.choices import Choices
from tests.matrix.tables import Table, Written

METHODS: Final = {
    "create": ("POST",),
    "get": ("GET",),
    "list": ("GET", "GET", "POST"),
    "update": ("PATCH", "PUT"),
    "delete": ("DELETE",),
    "change": ("POST", "PUT"),
    "open": ("POST",),
    "count": ("GET",),
}
MEANINGS: Final = ("create", "create", "list", "list", "get", "update", "delete", "change", "open", "count")


@dataclass
class Work:
    """The operations of a plan, by domain, and its routes."""

    operations: dict[str, list[Written]] = field(default_factory=dict)
    routes: list[Written] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    paths: set[tuple[str, str]] = field(default_factory=set)


def work(rng: Random, choices: Choices, tables: Iterable[Table], effects: list[str]) -> Work:
    """Operations on each table, or on none of them, and a route to most."""
    made = Work()
    is_odd = choices.names == "odd"
    for table in tables:
        for meaning in sorted(set(rng.choices(MEANINGS, k=rng.randint(0, 9)))):
            for operation in _operations(rng, table, meaning, is_odd=is_odd):
                _finish(rng, operation, choices, effects)
                _keep(rng, made, table, meaning, operation)
    return made


def _operations(rng: Random, table: Table, meaning: str, *, is_odd: bool) -> Iterator[Written]:
    noun = naming.pascal(table.name)
    many = naming.pascal(naming.plural(naming.phrase(table.name)))
    match meaning:
        case "create":
            yield _operation(rng.choice(words.MAKING_VERBS) + noun, "command", _given(rng, table), table.name)
        case "list":
            asked = _some(rng, table, most=2)
            yield _operation(rng.choice(words.LISTING_VERBS) + many, "query", asked, _many(rng, table.name))
        case "get":
            yield _operation(f"get{noun}", "query", _row(rng, table), table.name)
        case "update":
            changed = {**_row(rng, table), **_some(rng, table, most=4)}
            yield _operation(rng.choice(words.CHANGING_VERBS) + noun, "command", changed, table.name)
        case "delete":
            yield _operation(rng.choice(words.REMOVING_VERBS) + noun, "command", _row(rng, table), table.name)
        case "change":
            for verb in rng.sample(words.STATE_VERBS, rng.randint(1, 3)):
                more = (
                    {"reason": "text"}
                    if rng.random() < 0.2
                    else _some(rng, table, most=rng.choice((0, 0, 1)))
                )
                yield _operation(verb + noun, "command", {**_row(rng, table), **more}, table.name)
        case "open":
            yield _operation(rng.choice(words.OPEN_VERBS) + noun, "command", _row(rng, table), table.name)
        case _:
            name = naming.camel(many).rstrip("_") if is_odd and rng.random() < 0.5 else f"count{many}"
            yield _operation(name, "query", {"since": "date", "deep": "json"}, "Count")


def _operation(name: str, kind: str, given: dict[str, str], output: str) -> Written:
    return {"name": name, "kind": kind, "input": given, "output": output}


def _many(rng: Random, name: str) -> str:
    return rng.choice((f"{name}[]", f"{name}[]", f"list<{name}>", f"Page({name})", name))


def _row(rng: Random, table: Table) -> dict[str, str]:
    kind = table.key or "uuid"
    return {rng.choice(("id", "id", f"{naming.key(table.name)}Id")): kind}


def _plain(one: Written) -> bool:
    return one["name"] not in ("id", "createdAt", "updatedAt") and not one["type"].startswith("fk(user")


def _given(rng: Random, table: Table) -> dict[str, str]:
    """What creating takes: all that has to be there (mostly), and some of the rest."""
    given = {"id": table.key} if table.key == "string" else {}
    for one in filter(_plain, table.fields):
        has_to = not one.get("nullable") and "default" not in one
        if rng.random() < (0.97 if has_to else 0.5):
            given[_input_name(rng, one)] = _input_type(rng, one)
    return given


def _some(rng: Random, table: Table, most: int) -> dict[str, str]:
    usable = list(filter(_plain, table.fields))
    chosen = rng.sample(usable, min(len(usable), rng.randint(0, most)))
    return {_input_name(rng, one): _input_type(rng, one) for one in chosen}


def _input_name(rng: Random, one: Written) -> str:
    name: str = one["name"]
    return naming.snake(name) if rng.random() < 0.1 else name


def _input_type(rng: Random, one: Written) -> str:
    text: str = one["type"]
    if text.startswith("fk("):
        return text if rng.random() < 0.3 else "uuid"
    return text


def _finish(rng: Random, operation: Written, choices: Choices, effects: list[str]) -> None:
    auth = choices.callers if choices.callers != "mixed" else rng.choice(("user", "user", "admin", "public"))
    if auth != "user" or rng.random() < 0.2:
        operation["auth"] = auth
    if operation["kind"] == "command" and effects and rng.random() < 0.2:
        operation["sideEffects"] = rng.sample(effects, rng.randint(1, min(2, len(effects))))


def _keep(rng: Random, made: Work, table: Table, meaning: str, operation: Written) -> None:
    if naming.camel(operation["name"]) in made.names:
        return
    made.names.add(naming.camel(operation["name"]))
    made.operations.setdefault(table.domain, []).append(operation)
    if rng.random() < 0.8:
        _route(rng, made, table, meaning, operation)


def _route(rng: Random, made: Work, table: Table, meaning: str, operation: Written) -> None:
    folder = naming.kebab(naming.plural(naming.phrase(table.name)))
    path = f"/api/{folder}"
    if meaning in ("get", "update", "delete", "change", "open"):
        key = naming.snake(next(iter(operation["input"])))
        path += f"/:{key}" if rng.random() < 0.2 else f"/{{{key}}}"
    if meaning in ("change", "open", "count"):
        path += f"/{naming.words(operation['name'])[0]}"
    method = rng.choice(METHODS[meaning])
    shape = (method, path.replace(path.split("/")[3], "*") if path.count("/") > 2 else path)
    if shape in made.paths:
        return
    made.paths.add(shape)
    limits = {} if rng.random() < 0.7 else {"rateLimit": rng.choice((0, 1, 60, 5000))}
    checks = {} if rng.random() < 0.9 else {"validate": rng.random() < 0.5}
    route = f"{table.domain}.{operation['name']}"
    made.routes.append({"method": method, "path": path, "operation": route, **limits, **checks})
