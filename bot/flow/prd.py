"""Compiles the PRD that a pull request brings: a check run, and the plan as a commit on its branch."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from bot.app import App
from bot.core.facts import CAN_WRITE, PrdOffer, PullView
from bot.core.ids import PLAN_FILE, PRD_CHECK, Workspace
from bot.core.offer import Look
from bot.core.prd.files import ARCHITECTURE_FILE, PRD_FILE
from bot.core.prd.offer import Brought, look_at, not_committed
from bot.core.words import prds
from bot.errors import UserError
from bot.flow.offer import check_of, file_at, left_at, read_library
from bot.flow.onboarding import turned_off_by
from bot.ports.forge import Entry
from bot.ports.repo import Stamp

_NAMES: Final = (PRD_FILE, ARCHITECTURE_FILE)


async def show_prd(app: App, at: Workspace, number: int) -> None:
    """Check run, and the plan's commit, as the pull request is now, however often this is asked for.

    What was committed is found on the branch the next time, and then there is nothing to commit. One that never
    touched the files is left alone; where it did once, it is said that it no longer does.
    """
    pull = await app.forge.pull(at, number)
    if pull is None or not pull.is_open or pull.author == await app.forge.bot_login():
        return
    if await turned_off_by(app, at):
        return
    offer, told = await read_prd(app, at, pull), f"prd:{number}"
    if not offer.is_changed and not await app.store.recall(at, told):
        return
    brought = look_at(offer, await read_library(app, at, pull.head_sha) if offer.prd else frozenset())
    look = await _committed(app, at, pull, brought) if brought.plan else brought.look
    await app.forge.put_check(at, check_of(app, pull, look, PRD_CHECK))
    await app.store.remember(at, told, pull.head_sha)


async def read_prd(app: App, at: Workspace, pull: PullView) -> PrdOffer:
    """The files at the pull request's head, read only where they differ from where its branch left the base."""
    base = await app.forge.branch_sha(at, pull.base) or ""
    root = await app.forge.entries(at, pull.head_sha)
    here = _named(root)
    if here == _named(await app.forge.entries(at, base) if base else {}):
        return PrdOffer(pull=pull)
    left = await left_at(app, at, base, pull.head_sha)
    if here == _named(await app.forge.entries(at, left) if left else {}):
        return PrdOffer(pull=pull)
    prd, architecture, plan = await asyncio.gather(
        *(file_at(app, at, pull.head_sha, root.get(name), name) for name in (*_NAMES, PLAN_FILE))
    )
    run = await app.store.run_of_branch(at, pull.head)
    return PrdOffer(
        pull=pull,
        is_changed=True,
        prd=prd,
        architecture=architecture,
        plan=plan,
        default_branch=await app.forge.default_branch(at),
        author_can_write=await app.forge.permission(at, pull.author) in CAN_WRITE,
        is_building=run is not None and not run.is_ended,
    )


def _named(root: Mapping[str, Entry]) -> dict[str, Entry]:
    return {name: root[name] for name in _NAMES if name in root}


async def _committed(app: App, at: Workspace, pull: PullView, brought: Brought) -> Look:
    """Commit the plan; whoever changed it on the branch in this moment is not written over."""
    stamp = Stamp(
        at=int(app.clock.now()),
        subject=prds.commit_subject(),
        run=f"pull-{pull.number}-{pull.head_sha[:12]}",
        phase=PRD_CHECK,
        plan=brought.digest,
    )
    files = {PLAN_FILE: brought.plan.encode()}
    try:
        await app.repo.commit_files(at, pull.head, files, stamp, base=pull.head_sha)
    except UserError as error:
        return not_committed(brought, str(error))
    return brought.look
