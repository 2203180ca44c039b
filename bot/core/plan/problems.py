"""A problem: one finding about a plan, with its place and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One finding. Lines and columns count from 1; `end_column` is the first column after the fault.

    `pointer` is a JSON pointer (RFC 6901). `found`, `allowed` and `suggestion` are texts for people, or
    empty; `fix` is the whole corrected line where a change of that one line is the cure.
    """

    severity: Severity
    code: str
    message: str
    file: str
    line: int
    column: int
    pointer: str = ""
    found: str = ""
    allowed: str = ""
    suggestion: str = ""
    end_column: int | None = None
    fix: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The form that `plan check --json` prints."""
        return asdict(self)


def by_position(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in the order of the text, each once."""
    return tuple(
        sorted(dict.fromkeys(problems), key=lambda p: (p.line, p.column, p.severity, p.code, p.message))
    )


def pointer(path: Iterable[str | int]) -> str:
    """The JSON pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
