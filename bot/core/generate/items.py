"""How a row of an entity is shown on a page: title, facts, status, buttons, as TypeScript over `row`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.generate import typescript
from bot.core.generate.code import Code, js
from bot.core.plan import access, naming
from bot.core.plan.app import Column, Entity, Input, Operation


@dataclass(frozen=True)
class ItemView:
    """One entity's rows. `keys` says by which field of a form each operation finds its row."""

    entity: Entity
    button_operations: tuple[Operation, ...]
    edit_operation: Operation | None
    edit_fields: tuple[Input, ...]
    keys: Mapping[str, str]

    @property
    def function(self) -> str:
        return item_function(self.entity)

    @cached_property
    def _called(self) -> Column:
        return typescript.naming_column(self.entity)

    @cached_property
    def title(self) -> Code:
        if self._when is not None and self._called.kind not in ("string", "text"):
            return js("")
        return typescript.option_label(self.entity)

    @cached_property
    def _when(self) -> Column | None:
        timed = [
            c for c in self.entity.columns if c.kind == "datetime" and c.key not in ("createdAt", "updatedAt")
        ]
        return timed[0] if timed else None

    @property
    def when(self) -> str:
        return self._when.key if self._when else ""

    @property
    def when_nullable(self) -> bool:
        return bool(self._when and self._when.nullable)

    @cached_property
    def _told(self) -> list[Column]:
        called = self._called.key if self.title != js("") else ""
        skipped = {self.entity.key.key, called, self.when, "createdAt", "updatedAt"}
        return [
            c
            for c in self.entity.columns
            if c.key not in skipped
            and not c.owner
            and c is not self.entity.status
            and c.kind != "json"
            and (c.kind != "uuid" or c.reference)
        ]

    @cached_property
    def facts(self) -> tuple[Code, ...]:
        return tuple(
            Code(f'{{ label: {js(c.label)}, kind: "{_fact_kind(c)}" as const, value: {_fact(c)} }}')
            for c in self._told
        )

    @property
    def facts_filter(self) -> bool:
        return any(c.nullable for c in self._told)

    @property
    def status(self) -> Code | None:
        column = self.entity.status
        if column is None:
            return None
        value = f"row.{column.key}"
        badge = f"{{ label: words({value}), tone: toneOf({value}) }}"
        return Code(f"{value} === null ? undefined : {badge}" if column.nullable else badge)

    @cached_property
    def buttons(self) -> tuple[Code, ...]:
        return tuple(self._button(operation) for operation in self.button_operations)

    def _button(self, operation: Operation) -> Code:
        label, field = js(button_label(operation, self.entity)), js(self.keys[operation.name])
        run = f"submit{naming.pascal(operation.name)}"
        button = f'{{ label: {label}, tone: "{operation.tone}" as const, run: {run}, field: {field} }}'
        conditions = [*self._allowed(operation), *_conditions(operation)]
        return Code(f"...({' && '.join(conditions)} ? [{button}] : [])" if conditions else button)

    def _allowed(self, operation: Operation) -> list[str]:
        """Who is offered an operation: admins theirs, and where all see a row, its owner alone."""
        if operation.auth == "admin":
            return ['viewer?.role === "admin"']
        owner = self.entity.owner
        if operation.auth == "user" and owner and access.may(self.entity, "SELECT", "other"):
            return [f"row.{owner.key} === viewer?.userId"]
        return []

    @cached_property
    def edit(self) -> Code | None:
        operation = self.edit_operation
        if operation is None:
            return None
        form = f"{operation.name}Form"
        linked = (
            f"withChoices({form}, choices)" if any(i.column.reference for i in self.edit_fields) else form
        )
        run, field = f"submit{naming.pascal(operation.name)}", js(self.keys[operation.name])
        edit = f"{{ form: filled({linked}, row), run: {run}, field: {field} }}"
        allowed = " && ".join(self._allowed(operation))
        return Code(f"{allowed} ? {edit} : undefined" if allowed else edit)

    @cached_property
    def links(self) -> Mapping[str, Column]:
        """The columns whose rows have to be known by name, by what facts and fields call them."""
        told = {column.key: column for column in self._told if column.reference}
        return told | {one.key: one.column for one in self.edit_fields if one.column.reference}

    @property
    def parameters(self) -> Code:
        """The function's parameters after the row."""
        choices = ", choices: Record<string, Choice[]> = {}" if self.uses_choices else ""
        return Code(choices + (", viewer: Viewer = null" if self.uses_viewer else ""))

    @property
    def uses_viewer(self) -> bool:
        return "viewer?" in self.text

    @property
    def uses_choices(self) -> bool:
        return bool(self.links)

    @cached_property
    def text(self) -> str:
        """All expressions together: what `views.ts` imports is told from them."""
        parts: Iterable[object] = [self.title, *self.facts, *self.buttons, self.status or "", self.edit or ""]
        return " ".join(str(part) for part in parts)


def button_label(operation: Operation, entity: Entity) -> str:
    """The words on a button beside a row: `markOrderPaid` -> “Mark paid”."""
    words, thing = list(naming.words(operation.name)), list(naming.words(entity.phrase))
    for at in range(1, len(words)):
        if naming.stem(" ".join(words[at : at + len(thing)])) == naming.stem(" ".join(thing)):
            words[at : at + len(thing)] = []
            break
    return " ".join(words).capitalize()


def _conditions(operation: Operation) -> list[str]:
    conditions = []
    reopens = naming.words(operation.name)[0] in ("reopen", "restore", "delete", "remove")
    for setting in operation.sets:
        column = setting.column
        if column.enum:
            conditions.append(f"row.{column.key} !== {js(setting.value)}")
            if not reopens:
                subject = f'row.{column.key} ?? ""' if column.nullable else f"row.{column.key}"
                conditions.append(f"!isOver({subject})")
        elif column.kind == "boolean":
            conditions.append(f"row.{column.key} !== {js(setting.value)}")
        elif setting.now and column.key != "updatedAt" and column.nullable:
            conditions.append(f"row.{column.key} === null")
    return conditions


def _fact_kind(column: Column) -> str:
    return column.kind if column.kind in ("date", "datetime") else "text"


def _fact(column: Column) -> str:
    value = f"row.{column.key}"
    if column.reference:
        return f"named(choices.{column.key}, {value})"
    empty = f'{value} === null ? "" : ' if column.nullable else ""
    if column.enum:
        return f"{empty}words({value})"
    if column.kind == "boolean":
        return f'{empty}{value} ? "Yes" : "No"'
    if column.kind in ("int", "bigint", "float"):
        return f"{empty}String({value})"
    return f'{value} ?? ""' if column.nullable else value


def item_function(entity: Entity) -> str:
    """The name of the function that shows a row."""
    return naming.key(f"{entity.name} item")
