"""Faults of YAML's syntax: says them in plain words, and finds the corrected line where one line is the cure.

A correction is offered only when the text reads on beyond it, so that the problems behind it are found too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import yaml

from bot.core.plan.problems import Problem
from bot.core.plan.reader import Document, read
from bot.core.plan.text import line_at, quoted, with_line

_MOST_READ: Final = 4_000_000
"""Characters that may be read again, in all, to try corrections: what bounds the time they take."""
_MOST_CANDIDATES: Final = 12
_MOST_OF_A_LINE: Final = 5
"""Corrections of one line, after which it is left to people."""

_EXPLAINED: Final = (
    ("cannot start any token", "\t", "yaml.tab", "A tab cannot indent: YAML takes spaces."),
    ("found a tab", "", "yaml.tab", "A tab cannot indent: YAML takes spaces."),
    ("cannot start any token", "", "yaml.quote", "A text that starts with this character has to be quoted."),
    ("alphabetic or numeric character", "", "yaml.quote", "A text that starts with * or & has to be quoted."),
    (
        "mapping values are not allowed",
        "",
        "yaml.colon",
        "A text that holds a colon and a space has to be quoted.",
    ),
    ("expected ',' or '}'", "{", "yaml.flow", "Inside { … } a text that holds braces has to be quoted."),
    ("expected ',' or ']'", "{", "yaml.flow", "Inside [ … ] a text that holds braces has to be quoted."),
    ("expected ',' or '}'", "[", "yaml.flow", "Inside { … } a text that holds brackets has to be quoted."),
    ("expected ',' or ']'", "[", "yaml.flow", "Inside [ … ] a text that holds brackets has to be quoted."),
    ("expected ',' or '}'", "", "yaml.flow", "This { has no } where one is due."),
    ("expected ',' or ']'", "", "yaml.flow", "This [ has no ] where one is due."),
    (
        "unexpected end of stream",
        "",
        "yaml.end",
        "The text ends inside a quoted text: its closing quote is missing.",
    ),
    ("document separator", "", "yaml.end", "A quoted text runs on into `---`: its closing quote is missing."),
    ("could not find expected ':'", "", "yaml.colon", "A key has to be followed by a colon and a space."),
    (
        "expected key",
        "",
        "yaml.indent",
        "This line does not continue what stands above it: look at indent and quotes.",
    ),
    (
        "expected '-' indicator",
        "",
        "yaml.indent",
        "This line does not continue the list: look at indent and quotes.",
    ),
    (
        "expected <document start>",
        "",
        "yaml.documents",
        "The document ended above, and only one is allowed.",
    ),
    (
        "unknown escape",
        "",
        "yaml.escape",
        "A double-quoted text has no such escape: write \\\\ for a backslash.",
    ),
)


@dataclass(frozen=True)
class Repaired:
    """A document that could be read, perhaps after corrections, and the corrected text."""

    document: Document
    content: str
    problems: tuple[Problem, ...]


def read_with_repairs(content: str, file: str) -> Repaired:
    """Read a text; correct it line by line where one line is at fault, and tell each correction."""
    problems: list[Problem] = []
    document = read(content)
    trial, corrected = _Trial(_MOST_READ), Counter[int]()
    while document.syntax is not None:
        problem = _explain(document.syntax, content, file)
        correction = _correct(content, document.syntax, trial)
        if correction is None or corrected[correction[0]] == _MOST_OF_A_LINE:
            return Repaired(document, content, (*problems, problem))
        number, line, content, document = correction
        corrected[number] += 1
        problems.append(_with_fix(problem, number, line))
    return Repaired(document, content, tuple(problems))


@dataclass
class _Trial:
    """Reads changed texts, as long as characters are left to read."""

    left: int

    def read(self, content: str) -> Document | None:
        """The document, or None where too much was read already."""
        self.left -= len(content)
        return read(content) if self.left >= 0 else None


def _with_fix(problem: Problem, number: int, line: str) -> Problem:
    column = problem.column if problem.line == number else len(line) - len(line.lstrip()) + 1
    return replace(problem, line=number, column=column, suggestion=line, fix=line)


def _position(error: yaml.YAMLError) -> tuple[int, int]:
    """Line and column, from 1."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _within(content: str, line: int, column: int) -> tuple[int, int]:
    """A place in the text: what is wrong at its end, YAML tells on the line after it."""
    lines = content.split("\n")
    return (line, column) if line <= len(lines) else (len(lines), len(lines[-1]) + 1)


def _explain(error: yaml.YAMLError, content: str, file: str) -> Problem:
    line, column = _within(content, *_position(error))
    said = str(getattr(error, "problem", None) or error)
    rest = line_at(content, line)[column - 1 :]
    unknown = ("yaml.syntax", f"This is not YAML: {said}.")
    code, message = next(
        (
            (code, words)
            for phrase, start, code, words in _EXPLAINED
            if phrase in said and rest.startswith(start)
        ),
        unknown,
    )
    return Problem("error", code, message, file, line, column, found=rest.strip()[:80])


def _correct(content: str, error: yaml.YAMLError, trial: _Trial) -> tuple[int, str, str, Document] | None:
    """The first correction of one line after which the text reads on beyond it."""
    line, column = _position(error)
    context = getattr(error, "context_mark", None)
    numbers = [line, line - 1]
    if context is not None and context.line + 1 not in numbers:
        numbers.append(context.line + 1)
    for number in numbers:
        written = line_at(content, number)
        at = column if number == line else len(written) + 1
        for candidate in islice(_candidates(written, at), _MOST_CANDIDATES):
            if candidate == written:
                continue
            changed = with_line(content, number, candidate)
            document = trial.read(changed)
            if document is None:
                return None
            if document.syntax is None or _position(document.syntax) > (max(line, number), len(candidate)):
                return number, candidate, changed, document
    return None


def _candidates(line: str, column: int) -> Iterator[str]:
    if not line.strip():
        return
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        yield indent.replace("\t", "  ") + line.lstrip()
    yield from _mended_quotes(line)
    yield from _quoted_stretches(line, column)
    value = re.fullmatch(r"(\s*(?:- +)*(?:[\w.-]+:\s+)?)(\S.*?)(\s+#.*|\s*)", line)
    if value is not None and value.group(2)[0] not in "{[|>":
        yield value.group(1) + quoted(value.group(2)) + value.group(3)
    tight = re.fullmatch(r"(\s*(?:- +)*[A-Za-z_][\w-]*):(\S.*)", line)
    if tight is not None:
        yield f"{tight.group(1)}: {tight.group(2)}"


def _mended_quotes(line: str) -> Iterator[str]:
    """The line with its value's own quotes put right: one that is missing, inner ones, backslashes."""
    value = re.fullmatch(r"""(\s*(?:- +)*(?:[\w.-]+:\s+)?)(["'])(.*?)\s*""", line)
    if value is None:
        return
    before, mark, inner = value.groups()
    if inner.endswith(mark) and len(inner) > 1:
        if mark == '"':
            yield before + mark + re.sub(r"\\(?![\\\"])", r"\\\\", inner)
        yield before + quoted(inner[:-1])
    elif mark not in inner:
        yield before + quoted(inner)


def _quoted_stretches(line: str, column: int) -> Iterator[str]:
    """The line with one value of a flow list or mapping quoted: the value at `column`, or any with braces."""
    starts = [found.end() for found in re.finditer(r"[\w\"'-]:\s+|,\s*|[\[{]\s*|^\s*(?:- +)+", line)]
    before = [start for start in starts if start < column]
    for start in sorted(before, reverse=True):
        end = _end_of_value(line, start)
        value = line[start:end].rstrip()
        if value and value[0] not in "\"'" and "\t" not in value and ": " not in value:
            yield line[:start] + quoted(value) + line[start + len(value) :]


def _end_of_value(line: str, start: int) -> int:
    """Where a value in a flow list or mapping ends, its own braces counted in."""
    depth = 0
    for index in range(start, len(line)):
        character = line[index]
        if character in "{[":
            depth += 1
        elif character in "}]":
            if depth == 0:
                return index
            depth -= 1
        elif depth == 0 and (character == "," or line[index : index + 2] == " #"):
            return index
    return len(line)
