"""Spans of time, and what of them lies in others."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[float, float]


def union(spans: Iterable[Span]) -> list[Span]:
    """The same times, each once, in order."""
    joined: list[Span] = []
    for began, ended in sorted(spans):
        if joined and began <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        elif ended > began:
            joined.append((began, ended))
    return joined


def length(spans: Iterable[Span]) -> float:
    """Seconds in which at least one of them lasted."""
    return sum(ended - began for began, ended in union(spans))


def outside(spans: Iterable[Span], others: Iterable[Span]) -> float:
    """Seconds of `spans` in which none of `others` lasted."""
    known = list(others)
    return length([*spans, *known]) - length(known)


def within(spans: Iterable[Span], whole: Span) -> list[Span]:
    """What of them lies in `whole`."""
    return union((max(began, whole[0]), min(ended, whole[1])) for began, ended in spans)
