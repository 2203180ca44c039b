"""What a check is, and the view of a plan that all checks look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import AppModel
from bot.core.plan.model import Domain, Entity, EntityField, Operation, Plan
from bot.core.plan.problems import Path, Severity
from bot.core.plan.resolve import resolve
from bot.core.plan.sql import GivenSql, SqlTable, read_sql
from bot.core.plan.support import REFUSED, Refused
from bot.core.plan.types import BadTypeError, FieldType, parse_type
from bot.errors import UserError

SIGNED_IN: Final = frozenset({"user", "users"})
"""Tables that `fk()` may name without an entity of that name: the signed-in user."""


@dataclass(frozen=True)
class Around:
    """What is known beside the plan's text.

    `library` holds the paths of all components, or is None where they are not known; `has_prd` says
    whether a `prd.yaml` stands beside the plan; `refused` lists choices that cannot be built yet.
    """

    library: frozenset[str] | None = None
    has_prd: bool = False
    refused: tuple[Refused, ...] = REFUSED


@dataclass(frozen=True)
class Finding:
    """What a check found, at the value (or, with `at_key`, the key) that `path` leads to."""

    path: Path
    message: str
    found: str = ""
    allowed: str = ""
    suggestion: str = ""
    at_key: bool = False


@dataclass(frozen=True)
class Check:
    """One rule beyond the schema, with what its documentation says.

    `example` and `cured` are parts of a plan: merged into the example plan, the first has this problem and
    the second has none.
    """

    code: str
    severity: Severity
    meaning: str
    cure: str
    example: str
    cured: str
    run: Callable[[View], Iterable[Finding]]


@dataclass(frozen=True)
class EntityAt:
    """An entity, its domain and where it stands."""

    entity: Entity
    domain: Domain
    path: Path


@dataclass(frozen=True)
class FieldAt:
    """A field with its parsed type (None where the type is none), its entity and where it stands."""

    field: EntityField
    type: FieldType | None
    owner: EntityAt
    path: Path


@dataclass(frozen=True)
class OperationAt:
    """An operation, its domain and where it stands."""

    operation: Operation
    domain: Domain
    path: Path


@dataclass(frozen=True)
class TypeAt:
    """A type as written, anywhere in the plan; `entity` is the name that enums may be prefixed with."""

    text: str
    type: FieldType | None
    entity: str
    path: Path


@dataclass(frozen=True)
class View:
    """A plan with what several checks ask of it, told once."""

    plan: Plan
    around: Around = field(default_factory=Around)

    @cached_property
    def entities(self) -> tuple[EntityAt, ...]:
        """All entities in the order of the text."""
        return tuple(
            EntityAt(entity, domain, ("components", "domains", at, "entities", index))
            for at, domain in enumerate(self.plan.components.domains)
            for index, entity in enumerate(domain.entities)
        )

    @cached_property
    def fields(self) -> tuple[FieldAt, ...]:
        """All fields of all entities."""
        return tuple(
            FieldAt(one, type_of(one.type), owner, (*owner.path, "fields", index))
            for owner in self.entities
            for index, one in enumerate(owner.entity.fields)
        )

    @cached_property
    def operations(self) -> tuple[OperationAt, ...]:
        """All operations in the order of the text."""
        return tuple(
            OperationAt(operation, domain, ("components", "domains", at, "operations", index))
            for at, domain in enumerate(self.plan.components.domains)
            for index, operation in enumerate(domain.operations)
        )

    @cached_property
    def types(self) -> tuple[TypeAt, ...]:
        """All types: of fields and of inputs."""
        fields = (
            TypeAt(one.field.type, one.type, one.owner.entity.name, (*one.path, "type"))
            for one in self.fields
        )
        inputs = (
            TypeAt(text, type_of(text), at.operation.output, (*at.path, "input", name))
            for at in self.operations
            for name, text in at.operation.input.items()
        )
        return (*fields, *inputs)

    @cached_property
    def operation_names(self) -> Mapping[str, OperationAt]:
        """`domain.operation` -> the operation."""
        return {f"{at.domain.name}.{at.operation.name}": at for at in reversed(self.operations)}

    @cached_property
    def _by_stem(self) -> Mapping[tuple[str, ...], EntityAt]:
        return {naming.stem(at.entity.name): at for at in reversed(self.entities)}

    @cached_property
    def _columns(self) -> Mapping[str, Mapping[str, FieldType | None]]:
        return {at.entity.name: _columns_of(at.entity) for at in self.entities}

    def entity(self, written: str) -> EntityAt | None:
        """The entity that a name means: as written, in another case style, or in the plural."""
        return self._by_stem.get(naming.stem(written))

    def columns(self, entity: Entity) -> Mapping[str, FieldType | None]:
        """Columns by snake_case name, with those that every table has."""
        return self._columns[entity.name]

    @cached_property
    def app(self) -> AppModel | None:
        """The app that the plan means; None where its problems keep it from being told."""
        if any(at.type is None for at in self.types):
            return None
        try:
            return resolve(self.plan)
        except (UserError, LookupError, ValueError, StopIteration, RecursionError):
            return None

    @cached_property
    def sql(self) -> GivenSql:
        """What the given SQL declares; nothing where there is none, or none that can be read."""
        return self._sql if isinstance(self._sql, GivenSql) else GivenSql()

    @cached_property
    def sql_fault(self) -> UserError | None:
        """Why the given SQL cannot be read."""
        return self._sql if isinstance(self._sql, UserError) else None

    @cached_property
    def _sql(self) -> GivenSql | UserError:
        if self.plan.database.source != "sql" or not self.plan.database.sql:
            return GivenSql()
        try:
            return read_sql(self.plan.database.sql)
        except UserError as error:
            return error
        except RecursionError:
            return UserError("`database.sql` nests brackets too deep.", "Write it flatter.")

    def sql_table(self, entity: str) -> SqlTable | None:
        """The given SQL's table of an entity."""
        return self.sql.table(entity)

    @cached_property
    def inline_enums(self) -> Mapping[str, tuple[tuple[str, ...], ...]]:
        """Name -> the different lists of values with which `enum(Name: …)` is written."""
        listed: dict[str, dict[tuple[str, ...], None]] = {}
        for at in self.types:
            if at.type is not None and at.type.enum and at.type.values:
                listed.setdefault(at.type.enum, {})[at.type.values] = None
        return {name: tuple(values) for name, values in listed.items()}

    def enum_values(self, kind: FieldType, entity: str) -> tuple[str, ...] | None:
        """The values of an enum; None where its name leads to none, or to several."""
        if kind.values:
            return kind.values
        name = kind.enum or ""
        if given := self.sql.enums_called(name, entity):
            return self.sql.enums[given[0]] if len(given) == 1 else None
        inline = self.inline_enums.get(name, ())
        return inline[0] if len(inline) == 1 else None


def _columns_of(entity: Entity) -> Mapping[str, FieldType | None]:
    columns = {naming.snake(one.name): type_of(one.type) for one in entity.fields}
    columns.setdefault("id", FieldType("uuid"))
    if entity.multiTenant:
        columns.setdefault("user_id", FieldType("uuid"))
    return columns


@lru_cache(maxsize=2048)
def type_of(text: str) -> FieldType | None:
    """The parsed type, or None."""
    try:
        return parse_type(text)
    except BadTypeError:
        return None


def twice(names: Iterable[tuple[Path, str, str]]) -> Iterator[tuple[Path, str, str]]:
    """Of (path, name, key), those whose key was there before: their path, name, and the first name."""
    first: dict[str, str] = {}
    for path, name, key in names:
        if key in first:
            yield path, name, first[key]
        else:
            first[key] = name


def texts_in(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text inside a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from texts_in(inner, (*path, index))


PARAMETER: Final = re.compile(r"\{([^}/]*)\}|(?<=/):([^/]+)")
"""A parameter in a route's path: `{id}` or `:id`."""
