"""Moves branches on the remote, told apart: done, somebody was faster, or not allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.adapters.git import names
from bot.adapters.git.mirror import Mirror
from bot.core.ids import GEN_REFS, UNSIGNED_REFS, Workspace
from bot.errors import Retryable, UserError

_WORKFLOWS = re.compile(r"workflows?['`\"]? (permission|scope)|create or update workflow", re.IGNORECASE)
_PROTECTED = re.compile(r"protected branch|GH006|GH013|rule violations|hook declined", re.IGNORECASE)
_PASSING = re.compile(
    r"cannot lock ref|failed to update ref|failed to lock|internal|try again|timed? ?out|stale info",
    re.IGNORECASE,
)


async def fetched(mirror: Mirror, branch: str) -> str:
    """The branch's tip, in the mirror; `UserError` where there is no such branch."""
    tip = await mirror.fetch_branch(names.checked_branch(branch))
    if not tip:
        raise UserError(f"There is no branch `{branch}`.", "If it was deleted, restore it and try again.")
    return tip


async def is_ancestor(mirror: Mirror, commit: str, of: str) -> bool:
    """Whether `commit` is in the history of `of`, or is it; both are in the mirror."""
    return (await mirror.git.run("merge-base", "--is-ancestor", commit, of, codes=(0, 1))).code == 0


async def push(mirror: Mirror, branch: str, old: str, new: str, generated: str = "") -> bool:
    """Move the branch from `old` (or nothing) to its descendant `new`; False where somebody was faster.

    `generated` is kept under its own ref, in the same all-or-nothing push.
    """
    moves = {f"refs/heads/{branch}": (old, new)}
    if generated:
        moves[f"{GEN_REFS}{generated}"] = ("", generated)
    refused = await mirror.push(moves)
    if not refused:
        return True
    tip = await mirror.head(branch)
    if tip == new:
        return True
    if (tip or "") != old:
        return False
    raise _why(branch, refused)


class Signer(Protocol):
    """A forge that makes commits itself, and signs them."""

    async def sign(self, at: Workspace, tree: str, parents: Sequence[str], message: str) -> str:
        """A commit of the bot's by the forge's clock, signed; its tree and parents are there already."""
        ...

    async def move_branch(self, at: Workspace, branch: str, commit: str) -> bool:
        """Fast-forward the branch; False where it would be no fast-forward."""
        ...


async def push_signed(
    mirror: Mirror, signer: Signer, at: Workspace, branch: str, new: str, generated: str = ""
) -> str:
    """Move the branch to the signed counterpart of `new`, and return that; empty where somebody was faster.

    `new` goes first, under a ref of its own, so that the forge has its tree. A counterpart that was made before a
    crash and is on no branch is left behind; one that is on the branch is found by its trailers.
    """
    unsigned = f"{UNSIGNED_REFS}{new}"
    kept = {unsigned: new, **({f"{GEN_REFS}{generated}": generated} if generated else {})}
    refused = await mirror.keep(kept)
    if refused:
        raise _why(branch, refused)
    shown = (await mirror.git.run("log", "-1", "--format=%T%x00%P%x00%B", "--end-of-options", new)).text
    tree, parents, message = shown.split("\0", 2)
    signed = await signer.sign(at, tree, parents.split(), message.rstrip("\n") + "\n")
    has_moved = await signer.move_branch(at, branch, signed)
    await mirror.drop(unsigned)
    return signed if has_moved else ""


def too_busy(branch: str) -> Retryable:
    """People pushed each time that the bot was about to."""
    return Retryable(f"The branch {branch} is being pushed to all the time.", after=30)


def _why(branch: str, refused: str) -> Exception:
    if _WORKFLOWS.search(refused):
        return UserError(
            f"Pushing `{branch}`: GitHub lets the App change nothing under `.github/workflows`.",
            "Grant it the permission `workflows: write`, or keep workflow files out of the plan.",
        )
    if _PROTECTED.search(refused):
        return UserError(
            f"Pushing `{branch}`: the repository's rules do not let the App push there.",
            "Let the App bypass the rules for `drystone/*`, or exempt these branches from them.",
        )
    if _PASSING.search(refused):
        return Retryable(f"Pushing {branch}: the remote was busy.", after=5)
    lines = [line for line in refused.splitlines() if line.startswith(("remote:", "!"))] or [refused]
    return UserError(f"Pushing `{branch}` was refused: {' '.join(lines)[:500]}")
