"""Reads, live, the facts that an event and a run's state make necessary, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from bot.app import App
from bot.core.checkpoints import asked_for
from bot.core.config import CONFIG_FILE, Config, read_config
from bot.core.events import (
    CheckRequested,
    CommentCreated,
    Event,
    IssueOpened,
    PullChanged,
    StepFinished,
    StepStarted,
    Woken,
)
from bot.core.facts import Facts, Permission, PullFacts
from bot.core.ids import PLAN_FILE, Workspace, answer_topic
from bot.core.run import Course, Run
from bot.core.slash import slashes
from bot.errors import UserError
from bot.flow.approvals import kept_heads, whose_files
from bot.flow.offer import read_library, read_offer
from bot.flow.onboarding import turned_off_by


async def gather(app: App, at: Workspace, run: Run | None, event: Event) -> Facts:
    """The facts for one decision. Raises `Retryable` when the forge does not answer: nothing is decided then."""
    parts: dict[str, Any] = {"now": app.clock.now(), "bot": await app.forge.bot_login()}
    parts["library"] = frozenset(app.library)
    asks = isinstance(event, IssueOpened) or (isinstance(event, CommentCreated) and bool(slashes(event.body)))
    if asks:
        parts |= await _about_issue(app, at, run, event)
    if asks and isinstance(event, CommentCreated):
        parts["is_answered"] = bool(await app.store.recall(at, answer_topic(event.comment)))
    if run is not None and not run.is_ended:
        parts |= await _about_run_or_why_not(app, at, run, event)
    elif asks:
        parts["ahead"] = await _ahead(app, at, "")
    logins = _logins(event, parts)
    parts["permissions"] = await _permissions(app, at, logins)
    return Facts(**parts)


async def gather_approval(app: App, run: Run) -> Facts:
    """What a verdict on the run's pull request needs, and nothing else: for the moment in which it is used."""
    at, number = run.workspace, _pull_of(run)
    parts: dict[str, Any] = {"now": app.clock.now(), "bot": await app.forge.bot_login()}
    try:
        parts |= await _about_pull(app, at, run, number) if number else {}
    except UserError as error:
        parts["trouble"] = str(error)
    parts["permissions"] = await _permissions(app, at, _reviewers(parts))
    return Facts(**parts)


def matters_now(run: Run, event: Event) -> bool:
    """While steps are in flight nothing is due, so nothing about the run has to be known."""
    if isinstance(event, StepStarted):
        return False
    ending = event.step if isinstance(event, StepFinished) else ""
    return not any(step.id != ending for step in run.in_flight)


async def _about_run_or_why_not(app: App, at: Workspace, run: Run, event: Event) -> dict[str, Any]:
    """What only people can mend must not lose the event: it is decided upon, and the run halts and says why."""
    try:
        parts = await _about_run(app, at, run) if matters_now(run, event) else {}
        if isinstance(event, PullChanged | Woken):
            parts["closed_pull"] = await _closed_pull(app, at, run)
    except UserError as error:
        return {"trouble": str(error)}
    return parts


async def _closed_pull(app: App, at: Workspace, run: Run) -> int:
    """A pull request that is being worked on and that somebody closed; looked at while steps are in flight too."""
    course = run.course
    for number in {run.build_pull, course.pull if course else 0} - {0}:
        pull = await app.forge.pull(at, number)
        if pull is not None and not pull.is_open and not pull.is_merged:
            return number
    return 0


async def _about_issue(app: App, at: Workspace, run: Run | None, event: Event) -> dict[str, Any]:
    number = event.issue if isinstance(event, IssueOpened) else getattr(event, "number", 0)
    if run is not None:
        number = run.issue
    base, issue = await app.forge.default_branch(at), await app.forge.issue(at, number)
    pull = await app.forge.pull(at, number) if issue and issue.is_pull else None
    return {
        "issue": issue,
        "offer": await read_offer(app, at, pull) if pull else None,
        "library": await read_library(app, at, pull.head_sha if pull else base),
        "default_branch": base,
        "config": await _config(app, at, base),
        "runs_before": await app.store.runs_of_issue(at, number),
        "turned_off_by": await turned_off_by(app, at),
    }


async def _about_run(app: App, at: Workspace, run: Run) -> dict[str, Any]:
    if run.status == "queued":
        return {"ahead": await _ahead(app, at, run.id)}
    course = run.course
    if course is None:
        return {"is_gated_tree": await _is_gated_tree(app, at, run)}
    if not is_laid(run, course):
        return await _about_halted(app, at, run, course.branch) if run.status == "halted" else {}
    number = _pull_of(run)
    parts = await _about_pull(app, at, run, number) if number else {}
    tip = await _tip(app, at, run, parts.get("pull"))
    return {**parts, "tip": tip, **await _edited(app, at, run, tip)}


async def _edited(app: App, at: Workspace, run: Run, tip: str) -> dict[str, Any]:
    """The plan at the tip; where it is another one, also what it may name."""
    text = await _plan_at(app, at, tip)
    if text in ("", run.plan_text):
        return {"tip_plan": text}
    return {"tip_plan": text, "library": await read_library(app, at, tip)}


def _pull_of(run: Run) -> int:
    """The pull request of the course that is being laid; 0 where it has none yet."""
    course = run.course
    if course is None:
        return 0
    return course.pull or (run.build_pull if course.branch == run.branch else 0)


async def _about_halted(app: App, at: Workspace, run: Run, branch: str) -> dict[str, Any]:
    """What people may have mended in the middle of a course: its branch, and the plan on it."""
    tip = await app.forge.branch_sha(at, branch) or await app.forge.branch_sha(at, run.branch) or ""
    return {"tip": tip, **await _edited(app, at, run, tip)}


async def _tip(app: App, at: Workspace, run: Run, pulled: PullFacts | None) -> str:
    """The head of the branch; of a merged pull request its own: what is pushed after the merge is not in it."""
    course = run.course
    if course is None or (pulled and pulled.pull.is_merged and pulled.pull.head_sha == run.head):
        return run.head
    return await app.forge.branch_sha(at, course.branch) or run.head


def is_laid(run: Run, course: Course) -> bool:
    """All the course's steps are done: from here on people's pushes and reviews matter."""
    newest = {step.name: step for step in run.steps if step.kind in ("phase", "lock")}
    return all(name in newest and newest[name].status == "done" for name in course.steps)


async def _about_pull(app: App, at: Workspace, run: Run, number: int) -> dict[str, Any]:
    pull = await app.forge.pull(at, number)
    if pull is None:
        return {}
    reviews, commits, writers, config = await asyncio.gather(
        app.forge.reviews(at, number),
        app.forge.pull_commits(at, number),
        app.forge.writers(at),
        _config(app, at, run.base),
    )
    pulled = PullFacts(pull=pull, reviews=tuple(reviews), commits=tuple(commits))
    parts: dict[str, Any] = {
        "pull": pulled.model_copy(update={"kept": await kept_heads(app, at, pulled)}),
        "writers": tuple(writers),
        "config": config,
    }
    if config.approvals.owners or run.asked != asked_for(pull):
        parts |= await whose_files(app, at, run, parts["pull"], is_required=config.approvals.owners)
    if pull.is_merged and number == run.build_pull:
        merged = run.model_copy(update={"merged": pull.merge_commit})
        parts["is_gated_tree"] = await _is_gated_tree(app, at, merged)
    return parts


async def _is_gated_tree(app: App, at: Workspace, run: Run) -> bool:
    if not run.merged:
        return False
    gated, merged = await asyncio.gather(app.repo.tree_id(at, run.head), app.repo.tree_id(at, run.merged))
    return gated == merged


async def _plan_at(app: App, at: Workspace, commit: str) -> str:
    data = await app.forge.read_file(at, PLAN_FILE, commit) if commit else None
    return data.decode(errors="replace") if data else ""


async def _config(app: App, at: Workspace, base: str) -> Config:
    data = await app.forge.read_file(at, CONFIG_FILE, base)
    return read_config(data) if data else Config()


async def _ahead(app: App, at: Workspace, run_id: str) -> int:
    """The issue of the run that this one must wait for; 0 when it may begin."""
    others = await app.store.open_runs(at)
    for other in others:
        if other.id != run_id and other.status != "queued":
            return other.issue
    for other in others:
        return 0 if other.id == run_id else other.issue
    return 0


def _logins(event: Event, parts: dict[str, Any]) -> set[str]:
    logins = set()
    if isinstance(event, IssueOpened | CommentCreated | CheckRequested):
        logins.add(event.actor.login)
    issue = parts.get("issue")
    if issue is not None:
        logins.add(issue.author)
    return logins | _reviewers(parts)


def _reviewers(parts: dict[str, Any]) -> set[str]:
    pulled = parts.get("pull")
    return {review.author for review in pulled.reviews if not review.author_is_bot} if pulled else set()


async def _permissions(app: App, at: Workspace, logins: Iterable[str]) -> dict[str, Permission]:
    wanted = sorted(logins)
    found = await asyncio.gather(*(_permission(app, at, login) for login in wanted))
    return dict(zip(wanted, found, strict=True))


async def _permission(app: App, at: Workspace, login: str) -> Permission:
    """Fails closed: whom the forge tells nothing about may do nothing."""
    try:
        return await app.forge.permission(at, login)
    except UserError:
        return "none"
