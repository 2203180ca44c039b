"""Next.js 15 with Drizzle, PostgreSQL row-level security, Tailwind 4, vitest and Playwright."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.ports.stack import Stack, Templates, UnboundTemplates


@dataclass(frozen=True)
class NextJs15:
    """The stack; `bot.adapters.templates.bind` gives it its templates."""

    name: str = "nextjs-15"
    templates: Templates = field(default_factory=UnboundTemplates)
    gates: tuple[str, ...] = ("compile", "lint", "unit", "build", "e2e", "a11y")


STACK: Stack = NextJs15()
