"""Words about what a plan leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.open_points import OpenPoint
from bot.core.text import code, cut, inert

_LONGEST = 20_000


def title(count: int) -> str:
    return f"{count} open point{'s' if count != 1 else ''}" if count else "Everything is written"


def summary(points: Sequence[OpenPoint]) -> str:
    """What is left open, where to write it, and that nothing waits for it."""
    if not points:
        return "Somebody has written all that the plan leaves open."
    rows = [f"- {code(one.path)}, line {one.line}: {inert(one.said)}" for one in points]
    return (
        "The plan does not say what these do, so they answer **501**. Write them in their files on this branch, where "
        "what you write stays, or say more in `buildplan.yaml`. No gate waits for them.\n\n"
        + cut("\n".join(rows), _LONGEST)
    )
