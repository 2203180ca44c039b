"""Finds the plan in the text of an issue: the first block of YAML that has a `project`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from markdown_it import MarkdownIt

_PROJECT: Final = re.compile(r"^project[ \t]*:", re.MULTILINE)
_FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*([\w+-]*)[^\n`]*$")
_LANGUAGES: Final = frozenset({"", "yaml", "yml"})
_PARSER: Final = MarkdownIt("commonmark")
_LONGEST: Final = 1_000_000


class FoundPlan(NamedTuple):
    """A plan's text, and the line of the issue (from 1) that its first line is."""

    text: str
    line: int


def plan_from_issue(body: str | None) -> str | None:
    """The text of the plan in an issue's body, or None. Problems count its lines from 1."""
    found = find_plan(body)
    return found.text if found else None


def find_plan(body: str | None) -> FoundPlan | None:
    """The plan in an issue's body and where it starts, or None."""
    if not body or len(body) > _LONGEST:
        return None
    text = body.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    blocks = [*_blocks(text), *_raw_blocks(text)]
    named = [block for language, block in blocks if language and _is_plan(block.text)]
    plain = [block for language, block in blocks if not language and _is_plan(block.text)]
    return next(iter([*named, *plain]), None)


def _is_plan(text: str) -> bool:
    return bool(_PROJECT.search(_dedented(text)))


def _dedented(text: str) -> str:
    """Without the indent of the first line that says something: a block may stand in by some spaces."""
    first = re.search(r"^([ \t]*)[^\s#]", text, re.MULTILINE)
    indent = first.group(1) if first else ""
    return re.sub(f"^{re.escape(indent)}", "", text, flags=re.MULTILINE) if indent else text


def _blocks(text: str) -> Iterator[tuple[str, FoundPlan]]:
    """Fenced blocks as Markdown has them, in lists and quotes too."""
    for token in _PARSER.parse(text):
        if token.type == "fence" and token.map is not None:
            language = token.info.strip().split(" ")[0].lower()
            if language in _LANGUAGES:
                yield language, FoundPlan(token.content, token.map[0] + 2)


def _raw_blocks(text: str) -> Iterator[tuple[str, FoundPlan]]:
    """Fenced blocks inside HTML (`<details>` without an empty line after it), which Markdown leaves alone."""
    opened: tuple[str, str, int] | None = None
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _FENCE.match(line)
        if opened is None:
            if found and found.group(2).lower() in _LANGUAGES:
                opened, lines = (found.group(1), found.group(2).lower(), number + 1), []
        elif found and found.group(1).startswith(opened[0]) and not found.group(2):
            yield opened[1], FoundPlan("\n".join(lines) + "\n", opened[2])
            opened = None
        else:
            lines.append(line)
