"""Renames that can be: from names that were built to names that the plan has now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.core.plan.checks.base import twice
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.explain import nearest
from bot.core.plan.formal import Formal
from bot.core.plan.problems import Path, Severity

Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class All:
    """What can be renamed: entity -> the names of its fields, enum -> its values."""

    fields: Names
    values: Names


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
class Told:
    """Renames of one kind, old name -> new, against the names `now` and `before`; those in `done` were made before.

    `before` is None where it is not known what was built last.
    """

    path: Path
    renames: Mapping[str, str]
    now: Sequence[str]
    before: Sequence[str] | None
    done: Mapping[str, str]

    @cached_property
    def left(self) -> Mapping[str, str]:
        """Without what was done: the file stays, and a swap must not be made again each time."""
        return {old: new for old, new in self.renames.items() if self.done.get(old) != new}

    @cached_property
    def pending(self) -> Mapping[str, str]:
        """Old name -> the name now, of what is there to be renamed."""
        return {old: self._at_last(old) for old in self.left if self.before is None or old in self.before}

    def _at_last(self, old: str) -> str:
        """Where builds were left out in between, a name leads on to the next."""
        new, seen = self.left[old], {old}
        while new not in self.now and new in self.left and new not in seen:
            seen.add(new)
            new = self.left[new]
        return new

    def found(self) -> Iterator[Found]:
        """All that is wrong."""
        for old, new in self.renames.items():
            yield from self._found(old, new)
        new_names = self.left if self.before is None else self.pending
        for again, name, first in twice(((*self.path, old), old, new) for old, new in new_names.items()):
            message = f"Both `{first}` and `{name}` would be called `{new_names[name]}` now."
            yield Found("plan.rename-twice", again, message, new_names[name], "each new name once")

    def _found(self, old: str, new: str) -> Iterator[Found]:
        at = (*self.path, old)
        if old not in self.pending:
            yield from self._without_effect(at, old, new)
        elif old in self.now and (old == new or old not in self.pending.values()):
            message = f"`{old}` is still in the plan, so it is not called `{new}` now."
            yield Found("plan.rename-kept", at, message, old, at_key=True)
        elif (last := self.pending[old]) not in self.now:
            message = f"The plan has no `{last}` that `{old}` could be called now."
            allowed, near = ", ".join(self.now), nearest(last, self.now)
            yield Found("plan.rename-target", at, message, last, allowed, near)
        elif self.before is not None and last in self.before and last not in self.pending:
            message = f"`{last}` was there before, beside `{old}`: nothing else can be called that now."
            yield Found("plan.rename-target", at, message, last)

    def _without_effect(self, at: Path, old: str, new: str) -> Iterator[Found]:
        """A new thing whose old name nobody knows would lose its data; all else may stay in the file."""
        before = self.before or ()
        if old in self.left and new in self.now and new not in (*before, *self.pending.values()):
            message, allowed = (
                f"What was built last has no `{old}`.",
                ", ".join(before) or "nothing was there",
            )
            yield Found("plan.rename-unknown", at, message, old, allowed, nearest(old, before), at_key=True)
        elif not any(old in self._chain(one) for one in self.pending):
            message = (
                f"What was built last has no `{old}` any more: this has no effect, and can be taken out."
            )
            if old not in self.left:
                message = f"`{old}` was renamed to `{new}` when it was built last: this can be taken out."
            yield Found("plan.rename-done", at, message, old, severity="warning", at_key=True)

    def _chain(self, old: str) -> set[str]:
        """The names between the old one and the last."""
        names: set[str] = set()
        while (old := self.left[old]) != self.pending.get(old) and old in self.left and old not in names:
            names.add(old)
        return names


@dataclass(frozen=True)
class RenameCheck:
    """Renames of entities, of fields by the entity's name now, and of values by their enum's, against both plans.

    `done` are the renames of the build before: `Old` -> `New`, `Entity.old` -> `new`, `values.Enum.old` -> `new`.
    """

    entities: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]]
    values: Mapping[str, Mapping[str, str]]
    now: All
    before: All | None
    done: Mapping[str, str]

    @cached_property
    def of_entities(self) -> Told:
        before = None if self.before is None else tuple(self.before.fields)
        return Told(("entities",), self.entities, tuple(self.now.fields), before, self.done)

    @cached_property
    def of_fields(self) -> Mapping[str, Told]:
        """Those of each entity that the plan has."""
        now = self.now.fields
        return {
            entity: Told(
                ("fields", entity),
                renames,
                now[entity],
                self._fields_before(entity),
                self._done(f"{entity}."),
            )
            for entity, renames in self.fields.items()
            if entity in now
        }

    @cached_property
    def of_values(self) -> Mapping[str, Told]:
        """Those of each enum that the plan has."""
        before = None if self.before is None else self.before.values
        return {
            enum: Told(
                ("values", enum),
                renames,
                self.now.values[enum],
                None if before is None else before.get(enum, ()),
                self._done(f"values.{enum}."),
            )
            for enum, renames in self.values.items()
            if enum in self.now.values
        }

    def found(self) -> Iterator[Found]:
        """All that is wrong."""
        yield from self.of_entities.found()
        for told in (*self.of_fields.values(), *self.of_values.values()):
            yield from told.found()
        yield from (self._no_entity(entity) for entity in self.fields if entity not in self.of_fields)
        yield from (self._no_enum(enum) for enum in self.values if enum not in self.of_values)

    def _fields_before(self, entity: str) -> Sequence[str] | None:
        """The fields that an entity of the plan now had before; none where it was not there."""
        if self.before is None:
            return None
        was = next((old for old, new in self.of_entities.pending.items() if new == entity), entity)
        return self.before.fields.get(was, self.before.fields.get(entity, ()))

    def _done(self, start: str) -> Mapping[str, str]:
        return {old.removeprefix(start): new for old, new in self.done.items() if old.startswith(start)}

    def _no_entity(self, entity: str) -> Found:
        path = ("fields", entity)
        was_there = self.before is not None and entity in self.before.fields
        if entity not in self.of_entities.pending and (was_there or self._done(f"{entity}.")):
            return _gone(path, "entity", entity)
        message = f"The plan has no entity `{entity}`: fields stand under the name that it has now."
        allowed, near = ", ".join(self.now.fields), nearest(entity, self.now.fields)
        return Found(
            "plan.rename-target",
            path,
            message,
            entity,
            allowed,
            self.entities.get(entity) or near,
            at_key=True,
        )

    def _no_enum(self, enum: str) -> Found:
        path = ("values", enum)
        if (self.before is not None and enum in self.before.values) or self._done(f"values.{enum}."):
            return _gone(path, "enum", enum)
        message = f"The plan has no enum `{enum}`: values stand under the name that it has now."
        allowed, near = ", ".join(self.now.values), nearest(enum, self.now.values)
        return Found("plan.rename-target", path, message, enum, allowed, near, at_key=True)


def _gone(path: Path, kind: str, name: str) -> Found:
    message = f"The plan has no {kind} `{name}` any more: this has no effect, and can be taken out."
    return Found("plan.rename-done", path, message, name, severity="warning", at_key=True)


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
        "The old name is none that was built last, and the new one is new.",
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
        "What was built last has the new name already, or the old one no more.",
        "Nothing has to be done; or take the rename out.",
        _RENAMES % "label: title, cost: price",
        _CURED,
        severity="warning",
    ),
)
