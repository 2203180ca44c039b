"""What a sound plan holds to beyond its schema: each check one pure function, documented where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.core.plan.checks import (
    api,
    database,
    duplicates,
    fields,
    names,
    operations,
    pages,
    process,
    reach,
    rows,
    services,
)
from bot.core.plan.checks.base import Around, Check, Finding, View
from bot.core.plan.explain import shown
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem, Severity, pointer
from bot.core.plan.reader import Document

__all__ = ["CHECKS", "Around", "Check", "Finding", "View", "meaning_problems", "problem_of"]

MOST_OF_A_KIND: Final = 50
_LONGEST: Final = 600

CHECKS: Final[tuple[Check, ...]] = (
    *names.CHECKS,
    *duplicates.CHECKS,
    *fields.CHECKS,
    *rows.CHECKS,
    *database.CHECKS,
    *api.CHECKS,
    *pages.CHECKS,
    *operations.CHECKS,
    *reach.CHECKS,
    *services.CHECKS,
    *process.CHECKS,
)


def meaning_problems(plan: Plan, document: Document, file: str, around: Around) -> list[Problem]:
    """What the checks find in a plan that its schema accepts; of each code, up to a bound that is told."""
    view = View(plan, around)
    return [problem for check in CHECKS for problem in _problems(check, view, document, file)]


def _problems(check: Check, view: View, document: Document, file: str) -> Iterator[Problem]:
    found = list(islice(check.run(view), MOST_OF_A_KIND + 1))
    for one in found[:MOST_OF_A_KIND]:
        yield problem_of(one, check.code, check.severity, document, file)
    if len(found) > MOST_OF_A_KIND:
        place = document.place_of(found[-1].path)
        message = f"There are more problems of the kind `{check.code}` than these {MOST_OF_A_KIND}."
        yield Problem(check.severity, "plan.more", message, file, place.line, place.column)


def problem_of(found: Finding, code: str, severity: Severity, document: Document, file: str) -> Problem:
    """A finding with its place in the text."""
    place = document.key_of(found.path) if found.at_key else document.place_of(found.path)
    return Problem(
        severity,
        code,
        shown(found.message, _LONGEST),
        file,
        place.line,
        place.column,
        pointer(found.path),
        shown(found.found, _LONGEST),
        shown(found.allowed, _LONGEST),
        found.suggestion,
        place.end_column if place.end_line == place.line else None,
    )
