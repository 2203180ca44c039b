"""Runs the phases in order on a plan: the whole app as a tree of paths and bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.errors import UserError
from bot.ports.phase import ChangeSet, Material, Phase, PhaseInput

_SEGMENT: Final = re.compile(r"[A-Za-z0-9_@.()\[\]%-]+")
_FORBIDDEN: Final = frozenset({"", ".", "..", ".git", "node_modules"})


def generate(material: Material, phases: Iterable[Phase]) -> ChangeSet:
    """What all `phases` make, from nothing, as one change: its files sorted by path, and all that each of them says.

    Raises `UserError` for a plan that cannot be built.
    """
    tree: dict[str, bytes] = {}
    open_points: dict[str, str] = {}
    evidence: list[str] = []
    warnings: list[str] = []
    losses: list[str] = []
    for phase in phases:
        change = phase.lay(PhaseInput(material, tree))
        tree = applied(tree, change)
        evidence.append(change.evidence)
        open_points |= change.open_points
        warnings += change.warnings
        losses += change.losses
    return ChangeSet(
        tree,
        evidence="\n".join(filter(None, evidence)),
        open_points=open_points,
        warnings=tuple(warnings),
        losses=tuple(losses),
    )


def applied(tree: Mapping[str, bytes], changes: ChangeSet) -> dict[str, bytes]:
    """`tree` with `changes` made. Refuses a path that could leave the tree or shadow another in it."""
    for path in (*changes.writes, *changes.deletes):
        if not is_safe(path):
            raise UserError(
                f"The plan leads to the path `{path}`, which is not allowed.", "Use plain names in it."
            )
    kept = {path: data for path, data in tree.items() if path not in changes.deletes}
    merged = dict(sorted({**kept, **changes.writes}.items()))
    refuse_clashes(merged)
    return merged


def is_safe(path: str) -> bool:
    """Whether a path is relative, stays inside, and is plain enough for every file system."""
    parts = path.split("/")
    return all(
        _SEGMENT.fullmatch(part) and part.lower() not in _FORBIDDEN and len(part) < 200 for part in parts
    )


def refuse_clashes(tree: Mapping[str, bytes]) -> None:
    """No two paths that a case-insensitive file system takes for one, and no file where a folder is."""
    seen: dict[str, str] = {}
    folders = {path.rsplit("/", n)[0].lower() for path in tree for n in range(1, path.count("/") + 1)}
    for path in tree:
        other = seen.setdefault(path.lower(), path)
        if other != path or path.lower() in folders:
            raise UserError(f"The plan leads to two things at `{path}`.", "Give one of them another name.")
