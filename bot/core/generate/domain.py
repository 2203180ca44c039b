"""What the templates of a domain need to know: imports, assignments, forms, rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.core.generate import typescript
from bot.core.generate.code import Code, js
from bot.core.generate.items import ItemView
from bot.core.plan import access, naming
from bot.core.plan.app import PAGING, AppModel, Column, Domain, Entity, Input, Operation


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
    def open(self) -> tuple[Operation, ...]:
        """Operations that somebody has to write, in files of their own."""
        return tuple(one for one in self.domain.operations if one.meaning == "open")

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
            elif one.by_key:
                names |= {"and"} if self.where(one).startswith("and(") else set()
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
            names |= {"toDate"} if one.by_key and "toDate(" in self.where(one) else set()
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
        return ("unprocessable",) if any(one.future or one.capacity for one in self.working) else ()

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
        wanted = [self.app.entity(name) for name in sorted(self._handed_out)]
        folders = sorted({entity.domain for entity in wanted} - {self.domain.folder})
        return tuple((f, _sorted({e.name for e in wanted if e.domain == f})) for f in folders)

    @cached_property
    def schema_imports(self) -> tuple[str, ...]:
        names = {f"{one.name}Input" for one in self.domain.operations}
        own = {entity.name for entity in self.domain.entities}
        names |= {f"type {name}" for name in self._handed_out if name in own}
        return _sorted(names)

    @cached_property
    def _handed_out(self) -> frozenset[str]:
        """Entities whose types the results of operations name."""
        return frozenset(one.entity for one in self.working if "{" not in self.result(one))

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
        is_given = owner and any(one.target == owner.key for one in operation.inputs)
        return owner is not None and not (is_given or owner.primary or "auth.uid()" in owner.default)

    def receipt(self, operation: Operation) -> bool:
        """Whether the maker of a row may not read it: its key is handed out at most."""
        return access.is_receipt(operation, self.entity(operation))

    def receipt_key(self, operation: Operation) -> Code:
        """The key of a row that cannot be read back: given, or made up here; empty where the database makes it."""
        key = self.entity(operation).key
        given = next((one for one in operation.inputs if one.target == key.key), None)
        if key.kind != "uuid":
            return Code(f"given.{given.key}" if given and not given.optional else "")
        made = "crypto.randomUUID()"
        return Code(f"given.{given.key} ?? {made}" if given else made)

    def result(self, operation: Operation) -> str:
        entity = self.entity(operation)
        if self.receipt(operation):
            return (
                f"Pick<{entity.name}, {js(entity.key.key)}>"
                if self.receipt_key(operation)
                else "{ ok: true }"
            )
        return f"{entity.name}[]" if operation.many else entity.name

    def page_size(self, operation: Operation) -> Code:
        """How many rows a list gives."""
        return Code("given.limit ?? 100" if PAGING[0] in operation.inputs else "100")

    def page_start(self, operation: Operation) -> Code:
        """How many rows a list leaves out first; empty for none."""
        return Code("given.offset ?? 0" if PAGING[1] in operation.inputs else "")

    def where(self, operation: Operation) -> Code:
        """The condition by which an operation finds its one row."""
        table, key = self.entity(operation).const, self.entity(operation).key.key
        found = f"eq({table}.{key}, given.{self.key_input(operation)})"
        more = [
            f"eq({table}.{one.target}, {typescript.stored(one.column, f'given.{one.key}')})"
            for one in operation.inputs
            if operation.meaning == "get" and one.target not in ("", key)
        ]
        return Code(f"and({', '.join([found, *more])})" if more else found)

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
        return given.column.kind != "boolean" and not given.column.nullable and not given.optional

    def filled_in(self, given: Input, operation: Operation) -> bool:
        """Whether a form's field has to be filled in: on an edit it holds what the row has."""
        is_edited = operation.meaning == "update" and given.column.kind != "boolean"
        return self.required(given) or (is_edited and not given.column.nullable)

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
        called = ("words", "toneOf", "isOver", "named", "filled", "withChoices")
        names |= {name for name in called if f"{name}(" in text}
        names |= {"type Viewer"} if any(item.uses_viewer for item in items) else set()
        return _sorted(names)

    def choice_keys(self, entity: Entity) -> tuple[str, ...]:
        """The columns by which rows of an entity are pointed to: its key, and others of one value a row."""
        return tuple(column.key for column in self._pointed_to(entity))

    def choices_may_lack(self, entity: Entity) -> bool:
        return any(column.nullable for column in self._pointed_to(entity))

    def _pointed_to(self, entity: Entity) -> list[Column]:
        named = self.app.pointed_to(entity.name)
        return [entity.key, *(c for c in entity.columns if c.sql in named and not c.primary)]

    @cached_property
    def view_sources(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What views.ts imports of actions and forms: module -> names, its own domain's first."""
        offered = {o.name: o for e in self.domain.entities for o in [*self._buttons(e), *self._edits(e)]}
        edited = {o.name for e in self.domain.entities for o in self._edits(e)}
        folders = sorted({o.domain for o in offered.values()}, key=lambda f: (f != self.domain.folder, f))
        sources = []
        for folder in folders:
            place = "." if folder == self.domain.folder else f"../{folder}"
            own = [name for name, o in offered.items() if o.domain == folder]
            sources.append((f"{place}/actions", _sorted(f"submit{naming.pascal(name)}" for name in own)))
            if forms := _sorted(f"{name}Form" for name in own if name in edited):
                sources.append((f"{place}/forms", forms))
        return tuple(sources)

    @cached_property
    def view_types(self) -> tuple[str, ...]:
        return _sorted(entity.name for entity in self.domain.entities)

    def _buttons(self, entity: Entity) -> tuple[Operation, ...]:
        """State changes that need nothing but the row."""
        return tuple(
            o
            for o in self.app.of_entity(entity.name, "change", "delete")
            if o.kind == "command" and all(i.key == self.key_of(o) or i.optional for i in o.inputs)
        )

    def _edits(self, entity: Entity) -> tuple[Operation, ...]:
        return tuple(o for o in self.app.of_entity(entity.name, "update") if self.fields(o))[:1]

    def item(self, entity: Entity) -> ItemView:
        buttons, edit = self._buttons(entity), next(iter(self._edits(entity)), None)
        keys = {one.name: self.key_of(one) for one in (*buttons, *([edit] if edit else []))}
        return ItemView(entity, buttons, edit, self.fields(edit) if edit else (), keys)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names), key=lambda name: (name.removeprefix("type ").lower(), name)))
