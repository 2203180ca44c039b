"""What a run would take away of an app's data, and the words that an approval of that has to say."""

from __future__ import annotations

from typing import Final

from bot.core.run import Course, Run
from bot.core.workflow import REPLAN

DATA_LOSS: Final = "data loss"


def losses_of(run: Run, course: Course | None) -> tuple[str, ...]:
    """The tables and columns that a course's pull request takes data from; the build pull request's are all of the run.

    Phases that were made again for another plan say anew what is lost.
    """
    if course is None:
        return ()
    found: dict[str, tuple[str, ...]] = {}
    for step in run.steps:
        if step.kind != "phase" or step.status != "done":
            continue
        if step.name == REPLAN:
            found.clear()
        if course.branch == run.branch or step.course == course.number:
            found[step.name] = step.losses
    return tuple(dict.fromkeys(loss for losses in found.values() for loss in losses))


def is_said(text: str) -> bool:
    """Whether a review's text says it, in its own words: what it quotes of somebody else's does not count."""
    own = (line for line in text.splitlines() if not line.lstrip().startswith(">"))
    return DATA_LOSS in " ".join(" ".join(own).lower().split())
