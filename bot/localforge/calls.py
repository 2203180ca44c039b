"""A call to the API as handlers see it, typed access to its body, and the answer they give."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from bot.localforge.errors import ApiError, not_found
from bot.localforge.records import Json, Repo
from bot.localforge.site import Act, Actor, Site

T = TypeVar("T")


@dataclass
class Answer:
    """What goes back: JSON, or raw bytes of a media type."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    media: str = "application/json; charset=utf-8"


@dataclass
class Call:
    """One request after authentication; `repo` is None for routes that name none."""

    site: Site
    actor: Actor
    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    accept: str
    repo: Repo | None = None

    @property
    def act(self) -> Act:
        """The caller at work in the repository that the path names."""
        if self.repo is None:
            raise not_found()
        return Act(self.site, self.actor, self.repo)

    def number(self, name: str) -> int:
        """A path parameter that is a number."""
        text = self.params[name]
        if not text.isdigit():
            raise not_found()
        return int(text)

    def text(self, key: str) -> str:
        """A string that the body must have."""
        if key not in self.body or self.body[key] is None:
            raise _missing(key)
        return self._typed(key, str, "a string")

    def text_or_none(self, key: str) -> str | None:
        """A string that the body may have."""
        return None if self.body.get(key) is None else self._typed(key, str, "a string")

    def flag(self, key: str, *, default: bool) -> bool:
        """A boolean that the body may have."""
        return default if self.body.get(key) is None else self._typed(key, bool, "a boolean")

    def texts(self, key: str) -> list[str] | None:
        """A list of strings that the body may have; label objects count by their names."""
        if self.body.get(key) is None:
            return None
        items = self._typed(key, list, "an array")
        return [str(item["name"]) if isinstance(item, dict) else str(item) for item in items]

    def objects(self, key: str) -> list[Json]:
        """A list of objects that the body may have."""
        items = [] if self.body.get(key) is None else self._typed(key, list, "an array")
        if not all(isinstance(item, dict) for item in items):
            raise ApiError(422, f"Invalid request.\n\nFor '{key}', every item is to be an object.")
        return cast(list[Json], items)

    def one_of(self, key: str, allowed: Sequence[str], default: str) -> str:
        """A string of the body out of a closed set."""
        value = self.text_or_none(key)
        if value is None:
            return default
        if value not in allowed:
            raise ApiError(422, f"Invalid request.\n\n{value} is not a member of {list(allowed)}.")
        return value

    def _typed(self, key: str, kind: type[T], name: str) -> T:
        value = self.body[key]
        if not isinstance(value, kind):
            raise ApiError(422, f"Invalid request.\n\nFor 'properties/{key}', {value!r} is not {name}.")
        return value


def _missing(key: str) -> ApiError:
    return ApiError(422, f'Invalid request.\n\n"{key}" wasn\'t supplied.')


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """A method and path with its handler and what it takes to call it.

    `needs`: a permission such as `issues:write`; or, without a repository, `jwt`, `installation`, `token`.
    `role`: what a person needs where that is not the level of `needs`.
    """

    method: str
    path: str
    handler: Handler
    needs: str
    role: str = ""


def page(call: Call, items: Sequence[Json], key: str = "") -> Answer:
    """One page of a list, with a `Link` header; under `key` with `total_count` where the API wraps lists."""
    size = _bounded(call.query.get("per_page"), 30, 100)
    number = _bounded(call.query.get("page"), 1, 10**9)
    part = list(items[(number - 1) * size : number * size])
    data: Any = {"total_count": len(items), key: part} if key else part
    link = _links(call, number, -(-len(items) // size))
    return Answer(data, headers={"Link": link} if link else {})


def _bounded(text: str | None, default: int, most: int) -> int:
    return min(int(text), most) if text and text.isdigit() and int(text) > 0 else default


def _links(call: Call, number: int, last: int) -> str:
    pages: dict[str, int] = {}
    if number < last:
        pages |= {"next": number + 1, "last": last}
    if number > 1:
        pages |= {"prev": min(number - 1, max(last, 1)), "first": 1}
    url = f"{call.site.url}{call.path}"
    others = "".join(f"{name}={value}&" for name, value in call.query.items() if name != "page")
    return ", ".join(f'<{url}?{others}page={at}>; rel="{name}"' for name, at in pages.items())
