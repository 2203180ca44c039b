"""Reads what approvals are judged by beside reviews: whose the changed files are, which older heads still count."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.app import App
from bot.core.checkpoints import newest_reviews
from bot.core.facts import PullFacts, PullView
from bot.core.ids import Workspace
from bot.core.owners import PLACES
from bot.core.run import Run
from bot.errors import UserError


async def whose_files(
    app: App, at: Workspace, run: Run, pulled: PullFacts, *, is_required: bool
) -> dict[str, Any]:
    """Whose the changed files are; only where that is required has it to be known for sure."""
    codeowners = await _codeowners(app, at, run.base)
    if not codeowners:
        return {}
    try:
        paths = tuple(await app.forge.pull_files(at, pulled.pull.number))
    except UserError:
        if is_required:
            raise
        return {}
    return {"codeowners": codeowners, "pull": pulled.model_copy(update={"paths": paths})}


async def _codeowners(app: App, at: Workspace, base: str) -> str:
    for place in PLACES:
        data = await app.forge.read_file(at, place, base)
        if data is not None:
            return data.decode(errors="replace")
    return ""


async def kept_heads(app: App, at: Workspace, pulled: PullFacts) -> frozenset[str]:
    """Approved commits that the head is a rebase of, with no file changed: those approvals stand."""
    pull = pulled.pull
    approved = {one.commit for one in newest_reviews(pulled.reviews).values() if one.state == "APPROVED"}
    older = sorted(approved - {pull.head_sha, ""})
    kept = [commit for commit in older if await _is_rebase_of(app, at, pull, commit)]
    return frozenset(kept)


async def _is_rebase_of(app: App, at: Workspace, pull: PullView, commit: str) -> bool:
    """Whether the head is that commit's work with the same tree, moved forward onto the base."""
    forge, head = app.forge, pull.head_sha
    before, now = await asyncio.gather(forge.tree_sha(at, commit), forge.tree_sha(at, head))
    if before is None or before != now or await forge.merge_base(at, commit, head) == commit:
        return False
    base = await forge.branch_sha(at, pull.base)
    if base is None:
        return False
    left, onto = await asyncio.gather(forge.merge_base(at, base, commit), forge.merge_base(at, base, head))
    if not left or not onto or left == onto:
        return False
    return await forge.merge_base(at, left, onto) == left
