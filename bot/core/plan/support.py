"""Which choices of the schema cannot be built yet, and why: refused when a plan is checked, never later.

A choice is taken out of this table when an app with it passes all its gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.plan.problems import Path


@dataclass(frozen=True)
class Refused:
    """A value that is refused at a path of the plan, with what to take instead."""

    path: Path
    value: str
    reason: str
    instead: str


REFUSED: Final = (
    Refused(("project", "stack"), "nestjs", "There are no templates for NestJS yet.", "nextjs-15"),
    Refused(("project", "stack"), "expo", "There are no templates for Expo yet.", "nextjs-15"),
    Refused(("project", "stack"), "remix", "There are no templates for Remix yet.", "nextjs-15"),
    Refused(("project", "runtime"), "deno", "The gates have not been seen to pass on Deno.", "node"),
    Refused(("project", "runtime"), "bun", "The gates have not been seen to pass on Bun.", "node"),
    Refused(("testing", "framework"), "jest", "There are no templates for Jest yet.", "vitest"),
    Refused(("testing", "e2e"), "cypress", "There are no templates for Cypress yet.", "playwright"),
)


@dataclass(frozen=True)
class Idle:
    """A key that has no effect: `path` may hold `*` for any index or key."""

    path: tuple[str, ...]
    reason: str


NO_EFFECT: Final[tuple[Idle, ...]] = (
    Idle(("project", "repo"), "Drystone builds in the repository that holds the plan"),
    Idle(("hooks", "pre"), "hooks are not run yet"),
    Idle(("hooks", "post"), "hooks are not run yet"),
)
