"""GitHub's published description of its API, as a judge of answers, webhooks and a client's requests.

`Conformance()` is a watcher for `LocalForge.on_request`: it checks what the client sent and what it got. `problems`
lists what differs from the description; `assert_none()` raises with all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Union

from githubkit_schemas.latest import models, webhooks
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.localforge.server import Seen

_MODULES = ("apps", "checks", "git", "issues", "pulls", "reactions", "repos", "users", "rate_limit")
_METHOD = re.compile(r"^    def \w+\(", re.MULTILINE)
_ROUTE = re.compile(r"\n        (GET|POST|PUT|PATCH|DELETE) (/\S*)\n")
_BODY = re.compile(r"type_validate_python\(\s*(.+?),\s*json,?\s*\)", re.DOTALL)
_ANSWER = re.compile(r"response_model=(.+?),\n\s+(?:error_models|\))", re.DOTALL)
_ERROR = re.compile(r'"(\d+)": (\w+)')
_PARAMS = re.compile(r"params = \{(.*?)\n        \}", re.DOTALL)
_SLASHED = ("path", "ref", "basehead", "branch", "tree_sha")


@dataclass(frozen=True)
class Operation:
    """One operation of the description; the models are expressions over the published names."""

    method: str
    template: str
    body: str | None
    answer: str | None
    errors: dict[str, str]
    query: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its paths look like."""
        parts = re.split(r"\{(\w+)\}", self.template)
        names = (".+" if part in _SLASHED else "[^/]+" for part in parts[1::2])
        literal = [re.escape(part) for part in parts[::2]]
        return re.compile("".join(a + b for a, b in zip(literal, [*names, ""], strict=True)))

    @property
    def literal(self) -> int:
        """How much of the path is fixed: the more, the better a match."""
        return len(re.sub(r"\{\w+\}", "", self.template))


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the resources that the forge plays."""
    spec = find_spec("githubkit_schemas.v2026_03_10.rest")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    return tuple(one for name in _MODULES for one in _read(folder / f"{name}.py"))


def _read(path: Path) -> Iterator[Operation]:
    for part in _METHOD.split(path.read_text(encoding="utf-8"))[1:]:
        route = _ROUTE.search(part)
        if route is None:
            continue
        text = part.partition("async def ")[0]
        body, answer = _BODY.search(text), _ANSWER.search(text)
        params = _PARAMS.search(text)
        yield Operation(
            method=route[1],
            template=route[2],
            body=body[1] if body else None,
            answer=answer[1] if answer else None,
            errors=dict(_ERROR.findall(text)),
            query=frozenset(re.findall(r'"(\w+)":', params[1])) if params else frozenset(),
        )


@cache
def operation_for(method: str, path: str) -> Operation | None:
    """The operation that a call is."""
    found = [one for one in operations() if one.method == method and one.pattern.fullmatch(path)]
    return max(found, key=lambda one: one.literal, default=None)


@cache
def adapter(expression: str) -> TypeAdapter[Any]:
    """What judges values of a type, given as the description's own expression."""
    names = {
        name: getattr(models, name) for name in re.findall(r"[A-Z]\w+", expression) if hasattr(models, name)
    }
    scope = {**names, "Union": Union, "Annotated": Annotated, "Field": Field, "PYDANTIC_V2": True}
    return TypeAdapter(eval(f"({expression})", scope))


def problems_of(value: Any, expression: str) -> list[str]:
    """How a value differs from a type."""
    try:
        adapter(expression).validate_python(value)
    except ValidationError as refused:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in refused.errors()]
    return []


def unknown_keys(value: Any, expression: str) -> list[str]:
    """Keys of a request that the description does not have."""
    try:
        known = adapter(expression).validate_python(value)
    except ValidationError:
        return []
    dumped = known.model_dump(by_alias=True, exclude_unset=True) if isinstance(known, BaseModel) else known
    return [f"unknown key {where}" for where in _missing(value, dumped, "")]


def _missing(given: Any, kept: Any, where: str) -> Iterator[str]:
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            if key not in kept:
                yield f"{where}/{key}"
            else:
                yield from _missing(value, kept[key], f"{where}/{key}")
    elif isinstance(given, list) and isinstance(kept, list):
        for index, (one, other) in enumerate(zip(given, kept, strict=True)):
            yield from _missing(one, other, f"{where}/{index}")


def webhook_problems(event: str, payload: Any) -> list[str]:
    """How a webhook differs from the description."""
    name = "".join(word.capitalize() for word in event.split("_")) + "Event"
    try:
        _webhook(name).validate_python(payload)
    except ValidationError as refused:
        return [f"{event}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in refused.errors()]
    return []


@cache
def _webhook(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(webhooks, name))


@dataclass
class Conformance:
    """Collects what differs; give it to `LocalForge.on_request`."""

    problems: list[str] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)

    def __call__(self, seen: Seen) -> None:
        """Judge one call."""
        if seen.path == "/api/graphql":
            return
        operation = operation_for(seen.method, seen.path)
        if operation is None:
            self._note(seen, ["no such operation"] if seen.status != 404 else [])
            return
        self.judged.add(f"{operation.method} {operation.template}")
        self._note(seen, self._request(seen, operation))
        self._note(seen, self._answer(seen, operation))

    def assert_none(self) -> None:
        """Fail with all that was found."""
        assert not self.problems, "\n".join(self.problems)

    def _request(self, seen: Seen, operation: Operation) -> list[str]:
        if seen.status == 422:
            return []
        found = [f"unknown query parameter {name}" for name in seen.query if name not in operation.query]
        if operation.body is None:
            return found if seen.body in (None, {}) else [*found, "a body where none belongs"]
        body = {} if seen.body is None else seen.body
        return [*found, *problems_of(body, operation.body), *unknown_keys(body, operation.body)]

    def _answer(self, seen: Seen, operation: Operation) -> list[str]:
        if seen.status >= 400:
            expression = operation.errors.get(str(seen.status), "BasicError")
            return problems_of(seen.answer, expression)
        if operation.answer is None or seen.answer is None:
            return []
        return problems_of(seen.answer, operation.answer)

    def _note(self, seen: Seen, found: list[str]) -> None:
        where = f"{seen.method} {seen.path} -> {seen.status}"
        self.problems += [f"{where}: {problem}" for problem in found]


def judge_deliveries(deliveries: list[dict[str, Any]]) -> list[str]:
    """How the webhooks of a delivery log (`forge.deliveries()`) differ from the description."""
    return [
        problem
        for delivery in deliveries
        for problem in webhook_problems(delivery["event"], json.loads(delivery["payload"]))
    ]
