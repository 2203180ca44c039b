"""What the templates of a domain need to know: imports, assignments, forms, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.core.generate import typescript
from bot.core.generate.code import Code, js
from bot.core.plan import naming, protection
from bot.core.plan.app import AppModel, Column, Domain, Effect, Entity, Input, Meaning, Operation
from bot.core.plan.operations import PAGING


@dataclass(frozen=True)
class DomainView:
    """One domain as its templates see it."""

    app: AppModel
    domain: Domain

    @cached_property
    def working(self) -> tuple[Operation, ...]:
        """Operations that do something: all but the open ones."""
        return tuple(one for one in self.domain.operations if one.meaning != "open")

    @cached_property
    def commands(self) -> tuple[Operation, ...]:
        """Operations that people start from a page."""
        return tuple(one for one in self.domain.operations if one.kind == "command")

    def entity(self, operation: Operation) -> Entity:
        return self.app.entity(operation.entity)

    # Imports

    @cached_property
    def enum_imports(self) -> tuple[str, ...]:
        """For schemas.ts: types of the domain's rows, values for its inputs."""
        columns = [column for entity in self.domain.entities for column in entity.columns]
        taken = [given.column for one in self.domain.operations for given in one.inputs]
        names = {f"type {c.enum.name}" for c in columns if c.enum} | {
            f"{c.enum.const}Values" for c in taken if c.enum
        }
        names |= {"type Json"} if any(c.kind == "json" for c in columns) else set()
        return _sorted(names)

    @cached_property
    def drizzle_operators(self) -> tuple[str, ...]:
        names: set[str] = set()
        for one in self.working:
            names |= {"eq"} if one.by_key or self._compared(one) else set()
            if one.meaning == "list":
                order = str(typescript.order(self.entity(one)))
                names |= {word for word in ("asc", "desc") if f"{word}(" in order}
                names |= {"and"} if self.filters(one) else set()
        return _sorted(names)

    @cached_property
    def effects(self) -> tuple[str, ...]:
        return ("after",) if any(self.effect_calls(one, "row") for one in self.working) else ()

    @cached_property
    def rls_imports(self) -> tuple[str, ...]:
        names = {"type Caller"}
        names |= {"withUser"} if self.working else set()
        names |= {"signedIn"} if any(one.auth == "user" for one in self.domain.operations) else set()
        names |= {"admin"} if any(one.auth == "admin" for one in self.domain.operations) else set()
        for one in self.working:
            names |= {"one"} if one.meaning != "list" and not self.receipt(one) else set()
            names |= {"toDate"} if any("toDate(" in pair for pair in self.assignments(one)) else set()
            names |= {"toDate"} if any("toDate(" in pair for pair in self.filters(one)) else set()
        return _sorted(names)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        names = {self.entity(one).const for one in self.working} | {
            entity.const for entity in self.row_entities
        }
        names |= {self.app.entity(one.capacity.entity).const for one in self.working if one.capacity}
        return _sorted(names)

    @cached_property
    def error_imports(self) -> tuple[str, ...]:
        names = {"notImplemented"} if any(one.meaning == "open" for one in self.domain.operations) else set()
        names |= {"unprocessable"} if any(one.future or one.capacity for one in self.working) else set()
        return _sorted(names)

    @cached_property
    def row_entities(self) -> tuple[Entity, ...]:
        """Entities whose rows this domain hands out."""
        names = {one.entity for one in self.working if not self.receipt(one)}
        return tuple(sorted((self.app.entity(name) for name in names), key=self.app.position))

    @cached_property
    def json_rows(self) -> bool:
        return any(column.kind == "json" for entity in self.row_entities for column in entity.columns)

    @cached_property
    def foreign_types(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Row types of other domains that operations here work on."""
        wanted = [self.app.entity(one.entity) for one in self.working]
        folders = sorted({entity.domain for entity in wanted} - {self.domain.folder})
        return tuple((f, _sorted({e.name for e in wanted if e.domain == f})) for f in folders)

    @cached_property
    def schema_imports(self) -> tuple[str, ...]:
        names = {f"{one.name}Input" for one in self.domain.operations}
        own = {entity.name for entity in self.domain.entities}
        names |= {f"type {one.entity}" for one in self.working if one.entity in own}
        return _sorted(names)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return _sorted(f"{one.name}Form" for one in self.commands)

    @cached_property
    def form_operations(self) -> tuple[str, ...]:
        return _sorted(one.name for one in self.commands)

    @cached_property
    def form_enums(self) -> tuple[str, ...]:
        fields = [given.column for one in self.commands for given in self.fields(one)]
        return _sorted({f"{column.enum.const}Values" for column in fields if column.enum})

    @property
    def form_words(self) -> bool:
        return bool(self.form_enums)

    # Operations

    def coerced(self, operation: Operation, given: Input) -> bool:
        """Whether an input may come as text: in a query, or in a path."""
        if operation.kind == "query":
            return True
        targets = (target for route in self.app.routes_to(operation) for _, target in route.params)
        return given.key in targets or given.target == self.entity(operation).key.key

    def key_input(self, operation: Operation) -> str:
        """The input that names the row."""
        key = self.entity(operation).key.key
        return next(given.key for given in operation.inputs if given.target == key)

    def key_of(self, operation: Operation) -> str:
        return self.key_input(operation) if operation.by_key else ""

    def uses_input(self, operation: Operation) -> bool:
        return operation.meaning != "create" or any(given.target for given in operation.inputs)

    def owner_input(self, operation: Operation) -> bool:
        """Whether creating stores who is asking."""
        owner = self.entity(operation).owner
        return owner is not None and not owner.primary and "auth.uid()" not in owner.default

    def receipt(self, operation: Operation) -> bool:
        """Whether the maker of a row may not read it: only its key is handed out."""
        entity = self.entity(operation)
        if operation.meaning != "create" or operation.auth == "admin":
            return False
        if operation.auth == "public":
            return not protection.readable_by_anyone(entity)
        return not protection.readable_by_makers(entity)

    def result(self, operation: Operation) -> str:
        entity = self.entity(operation)
        if self.receipt(operation):
            return f"Pick<{entity.name}, {js(entity.key.key)}>"
        return f"{entity.name}[]" if operation.many else entity.name

    def filters(self, operation: Operation) -> tuple[Code, ...]:
        return tuple(self._compared(operation))

    def _compared(self, operation: Operation) -> list[Code]:
        if operation.meaning != "list":
            return []
        table = self.entity(operation).const
        pairs = []
        for given in operation.inputs:
            if given.target:
                value = typescript.stored(given.column, f"given.{given.key}")
                pairs.append(
                    Code(f"given.{given.key} === undefined ? undefined : eq({table}.{given.target}, {value})")
                )
        return pairs

    def assignments(self, operation: Operation) -> tuple[Code, ...]:
        """`column: value` pairs that a statement writes."""
        if operation.meaning not in ("create", "update", "change"):
            return ()
        key = self.entity(operation).key.key
        pairs = [
            Code(f"{given.target}: {typescript.stored(given.column, f'given.{given.key}')}")
            for given in operation.inputs
            if given.target and not (operation.by_key and given.target == key)
        ]
        for setting in operation.sets:
            value = (
                "new Date()"
                if setting.now
                else f"{js(setting.value)} as const"
                if setting.column.enum
                else js(setting.value)
            )
            pairs.append(Code(f"{setting.column.key}: {value}"))
        owner = self.entity(operation).owner
        if operation.meaning == "create" and owner and self.owner_input(operation):
            person = "caller?.userId ?? null" if operation.auth == "public" else "user.userId"
            pairs.insert(0, Code(f"{owner.key}: {person}"))
        return tuple(pairs)

    def finish(self, operation: Operation) -> Code:
        """The last lines of an operation: its row as it goes out, and what follows from it."""
        entity = self.entity(operation)
        what = js(_capital(entity.phrase))
        calls = self.effect_calls(operation, "done")
        if not calls:
            return Code(f"return to{entity.name}(one(rows, {what}));")
        lines = [f"const done = to{entity.name}(one(rows, {what}));", *calls, "return done;"]
        return Code("\n  ".join(lines))

    def effect_calls(self, operation: Operation, row: str) -> tuple[Code, ...]:
        calls = []
        for effect in operation.effects:
            if effect.kind != "open":
                calls.append(Code(f"await after({js(effect.kind)}, {js(effect.name)}, caller, {row});"))
        return tuple(calls)

    # Forms

    def fields(self, operation: Operation) -> tuple[Input, ...]:
        """The inputs that a form asks for: all but the row's key."""
        hidden = self.key_of(operation)
        return tuple(given for given in operation.inputs if given.key != hidden and given not in PAGING)

    def required(self, given: Input) -> bool:
        return not given.optional and given.column.kind != "boolean" and not given.column.nullable

    def submit_label(self, operation: Operation) -> str:
        verb = naming.words(operation.name)[0]
        return (
            f"{_capital(verb)} {self.entity(operation).phrase}"
            if operation.meaning == "create"
            else "Save"
            if operation.meaning == "update"
            else _capital(verb)
        )

    # Rows

    @cached_property
    def view_imports(self) -> tuple[str, ...]:
        names = {"type Choice", "type Item"}
        items = [self.item(entity) for entity in self.domain.entities]
        text = " ".join(item.text for item in items) + " ".join(
            typescript.option_label(e) for e in self.domain.entities
        )
        names |= {
            name
            for name in ("words", "toneOf", "isOver", "named", "filled", "withChoices")
            if f"{name}(" in text
        }
        names |= {"type Viewer"} if any(item.uses_viewer for item in items) else set()
        return _sorted(names)

    @cached_property
    def view_actions(self) -> tuple[str, ...]:
        offered = {
            o.name for entity in self.domain.entities for o in [*self._buttons(entity), *self._edits(entity)]
        }
        return _sorted(f"submit{naming.pascal(name)}" for name in offered)

    @cached_property
    def view_forms(self) -> tuple[str, ...]:
        return _sorted(f"{o.name}Form" for entity in self.domain.entities for o in self._edits(entity))

    @cached_property
    def view_types(self) -> tuple[str, ...]:
        return _sorted(entity.name for entity in self.domain.entities)

    def _buttons(self, entity: Entity) -> tuple[Operation, ...]:
        """State changes that need nothing but the row."""
        return tuple(
            o
            for o in self._commands_on(entity, "change", "delete")
            if all(i.key == self.key_of(o) or i.optional for i in o.inputs)
        )

    def _edits(self, entity: Entity) -> tuple[Operation, ...]:
        return tuple(o for o in self._commands_on(entity, "update") if self.fields(o))[:1]

    def _commands_on(self, entity: Entity, *meanings: Meaning) -> Iterator[Operation]:
        found = self.app.of_entity(entity.name, *meanings)
        return (o for o in found if o.kind == "command" and o.domain == self.domain.folder)

    def item(self, entity: Entity) -> ItemView:
        return ItemView(self, entity, self._buttons(entity), self._edits(entity))


@dataclass(frozen=True)
class ItemView:
    """How a row of an entity is shown: title, facts, status, buttons, as TypeScript over `row`."""

    view: DomainView
    entity: Entity
    button_operations: tuple[Operation, ...]
    edit_operations: tuple[Operation, ...]

    @property
    def function(self) -> str:
        return item_function(self.entity)

    @cached_property
    def _called(self) -> Column:
        return typescript.naming_column(self.entity)

    @cached_property
    def title(self) -> Code:
        when = self._when
        if when is not None and self._called.kind not in ("string", "text"):
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
        skipped = {
            self.entity.key.key,
            self._called.key if self.title != js("") else "",
            self.when,
            "createdAt",
            "updatedAt",
        }
        status = self.entity.status
        return [
            c
            for c in self.entity.columns
            if c.key not in skipped
            and not c.owner
            and c is not status
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
        label = naming.words(operation.name)[0].capitalize()
        field = self.view.key_of(operation)
        run = f"submit{naming.pascal(operation.name)}"
        button = (
            f'{{ label: {js(label)}, tone: "{operation.tone}" as const, run: {run}, field: {js(field)} }}'
        )
        conditions = [*self._allowed(operation), *_conditions(operation)]
        return Code(f"...({' && '.join(conditions)} ? [{button}] : [])" if conditions else button)

    def _allowed(self, operation: Operation) -> list[str]:
        """Who is offered an operation: admins theirs, and where all see a row, its owner alone."""
        if operation.auth == "admin":
            return ['viewer?.role === "admin"']
        owner = self.entity.owner
        if operation.auth == "user" and owner and protection.readable_by_all_users(self.entity):
            return [f"row.{owner.key} === viewer?.userId"]
        return []

    @cached_property
    def edit(self) -> Code | None:
        if not self.edit_operations:
            return None
        operation = self.edit_operations[0]
        form = f"filled(withChoices({operation.name}Form, choices), row)"
        run, field = f"submit{naming.pascal(operation.name)}", js(self.view.key_of(operation))
        edit = f"{{ form: {form}, run: {run}, field: {field} }}"
        allowed = " && ".join(self._allowed(operation))
        return Code(f"{allowed} ? {edit} : undefined" if allowed else edit)

    @property
    def parameters(self) -> Code:
        """The function's parameters after the row, as far as it uses them."""
        listed = []
        if self.uses_choices or self.uses_viewer:
            listed.append(f"{'' if self.uses_choices else '_'}choices: Record<string, Choice[]> = {{}}")
        if self.uses_viewer:
            listed.append("viewer: Viewer = null")
        return Code("".join(f", {one}" for one in listed))

    @property
    def uses_viewer(self) -> bool:
        return "viewer?" in self.text

    @property
    def uses_choices(self) -> bool:
        return "choices" in self.text

    @cached_property
    def text(self) -> str:
        """All expressions together: what `views.ts` imports is told from them."""
        parts: Iterable[object] = [self.title, *self.facts, *self.buttons, self.status or "", self.edit or ""]
        return " ".join(str(part) for part in parts)


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
        elif setting.now and column.key != "updatedAt":
            conditions.append(f"row.{column.key} === null" if column.nullable else "true")
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


def effects_of(app: AppModel) -> tuple[Effect, ...]:
    """All effects that an operation of the app has, each once."""
    return tuple(dict.fromkeys(effect for one in app.operations for effect in one.effects))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (name.removeprefix("type ").lower(), name)))
