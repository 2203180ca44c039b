"""The text of a plan before YAML: its encoding, size, characters and lines, and changes to single lines."""

from __future__ import annotations

import codecs
import json
import re
from typing import Final, NamedTuple

from bot.core.plan.problems import Problem
from bot.core.plan.reader import Place

MOST_BYTES: Final = 2_000_000
_BOM: Final = "\ufeff"
_WIDE_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_REFUSED = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_MOST_CHARACTER_PROBLEMS = 20
_HEAD: Final = 200
"""Bytes that tell whether every second one is NUL, as in UTF-16 without a mark."""


class Text(NamedTuple):
    """A text to read, or None where it cannot be read, with what was found on the way."""

    content: str | None
    problems: tuple[Problem, ...]


def prepare(given: str | bytes, file: str) -> Text:
    """Decode and normalise line ends. Costs no more than one look at each byte."""
    if len(given) > MOST_BYTES:
        return Text(None, (too_large(len(given), file),))
    if isinstance(given, bytes):
        wrong = _wrong_encoding(given, file)
        if wrong is not None:
            return Text(None, (wrong,))
        given = given.decode("utf-8")
    content = given.replace("\r\n", "\n").replace("\r", "\n")
    warnings: tuple[Problem, ...] = ()
    if content.startswith(_BOM):
        content = content[1:]
        message = "The text starts with a byte order mark, which some readers trip over: save it without."
        warnings = (Problem("warning", "yaml.bom", message, file, 1, 1),)
    refused = _refused_characters(content, file)
    return Text(None if refused else content, warnings + refused)


def too_large(size: int | None, file: str) -> Problem:
    """The problem of a text that is not even read; its size is None where nobody waited for its end."""
    has = "more" if size is None else f"{size:,}"
    message = f"A text has at most {MOST_BYTES:,} bytes; this text has {has}."
    return Problem("error", "yaml.size", message, file, 1, 1)


def _wrong_encoding(given: bytes, file: str) -> Problem | None:
    for mark, name in _WIDE_BOMS:
        if given.startswith(mark):
            return Problem("error", "yaml.encoding", f"The text is {name}: save it as UTF-8.", file, 1, 1)
    if given[:_HEAD].count(0) > len(given[:_HEAD]) / 4:
        return Problem(
            "error", "yaml.encoding", "The text is UTF-16 or no text: save it as UTF-8.", file, 1, 1
        )
    try:
        given.decode("utf-8")
    except UnicodeDecodeError as error:
        before = given[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = "The text is not UTF-8: save it as UTF-8."
        return Problem(
            "error", "yaml.encoding", message, file, line, column, found=f"byte 0x{given[error.start]:02x}"
        )
    return None


def _refused_characters(content: str, file: str) -> tuple[Problem, ...]:
    problems = []
    for match in _REFUSED.finditer(content):
        start = match.start()
        line = content.count("\n", 0, start) + 1
        column = start - content.rfind("\n", 0, start)
        name = f"U+{ord(match.group()):04X}"
        message = f"Control characters are not allowed, and {name} is one: remove it."
        problems.append(
            Problem("error", "yaml.character", message, file, line, column, found=name, end_column=column + 1)
        )
        if len(problems) == _MOST_CHARACTER_PROBLEMS:
            break
    return tuple(problems)


def quoted(value: str) -> str:
    """The text in double quotes, as both YAML and JSON read it."""
    return json.dumps(value, ensure_ascii=False)


def line_with(content: str, place: Place, replacement: str) -> str | None:
    """The line at `place` with the stretch replaced; None where the stretch spans several lines."""
    if place.line != place.end_line:
        return None
    line = line_at(content, place.line)
    return line[: place.column - 1] + replacement + line[place.end_column - 1 :]


def line_at(content: str, number: int) -> str:
    """Line `number`, counted from 1, without its end; empty beyond the last."""
    lines = content.split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""


def with_line(content: str, number: int, line: str) -> str:
    """The text with line `number` replaced."""
    lines = content.split("\n")
    lines[number - 1] = line
    return "\n".join(lines)
