"""Renders a folder of templates into files. What a path says, it does:

- `@fact` as a part of a path: only where the app has that fact (`@auth-clerk`); `@not-fact` where it has not.
- `__axis__`: once for each item of the axis (`domains/__domain__/schemas.ts.j2`).
- `.j2` at the end: a template; anything else is copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

_AXIS = re.compile(r"__([a-z]+)__")
Axis = Callable[[Mapping[str, Any]], Iterable[tuple[str, Mapping[str, Any]]]]


class Source(Protocol):
    """Where templates come from (`bot.ports.stack.Templates`)."""

    def names(self, prefix: str = "") -> Iterable[str]: ...
    def render(self, name: str, values: Mapping[str, Any]) -> bytes: ...


@dataclass(frozen=True)
class Layer:
    """Templates, the facts that choose among them, and the values that they are given."""

    source: Source
    facts: frozenset[str]
    values: Mapping[str, Any]
    axes: Mapping[str, Axis] = field(default_factory=dict)

    def folder(self, prefix: str) -> dict[str, bytes]:
        """The files of one folder of templates, by their path in the app."""
        files: dict[str, bytes] = {}
        for name in self.source.names(prefix):
            path = self._chosen(name.removeprefix(prefix).lstrip("/"))
            if path is not None:
                files.update(self._rendered(name, path))
        return dict(sorted(files.items()))

    def _chosen(self, path: str) -> str | None:
        kept = []
        for part in path.split("/"):
            if not part.startswith("@"):
                kept.append(part)
            elif not self._has(part[1:]):
                return None
        return "/".join(kept)

    def _has(self, fact: str) -> bool:
        return fact.removeprefix("not-") not in self.facts if fact.startswith("not-") else fact in self.facts

    def _rendered(self, name: str, path: str) -> Iterable[tuple[str, bytes]]:
        for place, values in self._expanded(path, self.values):
            yield place.removesuffix(".j2"), self.source.render(name, values)

    def _expanded(self, path: str, values: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        found = _AXIS.search(path)
        if found is None:
            yield path, values
            return
        for text, more in self.axes[found.group(1)](values):
            yield from self._expanded(path.replace(found.group(0), text, 1), {**values, **more})
