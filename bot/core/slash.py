"""Finds slash commands in a comment: at the start of a line, outside code, quotes and HTML comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bot.core.base import Value

_FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINE = re.compile(r"^/([A-Za-z][A-Za-z-]*)((?:[ \t]+\S+)*)[ \t]*$")
OURS: frozenset[str] = frozenset({"build", "publish", "rollback", "service", "help"})


class Slash(Value):
    """One line that addresses the bot: its words, as typed, lower case."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return "/" + " ".join(self.words)


def slashes(body: str) -> tuple[Slash, ...]:
    """All commands of a comment, in order. Lines that begin with another bot's command are not ours."""
    text = _HTML_COMMENT.sub("", _FENCED.sub("", body.replace("\r\n", "\n")))
    found = []
    for line in text.split("\n"):
        match = _LINE.match(line)
        if match and is_ours(match.group(1).lower()):
            found.append(Slash(words=tuple((match.group(1) + match.group(2)).lower().split())))
    return tuple(found)


def is_ours(word: str) -> bool:
    """Our own first words, and slips of the finger that come close to one."""
    return bool(get_close_matches(word, sorted(OURS), n=1, cutoff=0.75))


def nearest(words: Sequence[str], known: Iterable[str]) -> str:
    """The known command that is most like what was typed, or nothing."""
    text = " ".join(words)
    close = get_close_matches(text, sorted(known), n=1, cutoff=0.6)
    return close[0] if close else ""
