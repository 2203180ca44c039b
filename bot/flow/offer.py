"""Reads the plan that a pull request brings, and shows what is to be said of it: a check run and one comment."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping

from bot.app import App
from bot.core import board, start, words
from bot.core.facts import Offer, PlanFile, PullView
from bot.core.ids import PLAN_CHECK, PLAN_FILE, Workspace, pull_check_id
from bot.core.offer import Look, look_at
from bot.core.plan.problems import Problem
from bot.core.plan.render import problem_note
from bot.core.plan.text import MOST_BYTES
from bot.core.words import offers
from bot.flow.onboarding import turned_off_by
from bot.flow.redacting import shown
from bot.flow.report import MOST_ANNOTATIONS
from bot.ports.forge import Annotation, CheckDraft, Entry

NEARLY = re.compile(r"buildplan\.ya?ml", re.IGNORECASE)
LIBRARY = "packages"


async def read_offer(app: App, at: Workspace, pull: PullView) -> Offer:
    """The plan at the pull request's head and at the tip of its base; read only where it is changed."""
    base = await app.forge.branch_sha(at, pull.base) or ""
    here, there = await asyncio.gather(_plans(app, at, pull.head_sha), _plans(app, at, base))
    if here == there or here == await _plans(app, at, await left_at(app, at, base, pull.head_sha)):
        return Offer(pull=pull)
    head, before = await asyncio.gather(
        file_at(app, at, pull.head_sha, here.get(PLAN_FILE)), file_at(app, at, base, there.get(PLAN_FILE))
    )
    others = tuple(sorted(here.keys() - {PLAN_FILE}))
    return Offer(pull=pull, is_changed=True, head=head, base=before, others=others)


async def read_library(app: App, at: Workspace, commit: str) -> frozenset[str]:
    """The paths of all components that a plan in that commit may name: the repository's own, and Drystone's."""
    root = await app.forge.entries(at, commit)
    own: Mapping[str, Entry] = {}
    if LIBRARY in root:
        own = await app.forge.entries(at, root[LIBRARY].sha, deep=True)
    paths = (f"{LIBRARY}/{path}" for path, entry in own.items() if entry.kind == "file")
    return frozenset(app.library).union(paths)


async def show_offer(app: App, at: Workspace, number: int) -> None:
    """Check run and comment as the pull request is now, however often and in whatever order this is asked for.

    One that never touched the plan is left alone; where it did once, it is said that it no longer does.
    """
    pull = await app.forge.pull(at, number)
    if pull is None or not pull.is_open or pull.author == await app.forge.bot_login():
        return
    if await turned_off_by(app, at):
        return
    offer, told = await read_offer(app, at, pull), f"offer:{number}"
    if not offer.is_changed and not await app.store.recall(at, told):
        return
    look = look_at(offer, await read_library(app, at, pull.head_sha) if offer.head else frozenset())
    await app.forge.put_check(at, check_of(app, pull, look, PLAN_CHECK))
    text = offers.comment(look.title, await _next(app, at, offer, look), look.text)
    await _say(app, at, number, text)
    await app.store.remember(at, told, pull.head_sha)


async def _say(app: App, at: Workspace, number: int, text: str) -> None:
    """The one comment. While a run builds there it is that run's board, also where it began in this very moment."""
    run = await app.store.run_of_issue(at, number)
    if run is not None and not run.is_ended:
        return
    while True:
        await app.forge.put_comment(at, number, start.TOPIC, shown(app, text))
        now = await app.store.run_of_issue(at, number)
        if now is None or now == run:
            return
        run, text = now, board.plan_comment(now)


async def left_at(app: App, at: Workspace, base: str, head: str) -> str:
    """The commit at which a branch left its base; "" where there is none."""
    return (await app.forge.merge_base(at, base, head) or "") if base else ""


async def _plans(app: App, at: Workspace, commit: str) -> dict[str, Entry]:
    """The plan in a commit's root, and what may be taken for one."""
    entries = await app.forge.entries(at, commit) if commit else {}
    return {path: entry for path, entry in entries.items() if NEARLY.fullmatch(path)}


async def file_at(
    app: App, at: Workspace, commit: str, entry: Entry | None, path: str = PLAN_FILE
) -> PlanFile | None:
    """A file in a commit's root as it lies there; read only where it is small enough."""
    if entry is None:
        return None
    is_file = entry.kind == "file"
    fits = is_file and entry.size <= MOST_BYTES
    data = await app.forge.read_file(at, path, commit) if fits else None
    return PlanFile(is_file=is_file, size=entry.size, data=data)


def check_of(app: App, pull: PullView, look: Look, name: str) -> CheckDraft:
    """What is to be said of a pull request's head, as the one check run of that name."""
    return CheckDraft(
        name=name,
        commit=pull.head_sha,
        external_id=pull_check_id(name, pull.number, pull.head_sha),
        status="completed",
        conclusion=look.conclusion,
        title=look.title,
        summary=shown(app, look.text),
        annotations=tuple(map(_annotation, look.problems[:MOST_ANNOTATIONS])),
    )


def _annotation(problem: Problem) -> Annotation:
    return Annotation(
        path=problem.file,
        start_line=problem.line,
        end_line=problem.line,
        level="failure" if problem.severity == "error" else "warning",
        message=problem_note(problem),
        title=problem.code,
    )


async def _next(app: App, at: Workspace, offer: Offer, look: Look) -> str:
    """What a sound plan waits for."""
    if look.conclusion != "success":
        return ""
    default, run = await app.forge.default_branch(at), await app.store.run_of_issue(at, offer.pull.number)
    lines = [words.state_line(run)] if run is not None else []
    return "\n\n".join([*lines, offers.next_step(offer.pull, default)])
