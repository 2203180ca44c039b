"""The app that a plan describes, resolved: every name found, every operation's meaning told, ready to render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from bot.core.plan.lookup import ByName, grouped
from bot.core.plan.types import Kind

Meaning = Literal["create", "get", "list", "update", "delete", "change", "open"]


@dataclass(frozen=True)
class Enum:
    """A database enum. `name` is TypeScript's, `const` the schema's constant, `sql` the type's name."""

    name: str
    const: str
    sql: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """What a foreign key points to: an entity's name and its column's SQL name."""

    entity: str
    column: str
    on_delete: str = "restrict"


@dataclass(frozen=True)
class Bounds:
    """What a simple check says about a value, for forms and zod; the database has the last word."""

    least: float | None = None
    most: float | None = None
    above: float | None = None
    below: float | None = None
    shortest: int | None = None
    longest: int | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column. `key` is its name in TypeScript; `default` and `check` are SQL, or empty.

    `unique` is said of the column itself, `varied` also where rows may only not agree in several columns.
    `opaque` says that its check asks more than its bounds tell, so that no valid value can be made up.

    `kind` is never `fk`: a foreign key has the kind of what it points to, and a `reference`.
    """

    key: str
    sql: str
    label: str
    kind: Kind
    nullable: bool = False
    unique: bool = False
    varied: bool = False
    primary: bool = False
    index: bool = False
    owner: bool = False
    default: str = ""
    check: str = ""
    enum: Enum | None = None
    reference: Reference | None = None
    precision: int | None = None
    scale: int | None = None
    bounds: Bounds = Bounds()
    opaque: bool = False
    sql_type: str = ""

    @property
    def required(self) -> bool:
        """Whether an insert has to give a value."""
        return not (self.nullable or self.default or self.owner)


@dataclass(frozen=True)
class Policy:
    """A row-level security policy. `using` and `check` are SQL, `roles` database roles."""

    name: str
    action: str
    roles: tuple[str, ...]
    using: str = ""
    check: str = ""
    given: bool = False
    restrictive: bool = False


@dataclass(frozen=True)
class Index:
    name: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True)
class Entity:
    """One table. `name` is the TypeScript type, `const` the Drizzle table, `table` the SQL name.

    `phrase` and `plural` are what the plan calls it, as words: names of operations and pages are told by these.
    """

    name: str
    const: str
    table: str
    domain: str
    phrase: str
    plural: str
    columns: tuple[Column, ...]
    policies: tuple[Policy, ...] = ()
    indexes: tuple[Index, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    """Columns, by their SQL names, in all of which no two rows may agree."""
    opaque: bool = False
    """Whether a check over several columns asks for what is not known, so that no valid row can be made up."""

    @property
    def key(self) -> Column:
        """The primary key."""
        return next(column for column in self.columns if column.primary)

    @property
    def owner(self) -> Column | None:
        """The column that holds the user whose row it is."""
        return next((column for column in self.columns if column.owner), None)

    @property
    def status(self) -> Column | None:
        """The column that says what state a row is in."""
        enums = [column for column in self.columns if column.enum and not column.primary]
        named = [c for c in enums if c.key in ("status", "state") or c.key.endswith(("Status", "State"))]
        return next(iter(named or enums), None)

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Input:
    """One input of an operation. `column` says its type, label and bounds.

    `target` is the key of the entity's column that it fills or compares, or empty where there is none.
    """

    key: str
    column: Column
    target: str
    optional: bool = False


PAGING: Final = (
    Input("limit", Column("limit", "", "Limit", "int", bounds=Bounds(least=1, most=200)), "", optional=True),
    Input("offset", Column("offset", "", "Offset", "int", bounds=Bounds(least=0)), "", optional=True),
)
"""What lists take besides what they are filtered by."""


@dataclass(frozen=True)
class Setting:
    """What an operation sets by itself: a value, or the time of the call."""

    column: Column
    value: str | bool = False
    now: bool = False


@dataclass(frozen=True)
class Capacity:
    """A booking rule: the number in `asked` fits into `seats` of the row that `reference` names."""

    asked: Input
    reference: Input
    entity: str
    seats: Column


@dataclass(frozen=True)
class Effect:
    """What happens after an operation: a mail from a template, a payment for a product, an edge function."""

    kind: Literal["email", "charge", "edge", "open"]
    name: str


@dataclass(frozen=True)
class Operation:
    """One operation. `entity` is the name of the one that it works on."""

    name: str
    title: str
    domain: str
    entity: str
    meaning: Meaning
    kind: Literal["query", "command"]
    auth: Literal["public", "user", "admin"]
    inputs: tuple[Input, ...]
    done: str
    many: bool = False
    derived: bool = False
    sets: tuple[Setting, ...] = ()
    future: tuple[Input, ...] = ()
    capacity: Capacity | None = None
    effects: tuple[Effect, ...] = ()
    output: str = ""
    """What the plan declares, as written."""
    reason: str = ""
    remedy: str = ""
    """Of an open operation: why its meaning cannot be told, and what the plan would have to say."""
    tone: Literal["primary", "danger"] = "primary"

    @property
    def strays(self) -> tuple[str, ...]:
        """The inputs for which its entity has no column."""
        return tuple(one.key for one in self.inputs if not one.target and one not in PAGING)

    @property
    def by_key(self) -> bool:
        """Whether it works on the one row whose key the input names."""
        return self.meaning in ("get", "update", "delete", "change")


@dataclass(frozen=True)
class Domain:
    """One domain. `folder` is its name in paths."""

    name: str
    folder: str
    entities: tuple[Entity, ...]
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Route:
    """One route of the API. `path` is the plan's, `folder` Next's (`reservations/[id]`).

    `params` pairs each slug of the folder with the operation's input that it gives.
    """

    method: str
    path: str
    folder: str
    params: tuple[tuple[str, str], ...]
    operation: str
    domain: str
    validate: bool
    limit: int
    status: int


@dataclass(frozen=True)
class Section:
    component: str
    props: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One page. `folder` is where it stands below `app/`, `name` its component, `title` for people."""

    name: str
    title: str
    route: str
    folder: str
    layout: Literal["marketing", "app", "admin"]
    sections: tuple[Section, ...]
    entities: tuple[str, ...] = ()


@dataclass(frozen=True)
class AppModel:
    """The whole app. `notes` says what was assumed, `open_points` what a person has to decide."""

    name: str
    slug: str
    title: str
    enums: tuple[Enum, ...]
    domains: tuple[Domain, ...]
    routes: tuple[Route, ...]
    pages: tuple[Page, ...]
    given_sql: str
    facts: frozenset[str]
    notes: tuple[str, ...] = ()
    open_points: dict[str, str] = field(default_factory=dict)
    written: Mapping[str, Operation] = field(default_factory=dict)
    """The plan's own operations, by what it calls them: `domain.operation`."""

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """All entities, those first that others point to."""
        return tuple(entity for domain in self.domains for entity in domain.entities)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(operation for domain in self.domains for operation in domain.operations)

    # Plans of a thousand entities are laid in time because all that is looked up by name is found at once.

    @cached_property
    def _entities(self) -> Mapping[str, Entity]:
        return {entity.name: entity for entity in reversed(self.entities)}

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {entity.name: at for at, entity in enumerate(self.entities)}

    @cached_property
    def _operations(self) -> Mapping[tuple[str, str], Operation]:
        return {(one.domain, one.name): one for one in reversed(self.operations)}

    @cached_property
    def _on_entity(self) -> Mapping[str, tuple[Operation, ...]]:
        return grouped(self.operations, lambda one: one.entity)

    @cached_property
    def _routes(self) -> Mapping[tuple[str, str], tuple[Route, ...]]:
        return grouped(self.routes, lambda route: (route.domain, route.operation))

    @cached_property
    def _domains(self) -> Mapping[str, Domain]:
        return {domain.folder: domain for domain in reversed(self.domains)}

    def entity(self, name: str) -> Entity:
        return self._entities[name]

    @cached_property
    def _called(self) -> ByName[Entity]:
        return ByName(self.entities, lambda entity: entity.phrase)

    def entity_called(self, written: str) -> Entity | None:
        """The entity that a text means, whatever its case style and number."""
        return self._called.first(written)

    def position(self, entity: Entity) -> int:
        """Where an entity stands among all."""
        return self._positions[entity.name]

    def domain(self, folder: str) -> Domain:
        return self._domains[folder]

    def operation(self, domain: str, name: str) -> Operation:
        return self._operations[domain, name]

    def of_entity(self, name: str, *meanings: Meaning) -> tuple[Operation, ...]:
        """The operations on an entity, with one of these meanings where any are named."""
        found = self._on_entity.get(name, ())
        return tuple(one for one in found if one.meaning in meanings) if meanings else found

    @cached_property
    def _routes_on(self) -> Mapping[str, tuple[Route, ...]]:
        return grouped(self.routes, lambda route: self.operation(route.domain, route.operation).entity)

    def routes_on(self, entity: str) -> tuple[Route, ...]:
        """The routes whose operations work on an entity."""
        return self._routes_on.get(entity, ())

    @cached_property
    def _pointed_to(self) -> Mapping[str, frozenset[str]]:
        references = [c.reference for entity in self.entities for c in entity.columns if c.reference]
        by_entity = grouped(references, lambda reference: reference.entity)
        return {name: frozenset(one.column for one in found) for name, found in by_entity.items()}

    def pointed_to(self, name: str) -> frozenset[str]:
        """The columns of an entity that foreign keys point to, by their SQL names."""
        return self._pointed_to.get(name, frozenset())

    def routes_to(self, operation: Operation) -> tuple[Route, ...]:
        """The routes that lead to an operation."""
        return self._routes.get((operation.domain, operation.name), ())
