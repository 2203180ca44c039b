"""Keeps secrets out of text: those that are known by value, and those that are known by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterable

REDACTED = "[redacted]"
SHORTEST = 6
"""A shorter value would redact half of the language."""
LONGEST_LINE = 16_384
OVERLAP = 4_096

SHAPES = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    r"\bgh[a-z]_[\w.\-]+",
    r"\bgithub_pat_\w+",
    r"\beyJ[\w\-]+\.[\w\-]+\.[\w\-]*",
    r"""(?<=[Bb]earer )[^\s"',]{8,}""",
    r"""(?<=[Bb]asic )[A-Za-z0-9+/=]{8,}""",
    r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)",
    r"\b[sr]k[-_](?:live_|test_|ant-|proj-)?[\w\-]{16,}",
    r"\bwhsec_[\w+/=]{8,}",
    r"\bAKIA[0-9A-Z]{16}\b",
)
_TOKEN_END = re.compile(r"(?=\s)")
_KEY_END = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")


class Redactor:
    """Replaces secrets in whole texts, and in texts that come in pieces."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        lines = {line.strip() for secret in secrets for line in secret.splitlines()}
        values = sorted((line for line in lines if len(line) >= SHORTEST), key=len, reverse=True)
        self._pattern = re.compile("|".join([*map(re.escape, values), *SHAPES]))
        self._held = ""
        self._is_inside = False
        self._end = _TOKEN_END

    def __call__(self, text: str) -> str:
        return self._pattern.sub(REDACTED, text)

    def feed(self, chunk: str) -> str:
        """What of the text so far is safe to show. A line is held back until it is whole."""
        text = self._held + self._without_rest(chunk)
        cut = _cut(text)
        for match in self._pattern.finditer(text):
            # A key whose end has not come yet goes on in the next piece, also where this one ends with a line.
            is_open = match.end() == len(text) and match[0].endswith("\n")
            if match.start() < cut < match.end() or is_open:
                # A secret goes on behind the cut: all of it is held back, or, when huge, dropped to its end.
                self._is_inside = match.end() - match.start() > LONGEST_LINE
                self._end = _KEY_END if match[0].startswith("-----BEGIN") else _TOKEN_END
                cut = match.end() if self._is_inside else match.start()
        self._held = text[cut:]
        return self(text[:cut])

    def flush(self) -> str:
        """The rest, at the end of the text."""
        rest, self._held, self._is_inside = self._held, "", False
        return self(rest)

    def _without_rest(self, chunk: str) -> str:
        """Drops what still belongs to a huge secret: up to the next blank, or to the end of a key."""
        if not self._is_inside:
            return chunk
        end = self._end.search(chunk)
        self._is_inside = end is None
        return chunk[end.end() :] if end else ""


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without secrets."""
    return Redactor(secrets)(text)


def _cut(text: str) -> int:
    """Behind the last whole line; in a line that is far too long, behind a blank that is not near its end."""
    line = text.rfind("\n") + 1
    if len(text) - line <= LONGEST_LINE:
        return line
    return text.rfind(" ", line, len(text) - OVERLAP) + 1 or len(text) - OVERLAP
