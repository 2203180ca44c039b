"""Problems for people: as Markdown for a comment, and as plain text with excerpts for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.plan.problems import Problem
from bot.core.text import code, cut, fence, inert

MOST_SHOWN: Final = 60
LONGEST: Final = 30_000
_WIDEST: Final = 160
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ICONS: Final = {"error": "❌", "warning": "⚠️"}


def problems_markdown(problems: Sequence[Problem], text: str, most: int = MOST_SHOWN) -> str:
    """A list of problems for a comment: line, what was found, what is allowed, the nearest valid, an excerpt.

    Errors come before warnings. The length is bounded by `most` problems of bounded size.
    """
    ordered = sorted(problems, key=lambda problem: problem.severity)
    lines = text.splitlines()
    parts = [_as_markdown(problem, lines) for problem in ordered[:most]]
    if len(ordered) > most:
        parts.append(f"… and {len(ordered) - most} more: `drystone plan check` lists them all.\n")
    return cut("\n".join(parts), LONGEST)


def _as_markdown(problem: Problem, lines: Sequence[str]) -> str:
    head = (
        f"- {_ICONS[problem.severity]} **line {problem.line}**: {_sentence(problem.message)} `{problem.code}`"
    )
    rows = [head]
    if problem.found and problem.found not in problem.message:
        rows.append(f"  - found {code(_cut(problem.found, 120))}")
    if problem.allowed:
        rows.append(f"  - allowed: {_sentence(problem.allowed, 300)}")
    if problem.fix is not None:
        rows.append("  - write this line instead:\n")
        rows.append(_indented(fence(_cut(problem.fix, 400), "yaml")))
    else:
        if problem.suggestion:
            rows.append(f"  - perhaps {code(_cut(problem.suggestion, 200))}")
        excerpt = "\n".join(_excerpt(problem, lines))
        rows += ["", _indented(fence(excerpt))] if excerpt else []
    return "\n".join(rows)


def _sentence(message: str, most: int = 400) -> str:
    """A message with its `code` kept as such and all else made inert."""
    return "".join(map(_piece, re.split(r"(`[^`\n]*`)", _cut(message, most))))


def _piece(piece: str) -> str:
    if piece.startswith("`") and len(piece) > 2:
        return code(piece[1:-1])
    blank = piece[: len(piece) - len(piece.lstrip())]
    return " " * len(blank) + inert(piece.lstrip())


def _indented(block: str) -> str:
    return "\n".join(f"    {line}" for line in block.rstrip("\n").split("\n")) + "\n"


def problems_text(problems: Sequence[Problem], text: str) -> str:
    """Problems for a terminal, in the order of the text, each with its line and a mark below the fault."""
    lines = text.splitlines()
    return "\n".join("\n".join(_as_text(problem, lines)) for problem in problems)


def problem_note(problem: Problem) -> str:
    """One problem in plain text, for a note beside its line."""
    found = problem.found and problem.found not in problem.message
    rows = [
        _plain(_cut(problem.message, 600)),
        f"Found: {_plain(_cut(problem.found, 200))}" if found else "",
        f"Allowed: {_plain(_cut(problem.allowed, 400))}" if problem.allowed else "",
    ]
    if problem.fix is not None:
        rows.append(f"Write: {_plain(_cut(problem.fix.strip(), 400))}")
    elif problem.suggestion:
        rows.append(f"Perhaps: {_plain(_cut(problem.suggestion, 200))}")
    return "\n".join(row for row in rows if row)


def _as_text(problem: Problem, lines: Sequence[str]) -> Iterator[str]:
    place = f"{problem.file}:{problem.line}:{problem.column}"
    yield f"{place}: {problem.severity}: {_plain(problem.message)} [{problem.code}]"
    yield from (f"    {line}" for line in _excerpt(problem, lines))
    if problem.found and problem.found not in problem.message:
        yield f"    found:   {_plain(_cut(problem.found, 120))}"
    if problem.allowed:
        yield f"    allowed: {_plain(_cut(problem.allowed, 300))}"
    if problem.fix is not None:
        yield f"    write:   {_plain(_cut(problem.fix.strip(), 400))}"
    elif problem.suggestion:
        yield f"    perhaps: {_plain(_cut(problem.suggestion, 200))}"


def _excerpt(problem: Problem, lines: Sequence[str]) -> Iterator[str]:
    """The line at fault, and below it a mark; of a long line, the stretch around the fault."""
    if not 0 < problem.line <= len(lines):
        return
    line = lines[problem.line - 1].expandtabs(1)
    if not line.strip():
        return
    start = max(0, problem.column - 1 - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[start : start + _WIDEST]
    at = problem.column - 1 - start
    wide = (problem.end_column or problem.column + 1) - problem.column
    number = str(problem.line)
    yield f"{number} | {_plain(shown)}"
    if 0 <= at <= len(shown):
        yield f"{' ' * len(number)} | {' ' * at}{'^' * max(1, min(wide, len(shown) - at))}"


def _plain(text: str) -> str:
    """Without characters that move a terminal's cursor or turn the direction of text."""
    return _CONTROL.sub("\ufffd", text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
