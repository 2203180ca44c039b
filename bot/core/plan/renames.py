"""What a changed plan calls otherwise: `buildplan.renames.yaml`, beside the plan.

Without it a field that has another name now is one field gone and another one new: its data would go with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.core.plan.checks.renames import All, Found, RenameCheck, Told
from bot.core.plan.model import Part, Plan
from bot.core.plan.model.part import like, said
from bot.core.plan.problems import Problem, by_position, pointer
from bot.core.plan.reader import Document
from bot.core.plan.resolve import resolve
from bot.core.plan.shape import Read, Shape

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
    values: dict[str, dict[str, str]] = said(
        "Values of enums, by the enum's name: the value that was to the value that is.",
        {"ReservationStatus": {"PENDING": "REQUESTED"}},
        default_factory=dict,
    )


RENAMES: Final = Shape(RenamesFile, "The file", "buildplan.renames", "Drystone renames of a build plan")


@dataclass(frozen=True)
class Renames:
    """What is still to be renamed. `entities`: old name -> new; `fields`: (entity's new name, old field) -> new.

    `values`: (enum's name, old value) -> new.
    """

    entities: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedRenames:
    """The renames, or the reasons why they cannot be used: None where there is any error.

    `told` is all that the file says, as it is remembered once it is built: `Old` -> `New`, `Entity.old` -> `new`.
    """

    renames: Renames | None
    problems: tuple[Problem, ...]
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Built:
    """What was built last: its entities with their fields, its enums, and the renames that were told of it then."""

    names: All
    told: Mapping[str, str] = field(default_factory=dict)


def read_renames(text: str | bytes, file: str = FILE) -> Read[RenamesFile]:
    """What the file says, with what is wrong with its form."""
    return RENAMES.read(text, file)


def load_renames(read: Read[RenamesFile], now: Plan, built: Built | None, file: str = FILE) -> LoadedRenames:
    """The renames that are left to be made, from what was built last to the plan now.

    Without `built`, as on a machine that does not know what was built, the old names are taken as they are.
    """
    if read.value is None:
        return LoadedRenames(None, by_position(read.problems))
    told = read.value
    before, done = (built.names, built.told) if built else (None, {})
    check = RenameCheck(told.entities, told.fields, told.values, names_of(now), before, done)
    found = [_problem(one, read.document, file) for one in check.found()]
    problems = by_position(read.and_(found))
    if any(problem.severity == "error" for problem in problems):
        return LoadedRenames(None, problems)
    pending = Renames(check.of_entities.pending, _pending(check.of_fields), _pending(check.of_values))
    of_values = {f"values.{enum}": renames for enum, renames in told.values.items()}
    inner = {**told.fields, **of_values}
    within = {f"{name}.{old}": new for name, renames in inner.items() for old, new in renames.items()}
    return LoadedRenames(pending, problems, told.entities | within)


def _pending(told: Mapping[str, Told]) -> dict[tuple[str, str], str]:
    return {(name, old): new for name, one in told.items() for old, new in one.pending.items()}


def names_of(plan: Plan) -> All:
    """The entities of a plan with their fields, and its enums with their values."""
    entities = (entity for domain in plan.components.domains for entity in domain.entities)
    fields = {entity.name: tuple(one.name for one in entity.fields) for entity in entities}
    return All(fields, {enum.name: enum.values for enum in resolve(plan).enums})


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
