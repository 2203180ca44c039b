"""Text for people, made safe: cut to what GitHub takes, and with other people's text in it made inert."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

LIMIT = 60_000
"""GitHub takes 65,536 characters in a body, 65,535 in a check's summary; the rest is room for our lines."""

_FENCE = re.compile(r"^(?: {0,3}>)* {0,3}(`{3,}|~{3,})(.*)$")
_TAG = re.compile(r"<(/?)details\b[^>]*>|<!--|-->", re.IGNORECASE)
_HTML_BLOCK = re.compile(
    r"^ {0,3}</?(?:details|summary|table|tbody|thead|tr|td|th|p|div|ul|ol|li|h[1-6])\b", re.I
)
"""CommonMark takes all up to the next empty line as HTML: a fence in there is none."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_SPECIAL = re.compile(r"([\\`*_\[\]{}()!~$^])")
_BLOCK_START = re.compile(r"^([#+=:-]|\d{1,9}(?=[.)]))", re.MULTILINE)
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(:)|\b(www)(\.)")
_GAP = "\u200b"
_JOINER = "\u200d"


def cut(text: str, limit: int = LIMIT, more_url: str = "") -> str:
    """`text` in at most `limit` characters, ending in a note (and a link) where something was left out.

    The cut is on a whole character, at a line's end where one is near; code fences, `<details>` and HTML
    comments that it leaves open are closed.
    """
    if len(text) <= limit:
        return text
    note = f"\n\n… cut here; [the whole text]({more_url}) is longer.\n" if more_url else "\n\n… cut here.\n"
    end = limit - len(note)
    while end > 0:
        kept = _whole(text, end)
        closing = _closing(kept)
        if len(kept) + len(closing) + len(note) <= limit:
            return kept + closing + note
        end = min(end, len(kept)) - len(closing) - 1
    return note.strip()[:limit]


def end_of(text: str, limit: int) -> str:
    """The last characters of `text`, at most `limit`, from a whole one on."""
    start = max(0, len(text) - limit)
    while 0 < start < len(text) and _is_joined(text, start):
        start += 1
    return text[start:]


def inert(text: str) -> str:
    """Somebody's text as plain words: no mark-up, HTML, mention, reference, link or hidden character."""
    shown = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    shown = _SPECIAL.sub(r"\\\1", shown)
    shown = re.sub(r"^[ \t]+", "", shown, flags=re.MULTILINE)
    shown = _BLOCK_START.sub(_escape_start, shown)
    shown = _LINK.sub(lambda found: f"{found[1] or found[3]}{_GAP}{found[2] or found[4]}", shown)
    shown = re.sub(r"(?i)\bgh-(?=\d)", lambda found: f"{found[0]}{_GAP}", shown)
    return re.sub(r"(?<!&)[@#]", lambda found: f"{found[0]}{_GAP}", shown)


def fence(text: str, lang: str = "") -> str:
    """`text` as a block of code that nothing in it can end."""
    shown = _HIDDEN.sub("\ufffd", text.replace("\r\n", "\n"))
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{re.sub(r'[^A-Za-z0-9_+-]', '', lang)}\n{shown.rstrip(chr(10))}\n{ticks}\n"


def code(text: str) -> str:
    """`text` as code in a line that nothing in it can end."""
    shown = " ".join(_HIDDEN.sub("\ufffd", text).split())
    if not shown:
        return ""
    ticks = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its first row the heads. Cells are our own: others' goes through `inert`."""
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    filled = [[*(_cell(cell) for cell in row), *[""] * (width - len(row))] for row in rows]
    head, *rest = ["| " + " | ".join(row) + " |" for row in filled]
    return "\n".join([head, "|" + " --- |" * width, *rest]) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", re.sub(r"\s*\n\s*", "<br>", text.strip()))


def _escape_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def _whole(text: str, end: int) -> str:
    """The first `end` characters: up to a line's end if one is near, never half of a composed character."""
    while end > 0 and end < len(text) and _is_joined(text, end):
        end -= 1
    line_end = text.rfind("\n", max(0, end - 500), end)
    return text[: line_end + 1 if line_end > 0 else end]


def _is_joined(text: str, at: int) -> bool:
    """Whether a cut before `at` would split what is shown as one character."""
    here = text[at]
    return (
        text[at - 1] == _JOINER
        or here == _JOINER
        or unicodedata.combining(here) != 0
        or "\ufe00" <= here <= "\ufe0f"
        or "\U0001f3fb" <= here <= "\U0001f3ff"
        or ("\U0001f1e6" <= here <= "\U0001f1ff" and _is_second_flag_half(text, at))
    )


def _is_second_flag_half(text: str, at: int) -> bool:
    halves = 0
    while at - halves > 0 and "\U0001f1e6" <= text[at - halves - 1] <= "\U0001f1ff":
        halves += 1
    return halves % 2 == 1


def _closing(kept: str) -> str:
    """What ends every fence, HTML comment and `<details>` that `kept` leaves open, innermost first."""
    opened = list(_opened(kept))
    return "".join("\n" + end for end in reversed(opened))


def _opened(kept: str) -> Iterator[str]:
    fence_mark, in_comment, in_html, details = "", False, False, 0
    for line in kept.split("\n"):
        found = None if in_comment or in_html else _FENCE.match(line)
        if fence_mark:
            if found and found[1].startswith(fence_mark) and not found[2].strip():
                fence_mark = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence_mark = found[1]
        else:
            in_html = bool(line.strip()) and (in_html or bool(_HTML_BLOCK.match(line)))
            in_comment, details = _tags(line, in_comment, details)
    yield from ["\n</details>\n"] * details
    if fence_mark:
        yield fence_mark
    elif in_comment:
        yield "-->"


def _tags(line: str, in_comment: bool, details: int) -> tuple[bool, int]:
    for found in _TAG.finditer(line):
        if in_comment:
            in_comment = found[0] != "-->"
        elif found[0] == "<!--":
            in_comment = True
        elif found[0] != "-->":
            details = max(0, details + (-1 if found[1] else 1))
    return in_comment, details
