"""What an unquoted YAML scalar means, and whether all readers agree on it.

YAML 1.1 and 1.2 differ over `no`, `012`, `12:30` and more. What they differ over is never taken silently.
"""

from __future__ import annotations

import math
import re
from typing import Final

Scalar = str | bool | int | float | None

_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_OLD_BOOLEANS: Final = {
    form: word in ("yes", "on")
    for word in ("yes", "no", "on", "off")
    for form in (word, word.capitalize(), word.upper())
}
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*(?:[eE][-+][0-9]+)?)?|\.[0-9]+)")
_OLD_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)"
)
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?")
_DIGITS = frozenset("0123456789+-.")
_LONGEST_NUMBER = 300
_MOST_KEPT = 15


def resolve(written: str) -> Scalar:
    """The value of a plain scalar: null, boolean, number or (the same object) text."""
    if written in _WORDS:
        return _WORDS[written]
    if written[0] not in _DIGITS or len(written) > _LONGEST_NUMBER:
        return written
    if _NUMBER.fullmatch(written):
        return float(written) if "." in written else int(written)
    if _NO_NUMBER.fullmatch(written):
        return math.inf
    return written


def loses_digits(written: str) -> bool:
    """Whether a plain scalar is a number of which readers would keep a part only."""
    if len(written) > _LONGEST_NUMBER:
        return written[0] in _DIGITS and re.fullmatch(r"[-+0-9._eE]+", written) is not None
    if "." not in written or not _NUMBER.fullmatch(written):
        return False
    digits = re.sub(r"[eE].*|[-+.]", "", written).strip("0")
    return len(digits) > _MOST_KEPT


def other_reading(written: str) -> str:
    """What some readers take a plain scalar for that `resolve` calls a text, in words; mostly empty."""
    if written in _OLD_BOOLEANS:
        return "true" if _OLD_BOOLEANS[written] else "false"
    if written[0] not in _DIGITS or len(written) > _LONGEST_NUMBER:
        return ""
    if _OLD_NUMBER.fullmatch(written):
        return "a number"
    return "a date" if _DATE.fullmatch(written) else ""
