"""Applies the corrections of single lines that problems carry: quotes, tabs, a byte order mark. No guesses."""

from __future__ import annotations

from typing import Final

from bot.core.plan.load import load
from bot.core.plan.syntax import read_with_repairs
from bot.core.plan.text import prepare, with_line

_MOST_ROUNDS: Final = 20


def fix(text: str) -> str:
    """The text with all certain corrections applied; the same text where there are none.

    Line ends stay as they are.
    """
    prepared = prepare(text, "")
    if prepared.content is None:
        return text
    content = prepared.content
    for _ in range(_MOST_ROUNDS):
        before = content
        content = read_with_repairs(content, "").content
        for problem in load(content).problems:
            if problem.fix is not None:
                content = with_line(content, problem.line, problem.fix)
        if content == before:
            break
    return content.replace("\n", "\r\n") if "\r\n" in text else content
