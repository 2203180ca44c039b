"""What a sound plan holds to beyond its schema: each check one pure function, documented where it stands."""

from __future__ import annotations

from typing import Final

from bot.core.plan.checks import api, database, duplicates, fields, names, pages, process, services
from bot.core.plan.checks.base import Around, Check, Finding, View
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem, pointer
from bot.core.plan.reader import Document

__all__ = ["CHECKS", "Around", "Check", "Finding", "View", "meaning_problems"]

CHECKS: Final[tuple[Check, ...]] = (
    *names.CHECKS,
    *duplicates.CHECKS,
    *fields.CHECKS,
    *database.CHECKS,
    *api.CHECKS,
    *pages.CHECKS,
    *services.CHECKS,
    *process.CHECKS,
)


def meaning_problems(plan: Plan, document: Document, file: str, around: Around) -> list[Problem]:
    """What the checks find in a plan that its schema accepts."""
    view = View(plan, around)
    return [_problem(check, found, document, file) for check in CHECKS for found in check.run(view)]


def _problem(check: Check, found: Finding, document: Document, file: str) -> Problem:
    place = document.key_of(found.path) if found.at_key else document.place_of(found.path)
    return Problem(
        check.severity,
        check.code,
        found.message,
        file,
        place.line,
        place.column,
        pointer(found.path),
        found.found,
        found.allowed,
        found.suggestion,
        place.end_column if place.end_line == place.line else None,
    )
