"""Renames that can be: from names that were built to names that the plan has now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.plan.checks.base import twice
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.explain import nearest
from bot.core.plan.formal import Formal
from bot.core.plan.problems import Path, Severity

Names = Mapping[str, Sequence[str]]
"""Entity -> the names of its fields."""


@dataclass(frozen=True)
class Found:
    """What is wrong with the rename at `path`; `at_key` where the old name is meant, not the new one."""

    code: str
    path: Path
    message: str
    found: str
    allowed: str = ""
    suggestion: str = ""
    severity: Severity = "error"
    at_key: bool = False


@dataclass(frozen=True)
class RenameCheck:
    """Renames of entities, and of fields by the entity's name now, against the names in both plans.

    `before` is None where it is not known what was built last.
    """

    entities: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    now: Names
    before: Names | None

    def found(self) -> Iterator[Found]:
        """All that is wrong."""
        yield from _of(("entities",), self.entities, tuple(self.now), self.entities_before())
        for entity, fields in self.fields.items():
            path = ("fields", entity)
            if entity in self.now:
                yield from _of(path, fields, self.now[entity], self.fields_before(entity))
            else:
                message = f"The plan has no entity `{entity}`: fields stand under the name that it has now."
                near = self.entities.get(entity) or nearest(entity, self.now)
                yield Found(
                    "plan.rename-target", path, message, entity, ", ".join(self.now), near, at_key=True
                )

    def entities_before(self) -> Sequence[str] | None:
        return None if self.before is None else tuple(self.before)

    def fields_before(self, entity: str) -> Sequence[str] | None:
        """The fields that an entity of the plan now had before; none where it was not there."""
        if self.before is None:
            return None
        was = next((old for old, new in self.entities.items() if new == entity), entity)
        return self.before.get(was, self.before.get(entity, ()))


def _of(
    path: Path, renames: Mapping[str, str], now: Sequence[str], before: Sequence[str] | None
) -> Iterator[Found]:
    """What is wrong with the renames of one kind."""
    for old, new in renames.items():
        at = (*path, old)
        if new not in now:
            message = f"The plan has no `{new}` that `{old}` could be called now."
            yield Found("plan.rename-target", at, message, new, ", ".join(now), nearest(new, now))
        elif old in now:
            message = f"`{old}` is still in the plan, so it is not called `{new}` now."
            yield Found("plan.rename-kept", at, message, old, at_key=True)
        elif before is not None and old not in before:
            yield _unknown(at, old, new, before)
        elif before is not None and new in before:
            message = f"`{new}` was there before, beside `{old}`: nothing else can be called that now."
            yield Found("plan.rename-target", at, message, new)
    for again, name, first in twice(((*path, old), old, new) for old, new in renames.items()):
        message = f"Both `{first}` and `{name}` would be called `{renames[name]}` now."
        yield Found("plan.rename-twice", again, message, renames[name], "each new name once")


def _unknown(at: Path, old: str, new: str, before: Sequence[str]) -> Found:
    if new in before:
        message = f"`{old}` is called `{new}` already in what was built last: this can be taken out."
        return Found("plan.rename-done", at, message, old, severity="warning", at_key=True)
    message = f"What was built last has no `{old}`."
    allowed = ", ".join(before) or "nothing was there"
    return Found("plan.rename-unknown", at, message, old, allowed, nearest(old, before), at_key=True)


BEFORE: Final = EXAMPLE.replace("- name: Item", "- name: Product").replace(
    "- {name: title, type: string}",
    "- {name: label, type: string}\n            - {name: caption, type: string}",
)
"""What the examples rename from: the example plan with other names, and a field more."""

_RENAMES: Final = "entities: {Product: Item}\nfields: {Item: {%s}}\n"
_CURED: Final = _RENAMES % "label: title"

RENAME_CODES: Final = (
    Formal(
        "plan.rename-target",
        "The new name is none that the plan has, or one that was there before too.",
        "Write the name that the entity or field has in the plan now; fields stand under their entity's new name.",
        _RENAMES % "label: titel",
        _CURED,
    ),
    Formal(
        "plan.rename-kept",
        "The old name is still in the plan.",
        "Take the rename out, or the old entity or field out of the plan.",
        _RENAMES % "price: title",
        _CURED,
    ),
    Formal(
        "plan.rename-unknown",
        "The old name is none that was built last.",
        "Write the name that the entity or field had.",
        _RENAMES % "lable: title",
        _CURED,
    ),
    Formal(
        "plan.rename-twice",
        "Two old names have the same new one.",
        "Keep the one whose data is to go on; the other is dropped, flagged for those who approve it.",
        _RENAMES % "label: title, caption: title",
        _CURED,
    ),
    Formal(
        "plan.rename-done",
        "What was built last has the new name already.",
        "Nothing has to be done; or take the rename out.",
        _RENAMES % "label: title, cost: price",
        _CURED,
        severity="warning",
    ),
)
