"""Who owns which files, as `CODEOWNERS` says: the last pattern that fits a path decides.

Patterns are those of `.gitignore` with GitHub's exceptions: no `!` and no `[…]` (such lines are passed over), and
`docs/*` fits what lies in `docs` itself, not below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.core.base import Value

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where the file may be; the first one counts."""
LARGEST = 3 << 20
_WORD = re.compile(r"(?:\\.|\S)+")


class Rule(NamedTuple):
    """A line: what it fits, as written and as a pattern, and its owners; without owners the files are nobody's."""

    text: str
    fits: re.Pattern[str]
    owners: tuple[str, ...]


class Owned(Value):
    """Changed files with the same owners. `people` are logins in lower case, `others` teams and addresses."""

    people: tuple[str, ...]
    others: tuple[str, ...]
    paths: tuple[str, ...]


def owned_paths(codeowners: str, paths: Iterable[str]) -> tuple[Owned, ...]:
    """Those of the paths that have owners, together where the owners are the same."""
    rules = list(read_rules(codeowners))
    groups: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        rule = next((rule for rule in reversed(rules) if rule.fits.fullmatch(path)), None)
        if rule is not None and rule.owners:
            groups.setdefault(rule.owners, []).append(path)
    return tuple(_owned(owners, group) for owners, group in groups.items())


def _owned(owners: tuple[str, ...], paths: list[str]) -> Owned:
    names = [owner.removeprefix("@").lower() for owner in owners]
    return Owned(
        people=tuple(name for name in names if not re.search("[/@]", name)),
        others=tuple(name for name in names if re.search("[/@]", name)),
        paths=tuple(paths),
    )


def read_rules(codeowners: str) -> Iterator[Rule]:
    """The lines that say something, in order. What GitHub does not understand is passed over as there."""
    for line in codeowners[:LARGEST].splitlines():
        words = []
        for word in _WORD.findall(line):
            if word.startswith("#"):
                break
            words.append(word)
        if words and not re.search(r"^!|(?<!\\)[\[\]]", words[0]):
            owners = tuple(word for word in words[1:] if "@" in word)
            yield Rule(words[0], re.compile(_pattern(words[0])), owners)


def _pattern(glob: str) -> str:
    """A regular expression for paths from the repository's root."""
    is_anchored = "/" in glob.rstrip("/") or glob.startswith("/")
    parts = glob.strip("/").split("/")
    parts = parts if is_anchored else ["**", *parts]
    if glob.endswith("/"):
        parts.append("**")
    parts = [part for at, part in enumerate(parts) if part != "**" or parts[at - 1 : at] != ["**"]]
    built, last = "", len(parts) - 1
    for index, part in enumerate(parts):
        if part == "**":
            built += ".+" if index == last else "(?:.+/)?"
        elif index == last:
            built += _segment(part) + ("" if part == "*" else "(?:/.*)?")
        else:
            built += _segment(part) + "/"
    return built


def _segment(part: str) -> str:
    """One part of a path; a backslash takes the next character as it is."""
    kinds = {"*": "[^/]*", "?": "[^/]"}
    pieces = re.findall(r"\\.|.", re.sub(r"\*+", "*", part))
    if part == "*":
        return "[^/]+"
    return "".join(kinds.get(piece) or re.escape(piece.removeprefix("\\")) for piece in pieces)
