"""Does what was decided. Every action finds what it made the first time, so that doing it twice is doing it once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from bot.app import App
from bot.core import board, start, words
from bot.core.actions import (
    AskReview,
    CheckPlan,
    CompilePrd,
    LeaveWorkspace,
    MarkReady,
    MergePull,
    MoveBranch,
    Onboard,
    OpenPull,
    PutCheck,
    React,
    RefreshBoard,
    RemoveBranch,
    Say,
    StartPreview,
    StartStep,
    StopPreview,
    StopSteps,
    TellOpenPoints,
    WakeNext,
)
from bot.core.advance import base_of
from bot.core.checkpoints import verdict
from bot.core.events import (
    ApprovalWithdrawn,
    BranchMoved,
    MoveRefused,
    PullEmpty,
    PullOpened,
    PullReady,
    RunEvent,
    Woken,
    WorkspaceLost,
)
from bot.core.ids import ANSWER
from bot.core.run import Run
from bot.core.text import inert
from bot.core.words import failures
from bot.errors import Retryable, UserError
from bot.flow import onboarding, previews
from bot.flow.gather import gather_approval
from bot.flow.offer import show_offer
from bot.flow.open_points import tell_open_points
from bot.flow.prd import show_prd
from bot.flow.redacting import redacted, shown
from bot.flow.report import annotations_of, text_of
from bot.ports.forge import CheckDraft, NoCommitsError
from bot.ports.queue import Job
from bot.ports.store import Pending

EDIT_PAUSE = 5.0
"""Seconds between two edits of the same text: people cannot read faster, and GitHub counts every edit."""
BUTTONS = {
    "retry": ("Retry", "Run this gate again", "retry"),
    "resume": ("Resume", "Go on from where it halted", "resume"),
    "cancel": ("Cancel", "End the run", "cancel"),
}


async def perform(app: App, pending: Pending) -> tuple[RunEvent, ...]:
    """Do one action. What came of it, where that matters, is returned as events."""
    return await _HOW[type(pending.action)](app, pending, pending.action)


async def _react(app: App, pending: Pending, action: React) -> tuple[RunEvent, ...]:
    await app.forge.react(pending.workspace, action.comment, action.content)
    return ()


async def _say(app: App, pending: Pending, action: Say) -> tuple[RunEvent, ...]:
    report = (
        await app.artifacts.get(pending.workspace, pending.stream, action.report) if action.report else None
    )
    parts = (action.body, report.decode() if report else "", await _failed(app, pending, action))
    body = "\n\n".join(part for part in parts if part)
    await app.forge.put_comment(pending.workspace, action.number, action.topic, shown(app, body))
    if action.topic.startswith(ANSWER):
        await app.store.remember(pending.workspace, action.topic, pending.stream)
    return ()


async def _failed(app: App, pending: Pending, action: Say) -> str:
    """Keeps why the run halted as an artifact; returns what was found where, for people."""
    failure = action.failure
    if failure is None:
        return ""
    reports = [report for name in failure.reports if (report := await _report(app, pending, name))]
    kept = failures.content(failure, reports)
    data = json.dumps(redacted(app, kept), indent=2, ensure_ascii=False).encode()
    await app.artifacts.put(pending.workspace, pending.stream, failure.name, data)
    pages = f"{app.settings.github_url.rstrip('/')}/{pending.workspace.repo}/blob/{failure.commit}"
    return failures.places(reports, lambda path, line: f"{pages}/{quote(path)}#L{line}")


async def _check_plan(app: App, pending: Pending, action: CheckPlan) -> tuple[RunEvent, ...]:
    await show_offer(app, pending.workspace, action.pull)
    return ()


async def _onboard(app: App, pending: Pending, action: Onboard) -> tuple[RunEvent, ...]:
    await onboarding.onboard(app, pending.workspace, action.at)
    return ()


async def _leave(app: App, pending: Pending, action: LeaveWorkspace) -> tuple[RunEvent, ...]:
    """Looked at again when it is done: the App may be back by then."""
    at = pending.workspace
    if await onboarding.is_installed(app, at):
        return ()
    await onboarding.forget(app, at)
    return tuple(WorkspaceLost(run=run.id) for run in await app.store.open_runs(at))


async def _compile_prd(app: App, pending: Pending, action: CompilePrd) -> tuple[RunEvent, ...]:
    await show_prd(app, pending.workspace, action.pull)
    return ()


async def _start_step(app: App, pending: Pending, action: StartStep) -> tuple[RunEvent, ...]:
    await app.queue.put(Job(kind="step", name=f"{pending.stream}/{action.step}"))
    return ()


async def _open_pull(app: App, pending: Pending, action: OpenPull) -> tuple[RunEvent, ...]:
    run = await _run(app, pending)
    if run.is_ended:
        return ()
    body = _bodies(run).get(action.head, "")
    try:
        pull = await app.forge.open_pull(
            pending.workspace, action.head, action.base, action.title, shown(app, body), draft=action.draft
        )
    except NoCommitsError:
        return (PullEmpty(run=run.id, branch=action.head, commit=action.commit), Woken(run=run.id))
    except UserError as error:
        return (MoveRefused(run=run.id, branch=action.head, reason=str(error)),)
    opened = PullOpened(run=run.id, branch=action.head, number=pull.number)
    return (opened, Woken(run=run.id))


async def _refresh_board(app: App, pending: Pending, action: RefreshBoard) -> tuple[RunEvent, ...]:
    run = await _run(app, pending)
    if run.version > action.version:
        return ()
    bodies = _bodies(run)
    for course in run.courses:
        if course.pull:
            await _edit_pull(app, run, course.pull, bodies[course.branch])
    if run.build_pull and not run.is_on_offer:
        await _edit_pull(app, run, run.build_pull, bodies[run.branch])
    await _once(app, run, f"issue-board:{run.issue}", board.plan_comment(run), _put_plan_comment)
    return ()


def _bodies(run: Run) -> dict[str, str]:
    """Branch -> the body of its pull request."""
    bodies = {course.branch: board.course_body(run, course) for course in run.courses}
    return {**bodies, run.branch: board.build_body(run)}


async def _put_plan_comment(app: App, run: Run, body: str) -> None:
    await app.forge.put_comment(run.workspace, run.issue, start.TOPIC, shown(app, body))


async def _edit_pull(app: App, run: Run, number: int, body: str) -> None:
    async def edit(app: App, run: Run, body: str) -> None:
        await app.forge.edit_pull(run.workspace, number, body=shown(app, body))

    await _once(app, run, f"board:{number}", body, edit)


async def _once(
    app: App, run: Run, key: str, body: str, write: Callable[[App, Run, str], Awaitable[None]]
) -> None:
    """Write a text only where it differs from what was written last; while things go on, not too often."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    written, _, at = (await app.store.recall(run.workspace, key) or "").partition("@")
    if written == digest:
        return
    wait = float(at or 0) + EDIT_PAUSE - app.clock.now()
    if wait > 0 and run.status == "running":
        raise Retryable("the board was edited a moment ago", after=wait)
    await write(app, run, body)
    await app.store.remember(run.workspace, key, f"{digest}@{app.clock.now()}")


async def _put_check(app: App, pending: Pending, action: PutCheck) -> tuple[RunEvent, ...]:
    report = await _report(app, pending, action.report)
    buttons = tuple(BUTTONS[name] for name in _buttons(action))
    draft = CheckDraft(
        name=action.name,
        commit=action.commit,
        external_id=f"{pending.stream}/{action.name}/{action.commit}/{action.attempt}",
        status=action.status,
        conclusion=action.conclusion,
        title=action.title,
        summary=shown(app, inert(report["summary"]) if report else action.summary or action.title),
        text=shown(app, text_of(report)) if report else "",
        annotations=annotations_of(report) if report else (),
        buttons=buttons,
    )
    await app.forge.put_check(pending.workspace, draft)
    return ()


def _buttons(action: PutCheck) -> tuple[str, ...]:
    return ("retry", "resume", "cancel") if action.conclusion == "failure" else ()


async def _report(app: App, pending: Pending, name: str) -> dict[str, Any] | None:
    data = await app.artifacts.get(pending.workspace, pending.stream, name) if name else None
    return json.loads(data) if data else None


async def _tell_open_points(app: App, pending: Pending, action: TellOpenPoints) -> tuple[RunEvent, ...]:
    await tell_open_points(app, pending.workspace, pending.stream, action.commit)
    return ()


async def _ask_review(app: App, pending: Pending, action: AskReview) -> tuple[RunEvent, ...]:
    run = await _run(app, pending)
    if not run.is_ended:
        await app.forge.request_reviewers(pending.workspace, action.number, action.logins)
    return ()


async def _mark_ready(app: App, pending: Pending, action: MarkReady) -> tuple[RunEvent, ...]:
    run = await _run(app, pending)
    if run.is_ended:
        return ()
    try:
        await app.forge.mark_ready(pending.workspace, action.number)
    except UserError as error:
        return (MoveRefused(run=run.id, branch=run.branch, reason=str(error)),)
    return (PullReady(run=run.id),)


async def _may_use(app: App, run: Run, commit: str) -> bool:
    """An approval is read again at the moment of use, however long ago it was decided upon, and fails closed."""
    facts = await gather_approval(app, run)
    pulled = facts.pull
    if pulled is None or pulled.pull.head_sha != commit:
        return False
    if pulled.pull.base != base_of(run, pulled.pull.number):
        return False
    return pulled.pull.is_merged or verdict(run, pulled, facts).is_approved


async def _move_branch(app: App, pending: Pending, action: MoveBranch) -> tuple[RunEvent, ...]:
    run = await _run(app, pending)
    if run.course is None or run.course.number != action.course or not run.is_under_way:
        return ()
    if not await _may_use(app, run, action.commit):
        return (ApprovalWithdrawn(run=run.id),)
    reason = "it has commits that the approved ones do not build on"
    try:
        if await app.forge.move_branch(pending.workspace, action.branch, action.commit):
            return (BranchMoved(run=run.id, course=action.course, commit=action.commit),)
    except UserError as error:
        reason = str(error)
    return (MoveRefused(run=run.id, branch=action.branch, reason=reason),)


async def _merge_pull(app: App, pending: Pending, action: MergePull) -> tuple[RunEvent, ...]:
    run = await _run(app, pending)
    if run.merged or not run.is_under_way:
        return ()
    if not await _may_use(app, run, action.commit):
        return (ApprovalWithdrawn(run=run.id),)
    try:
        title = words.build_title(run)
        await app.forge.merge_pull(pending.workspace, action.number, action.commit, title)
    except UserError as error:
        return (MoveRefused(run=run.id, branch=run.base, reason=str(error)),)
    return (Woken(run=run.id),)


async def _remove_branch(app: App, pending: Pending, action: RemoveBranch) -> tuple[RunEvent, ...]:
    """What people pushed after the approval is on no other branch: then it stays."""
    if await app.forge.branch_sha(pending.workspace, action.branch) == action.commit:
        await app.forge.delete_branch(pending.workspace, action.branch)
    return ()


async def _stop_steps(app: App, pending: Pending, action: StopSteps) -> tuple[RunEvent, ...]:
    """Workers watch their step in the store and stop by themselves; nothing else is needed."""
    return ()


async def _start_preview(app: App, pending: Pending, action: StartPreview) -> tuple[RunEvent, ...]:
    await app.queue.put(Job(kind="preview", name=pending.stream))
    return ()


async def _stop_preview(app: App, pending: Pending, action: StopPreview) -> tuple[RunEvent, ...]:
    await previews.stop(app, pending.stream, pending.workspace, action)
    return ()


async def _wake_next(app: App, pending: Pending, action: WakeNext) -> tuple[RunEvent, ...]:
    runs = await app.store.open_runs(pending.workspace)
    return tuple(Woken(run=run.id) for run in runs[:1] if run.status == "queued")


async def _run(app: App, pending: Pending) -> Run:
    run = await app.store.run(pending.stream)
    if run is None:
        raise LookupError(f"no run {pending.stream} for {pending.action.key}")
    return run


_HOW: dict[type, Callable[[App, Pending, Any], Awaitable[tuple[RunEvent, ...]]]] = {
    React: _react,
    Say: _say,
    CheckPlan: _check_plan,
    Onboard: _onboard,
    LeaveWorkspace: _leave,
    CompilePrd: _compile_prd,
    StartStep: _start_step,
    OpenPull: _open_pull,
    RefreshBoard: _refresh_board,
    PutCheck: _put_check,
    TellOpenPoints: _tell_open_points,
    AskReview: _ask_review,
    MarkReady: _mark_ready,
    MoveBranch: _move_branch,
    MergePull: _merge_pull,
    RemoveBranch: _remove_branch,
    StopSteps: _stop_steps,
    StartPreview: _start_preview,
    StopPreview: _stop_preview,
    WakeNext: _wake_next,
}
