"""Open points: operations that the plan leaves open, each a file of its own that somebody has to write.

Such a file is people's once they have changed it: what is generated later never touches it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.core.plan.load import load
from bot.core.plan.resolve import resolve

_FILE: Final = re.compile(r"domains/[^/]+/open/[^/]+\.ts")
_UNWRITTEN: Final = "throw openPoint("


@dataclass(frozen=True)
class OpenPoint:
    """One that nobody has written yet: its file, the line to write, and what its operation was to say."""

    path: str
    line: int
    said: str


def is_open_file(path: str) -> bool:
    """Whether a path is that of an operation which the plan leaves open."""
    return _FILE.fullmatch(path) is not None


@lru_cache(maxsize=64)
def leaves_open(plan_text: str) -> bool:
    """Whether a plan leaves an operation open."""
    plan = load(plan_text).plan
    return plan is not None and any(one.meaning == "open" for one in resolve(plan).operations)


def unwritten(files: Mapping[str, bytes]) -> tuple[OpenPoint, ...]:
    """The open points of an app that nobody has written yet, by path."""
    return tuple(
        OpenPoint(path, number, _said(line))
        for path in sorted(files)
        if is_open_file(path)
        for number, line in enumerate(files[path].decode(errors="replace").splitlines(), 1)
        if line.strip().startswith(_UNWRITTEN)
    )


def _said(line: str) -> str:
    return line.strip().removeprefix(_UNWRITTEN).rstrip(");").strip('"')


def peoples(paths: Iterable[str], before: Mapping[str, bytes], tree: Mapping[str, bytes]) -> list[str]:
    """Those paths of open points where `tree` has what people wrote, not what was generated `before`."""
    return [path for path in paths if is_open_file(path) and path in tree and tree[path] != before.get(path)]
