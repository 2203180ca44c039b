"""Words about data that a change takes away: what it is, and how it is approved."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.losses import DATA_LOSS
from bot.core.text import inert
from bot.core.words import MOST_NAMES, people

HOW = f"An approving review counts only if its text says `{DATA_LOSS}`."


def warning(losses: Sequence[str]) -> str:
    """For the board: in one line, with the first names."""
    if not losses:
        return ""
    more = f" and {len(losses) - MOST_NAMES} more" if len(losses) > MOST_NAMES else ""
    return f"⚠️ **This takes data away for good**: {_listed(losses[:MOST_NAMES])}{more}. {HOW}"


def explained(losses: Sequence[str]) -> str:
    """For the check: every table and column, and what to write."""
    lines = "\n".join(f"- {inert(loss)}" for loss in losses)
    return (
        f"The migrations of this change take data away for good, as soon as they are applied:\n\n{lines}\n\n{HOW} "
        "Whoever wants to keep it requests changes: put it back into the plan, or name what it is called now in "
        "`buildplan.renames.yaml`."
    )


def unsaid(login: str, losses: Sequence[str]) -> str:
    """The answer to an approval that does not count."""
    return (
        f"{people((login,))}, this approval does not count yet: the change takes data away for good "
        f"({_listed(losses[:MOST_NAMES])}{', …' if len(losses) > MOST_NAMES else ''}), and {HOW[0].lower()}{HOW[1:]} "
        f"If that is what you want, approve once more and write `{DATA_LOSS}` into the review, or edit yours."
    )


def _listed(losses: Sequence[str]) -> str:
    return "; ".join(map(inert, losses))
