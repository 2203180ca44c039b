"""When the gated head of a build pull request is shown, and for how long. A run never fails by its preview."""

from __future__ import annotations

from bot.core import words
from bot.core.events import PreviewChanged
from bot.core.turn import Turn

LONGEST = 86_400.0
"""Seconds for which a preview runs."""
MOST_LOSSES = 3
"""How often one that ends by itself is brought up again before it counts as one that does not work."""


def tend(turn: Turn) -> None:
    """One whose pull request is merged, or whose day is over, is no longer shown. Closed ones end their run."""
    preview, pulled = turn.run.preview, turn.facts.pull
    if preview is None:
        return
    if pulled is not None and pulled.pull.number == preview.pull and not pulled.pull.is_open:
        turn.stop_preview(words.PREVIEW_MERGED)
    elif turn.facts.now - preview.since > LONGEST:
        turn.stop_preview(words.PREVIEW_EXPIRED)


def show(turn: Turn) -> bool:
    """The build pull request's head has passed its gates: it is shown, once. Never a fork's."""
    run, course, pulled = turn.run, turn.run.course, turn.facts.pull
    if not turn.rules.deploys or course is None or course.branch != run.branch or pulled is None:
        return True
    pull = pulled.pull
    is_ours = pull.number == run.build_pull and pull.is_open and not pull.from_fork
    is_new = run.preview is None or run.preview.commit != run.head
    if is_ours and is_new and pull.head_sha == run.head:
        turn.start_preview(run.head)
        turn.note("a preview was asked for", run.head)
    return True


def take_in(turn: Turn, event: PreviewChanged) -> None:
    """What came of the preview, unless another one is wanted by now."""
    preview = turn.run.preview
    if preview is None or not preview.is_wanted or preview.attempt != event.attempt:
        return
    turn.note(f"preview: {event.outcome}", preview.commit)
    match event.outcome:
        case "displaced":
            turn.stop_preview(words.PREVIEW_DISPLACED)
        case "failed":
            turn.set(preview=preview.model_copy(update={"status": "failed", "told": event.told}))
        case "lost" if preview.losses >= MOST_LOSSES:
            turn.stop_preview(words.preview_lost(preview.losses + 1, event.told), status="failed")
        case "lost":
            turn.start_preview(preview.commit, losses=preview.losses + 1, since=preview.since)
        case "up":
            up = {"status": "up", "url": event.url, "told": event.told, "missing_walls": event.missing_walls}
            turn.set(preview=preview.model_copy(update=up))
