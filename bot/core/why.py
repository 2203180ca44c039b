"""Why a run is where it is: what is awaited, of whom, since when, and what would move it on."""

from __future__ import annotations

from bot.core import words
from bot.core.checkpoints import verdict
from bot.core.facts import Facts
from bot.core.run import Run
from bot.core.text import code
from bot.core.words import approvals


def why(run: Run, facts: Facts) -> str:
    """The answer to `/build why`, from the run and from what was read live for this question."""
    parts = [words.state_line(run), *_reasons(run, facts)]
    if facts.trouble:
        parts.append(f"The forge does not let Drystone look at the run: {facts.trouble}")
    return "\n\n".join(parts)


def _reasons(run: Run, facts: Facts) -> list[str]:
    match run.status:
        case "queued":
            return _queued(run, facts)
        case "running":
            return _running(run)
        case "waiting":
            return _waiting(run, facts)
        case "halted":
            return [run.trouble]
        case _:
            return ["The run is over: nothing is awaited. `/build` starts another."]


def _queued(run: Run, facts: Facts) -> list[str]:
    since = f"In the queue since {words.moment(run.created_at)}."
    if not facts.ahead:
        return [since, "Nothing is ahead of it any more: it begins by itself."]
    return [
        f"{since} {words.queued_behind(facts.ahead)}",
        f"It begins by itself when the run of #{facts.ahead} ends; `/build cancel` there ends that one.",
    ]


def _running(run: Run) -> list[str]:
    rows = [
        f"- **{words.step_title(step)}** runs since {words.moment(step.started_at)}"
        if step.started_at
        else f"- **{words.step_title(step)}** waits for a free worker since {words.moment(step.queued_at)}"
        for step in run.in_flight
    ]
    awaited = ["\n".join(rows)] if rows else []
    return [
        *awaited,
        "Nobody has to do anything. Should a worker be lost, another takes its step up by itself.",
    ]


def _waiting(run: Run, facts: Facts) -> list[str]:
    course, pulled = run.course, facts.pull
    if run.waiting_for == words.AWAITING_FORGE:
        return ["It goes on by itself as soon as the forge has done what it was asked for."]
    if course is None or not course.checkpoint or pulled is None:
        return []
    number, judged = pulled.pull.number, verdict(run, pulled, facts)
    if judged.objected_by:
        step = (
            f"Push what was asked for to {code(course.branch)} (its gates run again by themselves), then have "
            f"{words.people(judged.objected_by)} approve #{number}, or dismiss the review."
        )
    else:
        step = f"An approving review of #{number} on its newest commit moves it on by itself."
    return [approvals.summary(run, course, judged), f"**Next:** {step}"]
