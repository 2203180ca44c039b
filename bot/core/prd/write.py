"""Writes a plan as YAML that people read: in blocks, short mappings on a line, comments above what they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.core.plan.problems import Path
from bot.core.plan.scalars import other_reading, resolve

_WIDEST: Final = 110
_INDENT: Final = "  "
_PLAIN: Final = re.compile(r"[A-Za-z_/$](?:[A-Za-z0-9_./@$%+*()=<>-]| (?=[A-Za-z0-9_./$(<>=+*-]))*")
_BLOCK: Final = re.compile(r"[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\n]+")
_ONE_LINE: Final = frozenset({"input"})
"""Mappings that stand on a line though they are no items of a list."""

Json = Any
Comments = Mapping[Path, Sequence[str]]


def plan_text(tree: Json, comments: Comments) -> str:
    """The text of a plan: keys of the outermost level stand apart."""
    writer = _Writer(comments)
    parts = ["\n".join(writer.entry(key, value, ())) for key, value in tree.items()]
    return "\n\n".join(parts) + "\n"


class _Writer:
    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def entry(self, key: str, value: Json, above: Path) -> Iterator[str]:
        """A key with its value."""
        path, indent = (*above, key), _INDENT * len(above)
        yield from self._said(path, indent)
        yield from self._value(f"{indent}{scalar(key)}:", value, path, indent)

    def _said(self, path: Path, indent: str) -> Iterator[str]:
        for line in self._comments.get(path, ()):
            yield f"{indent}# {commented(line)}"

    def _value(self, head: str, value: Json, path: Path, indent: str) -> Iterator[str]:
        """What follows a key; nested levels are indented by one more."""
        if block := _block(value, indent + _INDENT):
            yield f"{head} |"
            yield from block
            return
        on_line = not isinstance(value, dict) or not value or path[-1] in _ONE_LINE
        flat = self._flat(value, path) if on_line else None
        if flat is not None and len(head) + len(flat) < _WIDEST:
            yield f"{head} {flat}"
        elif isinstance(value, dict):
            yield head
            for key, inner in value.items():
                yield from self._nested(key, inner, path, indent + _INDENT)
        elif isinstance(value, list):
            yield head
            for index, one in enumerate(value):
                yield from self._item(one, (*path, index), indent + _INDENT)
        else:
            yield f"{head} {flat}"

    def _nested(self, key: str, value: Json, above: Path, indent: str) -> Iterator[str]:
        path = (*above, key)
        yield from self._said(path, indent)
        yield from self._value(f"{indent}{scalar(key)}:", value, path, indent)

    def _item(self, value: Json, path: Path, indent: str) -> Iterator[str]:
        yield from self._said(path, indent)
        flat = self._flat(value, path)
        if flat is not None and (len(indent) + len(flat) < _WIDEST or not isinstance(value, dict | list)):
            yield f"{indent}- {flat}"
            return
        inner = (
            [line for key, one in value.items() for line in self._nested(key, one, path, indent + _INDENT)]
            if isinstance(value, dict)
            else [
                line
                for index, one in enumerate(value)
                for line in self._item(one, (*path, index), indent + _INDENT)
            ]
        )
        yield f"{indent}- {inner[0][len(indent) + 2 :]}"
        yield from inner[1:]

    def _flat(self, value: Json, path: Path) -> str | None:
        """A value on one line; None for what nests too deep, or is spoken of inside."""
        if isinstance(value, dict):
            inner = [self._flat_inside(one, (*path, key)) for key, one in value.items()]
            if any(one is None for one in inner):
                return None
            pairs = (f"{scalar(key)}: {one}" for key, one in zip(value, inner, strict=True))
            return "{ " + ", ".join(pairs) + " }" if value else "{}"
        if isinstance(value, list):
            inner = [self._flat_inside(one, (*path, at)) for at, one in enumerate(value)]
            return None if any(one is None for one in inner) else f"[{', '.join(map(str, inner))}]"
        return scalar(value)

    def _flat_inside(self, value: Json, path: Path) -> str | None:
        if path in self._comments or isinstance(value, dict | list):
            return None
        return scalar(value)


def scalar(value: Json) -> str:
    """A text, number, flag or null as every reader of YAML takes it; safe inside braces and brackets."""
    if not isinstance(value, str):
        return json.dumps(value)
    is_text = isinstance(resolve(value), str) and value != "" and not other_reading(value)
    return value if is_text and _PLAIN.fullmatch(value) else _quoted(value)


def _quoted(value: str) -> str:
    """In double quotes; what no text may hold as it is, escaped."""
    told = json.dumps(value, ensure_ascii=False)
    return "".join(char if _BLOCK.fullmatch(char) else f"\\U{ord(char):08x}" for char in told)


def _block(value: Json, indent: str) -> list[str]:
    """A text of several lines as a literal block; none where a block could not say it."""
    if not isinstance(value, str) or not value.endswith("\n") or value.count("\n") < 2:
        return []
    lines = value[:-1].split("\n")
    is_plain = _BLOCK.fullmatch(value) and lines[0].strip() and lines[-1].strip()
    if not is_plain or lines[0].startswith(" ") or any(line != line.rstrip() for line in lines):
        return []
    return [f"{indent}{line}" if line else "" for line in lines]


def commented(line: str) -> str:
    """A line that ends no comment: without what moves the cursor or turns the text."""
    return "".join(char if _BLOCK.fullmatch(char) and char != "\n" else "\ufffd" for char in line)
