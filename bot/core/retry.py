"""Trying again what failed, and only that: everything done before is kept."""

from __future__ import annotations

from bot.core.run import Run, Step
from bot.core.turn import Turn

FAILED = ("failed", "refused", "cancelled")


def retry_failed(turn: Turn) -> tuple[str, ...]:
    """A new attempt for every step that failed last; the names of those. Ends the halt."""
    run = turn.run
    failed = [step for step in newest_attempts(run) if step.status in FAILED]
    turn.set(status="running", trouble="", resumes=run.resumes + 1)
    turn.note("resumed")
    for step in failed:
        _start(turn, step)
    return tuple(step.name for step in failed)


def retry(turn: Turn, name: str) -> str:
    """A new attempt of one step; says why not where there is nothing to try again."""
    steps = [step for step in turn.run.steps if step.name == name and step.kind != "fix"]
    step = steps[-1] if steps else None
    if step is None:
        return "unknown"
    if step.is_in_flight:
        return "running"
    is_over = step.course != (turn.run.course.number if turn.run.course else 0)
    if step.status == "done" and (step.kind != "gate" or is_over):
        return "unchanged"
    if any(one.kind != "gate" for one in turn.run.in_flight):
        return "later"
    turn.set(status="running", trouble="", resumes=turn.run.resumes + 1)
    turn.note(f"{name} tried again")
    _start(turn, step)
    return "started"


def _start(turn: Turn, step: Step) -> None:
    """A new attempt. Where the branch has moved on, the gates of its new tip begin by themselves."""
    run = turn.run
    looked_at = (turn.facts.tip or run.head) if run.course else run.merged
    if step.kind != "gate" or step.commit == looked_at:
        turn.start_step(step.kind, step.name, branch=step.branch, commit=_commit(step))


def newest_attempts(run: Run) -> list[Step]:
    """The last attempt of each step of this edition; a gate's, of each gate on the commit it last saw.

    Fixes are left out: a red gate has them made, nobody else.
    """
    newest: dict[tuple[str, str], Step] = {}
    for step in run.steps:
        if step.edition == run.edition and step.kind != "fix":
            newest[(step.kind, step.name)] = step
    return list(newest.values())


def _commit(step: Step) -> str:
    """What a gate checks or a deployment brings up; a phase's commit is its result and starts empty."""
    return step.commit if step.kind in ("gate", "deploy") else ""
