"""What a changed plan calls otherwise: `buildplan.renames.yaml`, beside the plan.

Without it a field that has another name now is one field gone and another one new: its data would go with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.core.plan.checks.renames import Found, Names, RenameCheck
from bot.core.plan.model import Part, Plan
from bot.core.plan.model.part import like, said
from bot.core.plan.problems import Problem, by_position, pointer
from bot.core.plan.reader import Document
from bot.core.plan.shape import Shape

FILE: Final = "buildplan.renames.yaml"


class RenamesFile(Part, json_schema_extra=like(fields={"Reservation": {"partySize": "guests"}})):
    """What the plan calls otherwise than the plan that the app was built from last."""

    entities: dict[str, str] = said(
        "Entities: the name in the plan that was built last to the name in the plan now.",
        {"Booking": "Reservation"},
        default_factory=dict,
    )
    fields: dict[str, dict[str, str]] = said(
        "Fields, by the name that their entity has now: the name that was to the name that is.",
        {"Reservation": {"partySize": "guests"}},
        default_factory=dict,
    )


RENAMES: Final = Shape(RenamesFile, "The file", "buildplan.renames", "Drystone renames of a build plan")


@dataclass(frozen=True)
class Renames:
    """What is still to be renamed. `entities`: old name -> new; `fields`: (entity's new name, old field) -> new."""

    entities: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedRenames:
    """The renames, or the reasons why they cannot be used: None where there is any error."""

    renames: Renames | None
    problems: tuple[Problem, ...]


def load_renames(text: str | bytes, now: Plan, before: Plan | None, file: str = FILE) -> LoadedRenames:
    """The renames in `text`, from the plan that was built last to the plan now.

    Without `before`, as on a machine that does not know what was built, the old names are taken as they are.
    """
    read = RENAMES.read(text, file)
    if read.value is None:
        return LoadedRenames(None, by_position(read.problems))
    check = RenameCheck(
        read.value.entities, read.value.fields, _names(now), None if before is None else _names(before)
    )
    found = [_problem(one, read.document, file) for one in check.found()]
    problems = by_position(read.and_(found))
    if any(problem.severity == "error" for problem in problems):
        return LoadedRenames(None, problems)
    return LoadedRenames(_pending(check), problems)


def _names(plan: Plan) -> Names:
    entities = (entity for domain in plan.components.domains for entity in domain.entities)
    return {entity.name: tuple(one.name for one in entity.fields) for entity in entities}


def _pending(check: RenameCheck) -> Renames:
    """Without the renames that were built already."""
    known = check.entities_before()
    entities = {old: new for old, new in check.entities.items() if known is None or old in known}
    fields = {
        (entity, old): new
        for entity, renames in check.fields.items()
        for old, new in renames.items()
        if (before := check.fields_before(entity)) is None or old in before
    }
    return Renames(entities, fields)


def _problem(one: Found, document: Document, file: str) -> Problem:
    place = document.key_of(one.path) if one.at_key else document.place_of(one.path)
    return Problem(
        one.severity,
        one.code,
        one.message,
        file,
        place.line,
        place.column,
        pointer(one.path),
        one.found,
        one.allowed,
        one.suggestion,
        place.end_column if place.end_line == place.line else None,
    )
