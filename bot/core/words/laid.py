"""What a step says of the files that it laid: in the board's line for it, and in its commit."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.words import MOST_NAMES


def laid_summary(count: int, kept: Sequence[str], open_points: Sequence[str], warnings: Sequence[str]) -> str:
    """A step's result in one line: files, what was left to people, and what they have to know before they approve."""
    parts = [f"{count} file{'s' if count != 1 else ''}"]
    if kept:
        parts.append(f"kept as it was: {', '.join(kept)}")
    if open_points:
        parts.append(f"left open, to be filled in: {'; '.join(open_points)}")
    parts += [f"⚠ {warning}" for warning in warnings[:MOST_NAMES]]
    if len(warnings) > MOST_NAMES:
        parts.append(f"⚠ {len(warnings) - MOST_NAMES} more, at the head of the last migration")
    return "; ".join(parts)


def laid_body(evidence: str, warnings: Sequence[str]) -> str:
    """What the step's commit says below its subject."""
    return "\n".join([*filter(None, [evidence]), *(f"⚠ {warning}." for warning in warnings)])
