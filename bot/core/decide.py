"""Decide, then do: state, event and facts in; new state and actions out. The only way to a new state."""

from __future__ import annotations

from collections.abc import Callable

from bot.core import fixing, onboarding, previews, start, words
from bot.core.actions import CheckPlan, CompilePrd, LeaveWorkspace, Onboard
from bot.core.advance import advance, lay_course
from bot.core.events import (
    ActionBroke,
    ApprovalWithdrawn,
    BranchMoved,
    BranchPushed,
    CheckRequested,
    CommentCreated,
    Event,
    IssueClosed,
    IssueOpened,
    MoveRefused,
    PreviewChanged,
    PullChanged,
    PullEmpty,
    PullOpened,
    PullReady,
    StepFinished,
    StepStarted,
    WorkspaceAdded,
    WorkspaceLost,
    WorkspaceRemoved,
)
from bot.core.facts import Facts
from bot.core.ids import Workspace, pull_of_check
from bot.core.retry import retry, retry_failed
from bot.core.run import Run, Step
from bot.core.turn import Decision, Rules, Turn
from bot.core.words.onboarding import REMOVED

Obey = Callable[[Turn, CommentCreated], None]
"""Carries out the slash commands of a comment; the commands themselves are plug-ins."""


def decide(at: Workspace, run: Run | None, event: Event, facts: Facts, rules: Rules, obey: Obey) -> Decision:
    """What follows from an event. The same arguments always give the same decision."""
    actor = getattr(event, "actor", None)
    turn = Turn(at, run, facts, rules, actor=actor.login if actor else "")
    _take_in(turn, event, obey)
    if turn.now_run is not None and not isinstance(event, StepStarted):
        advance(turn)
    return turn.decided()


def _take_in(turn: Turn, event: Event, obey: Obey) -> None:
    """What the event itself changes. Most change nothing: they only wake the run."""
    match event:
        case IssueOpened():
            start.propose(turn)
        case CommentCreated():
            obey(turn, event)
        case PullChanged(branch=onboarding.BRANCH) | WorkspaceAdded():
            turn.do(Onboard(at=int(turn.facts.now), stamp=turn.stamp))
        case WorkspaceRemoved():
            turn.do(LeaveWorkspace(stamp=turn.stamp))
        case PullChanged():
            _check_plan(turn, event.pull)
        case CheckRequested():
            _check_requested(turn, event)
        case _ if turn.now_run is not None and not turn.run.is_ended:
            _take_in_run(turn, event)


def _take_in_run(turn: Turn, event: Event) -> None:
    """The same, of a run that has not ended."""
    match event:
        case WorkspaceLost():
            turn.end("cancelled", REMOVED)
        case IssueClosed() if turn.run.status == "queued":
            turn.end("cancelled", "the issue was closed before the run began")
        case BranchPushed():
            _pushed(turn, event)
        case StepStarted() | StepFinished():
            _step(turn, event)
        case PullOpened() | PullEmpty() | PullReady() | MoveRefused() | BranchMoved() | ApprovalWithdrawn():
            _moved(turn, event)
        case PreviewChanged():
            previews.take_in(turn, event)
        case ActionBroke():
            turn.halt(event.action, words.APOLOGY.format(reference=f"{event.run} {event.action}"))


def _check_plan(turn: Turn, pull: int) -> None:
    """What people's pull requests bring is checked and compiled; the bot's own bring what was checked before."""
    run = turn.now_run
    own = {run.build_pull, *(course.pull for course in run.courses)} if run else set()
    if pull not in own or (run and run.is_on_offer and pull == run.issue):
        turn.do(CheckPlan(pull=pull, stamp=turn.stamp))
        turn.do(CompilePrd(pull=pull, stamp=turn.stamp))


def _pushed(turn: Turn, event: BranchPushed) -> None:
    """People who push to a branch do not approve it."""
    is_person = not event.actor.is_bot and event.actor.login != turn.facts.bot
    if is_person and event.actor.login not in turn.run.pushers:
        turn.set(pushers=(*turn.run.pushers, event.actor.login))
        turn.note(f"pushed to {event.branch}", event.after)


def _check_requested(turn: Turn, event: CheckRequested) -> None:
    """Buttons and "Re-run" do what the commands do, under the same rule; a plan's check is open to all."""
    if number := pull_of_check(event.external_id):
        _check_plan(turn, number)
    if turn.now_run is None or turn.run.is_ended:
        return
    if not turn.facts.can_write(event.actor.login):
        turn.note(f"pressed {event.button} without write access")
        return
    match event.button:
        case "resume":
            retry_failed(turn)
        case "cancel":
            turn.end("cancelled", "cancelled by a check's button")
        case _:
            retry(turn, event.external_id.split("/")[1] if "/" in event.external_id else "")


def _step(turn: Turn, event: StepStarted | StepFinished) -> None:
    step = turn.run.step(event.step)
    if step is None or not step.is_in_flight:
        return
    if isinstance(event, StepStarted):
        turn.update_step(step, status="running", started_at=step.started_at or turn.facts.now)
        if step.kind == "gate":
            turn.check(step.name, step.commit, "in_progress", None, attempt=step.attempt, title="Running")
        return
    event = _with_fixes(turn.run, step, event)
    commit = event.commit or step.commit
    started = step.started_at or turn.facts.now
    turn.update_step(
        step,
        status=event.outcome,
        commit=commit,
        summary=event.summary,
        losses=event.losses,
        remedies=event.remedies,
        is_conflict=bool(event.conflicts),
        started_at=started,
        ended_at=turn.facts.now,
    )
    if event.conflicts:
        turn.set(conflicts=tuple(sorted({*turn.run.conflicts, *event.conflicts})))
    turn.note(f"{step.kind} {step.name}: {event.outcome}", commit)
    _step_done(turn, step, event)


def _with_fixes(run: Run, step: Step, event: StepFinished) -> StepFinished:
    """A gate that is green for a fixer's work says so."""
    fixes = [fix for fix in fixing.led_to(run, step.commit) if fix.mends == step.name]
    if step.kind != "gate" or event.outcome != "done" or not fixes:
        return event
    return event.model_copy(update={"summary": f"{event.summary} {words.fixed_by(fixes)}".strip()})


def _step_done(turn: Turn, step: Step, event: StepFinished) -> None:
    if step.kind == "gate":
        turn.check(
            step.name,
            step.commit,
            "completed",
            "success" if event.outcome == "done" else "failure",
            attempt=step.attempt,
            title=event.summary,
            report=words.report_name(step.name, step.commit),
        )
    elif step.kind == "deploy" and event.outcome == "done":
        turn.set(url=event.url)
    elif event.commit:
        turn.set(head=event.commit)


def _moved(
    turn: Turn,
    event: PullOpened | PullEmpty | PullReady | MoveRefused | BranchMoved | ApprovalWithdrawn,
) -> None:
    run = turn.run
    match event:
        case PullOpened() if event.branch == run.branch:
            turn.set(build_pull=event.number)
        case PullEmpty():
            turn.set(empty=(*run.empty, f"{event.branch}@{event.commit}"))
        case PullReady():
            turn.set(is_ready=True)
        case ApprovalWithdrawn():
            turn.set(resumes=run.resumes + 1)
            turn.note("the approval was withdrawn before it was used")
        case PullOpened():
            for course in run.courses:
                if course.branch == event.branch:
                    turn.set_course(course, pull=event.number)
        case MoveRefused():
            turn.halt(event.branch, words.move_refused(event.branch, event.reason))
        case BranchMoved():
            approved = run.course
            if approved is not None and approved.number == event.course:
                lay_course(turn, approved)
