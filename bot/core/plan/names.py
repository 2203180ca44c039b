"""What the names of a plan become: types, tables, constants and enums, each given once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from bot.core.plan import naming, taken
from bot.core.plan.app import Enum
from bot.core.plan.model import EntityField, Plan
from bot.core.plan.model import Index as PlanIndex
from bot.core.plan.sql import GivenSql, read_sql
from bot.core.plan.types import BadTypeError, FieldType, parse_type
from bot.errors import UserError


@dataclass
class Names:
    """Names given so far, so that none is given twice, and what the plan's own names have become.

    `types`, `tables`, `consts`, `fields` (by their SQL names) and `indexes` are found by an entity's name in
    the plan; `operations`, as folder and name in code, by `domain.operation`.
    """

    given: GivenSql = field(default_factory=GivenSql)
    types: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    consts: dict[str, str] = field(default_factory=dict)
    stems: dict[tuple[str, ...], str] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    inline: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    fields: dict[str, dict[str, EntityField]] = field(default_factory=dict)
    indexes: dict[str, list[PlanIndex]] = field(default_factory=dict)
    operations: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    taken_types: set[str] = field(default_factory=lambda: set(taken.TYPES))
    taken_consts: set[str] = field(default_factory=lambda: set(taken.VALUES))
    taken_tables: set[str] = field(default_factory=set)

    def entity(self, written: str) -> str | None:
        """The plan entity that a name means: as written, in another case style, or in the plural."""
        return written if written in self.types else self.stems.get(naming.stem(written))

    @cached_property
    def no_operations(self) -> frozenset[str]:
        """What no operation may be called: tables stand beside it in its module, and `toOrder` makes a row."""
        return frozenset(
            {*taken.VALUES, *self.consts.values(), *(f"to{name}" for name in self.types.values())}
        )

    @cached_property
    def behind(self) -> dict[str, str]:
        """The plan entity behind each table of the given SQL."""
        tables = ((self.given.table(name), name) for name in reversed(self.types))
        return {table.name: name for table, name in tables if table}


def read_names(plan: Plan) -> Names:
    """The names of all entities and enums of `plan`."""
    names = Names()
    if plan.database.source == "sql":
        names.given = read_sql(plan.database.sql or "")
    for domain in plan.components.domains:
        for entity in domain.entities:
            _name_entity(names, entity.name)
            names.fields[entity.name] = {naming.snake(one.name): one for one in entity.fields}
            for one in entity.fields:
                kind = field_type(one.type)
                if kind.enum and kind.values and kind.values not in names.inline.setdefault(kind.enum, []):
                    names.inline[kind.enum].append(kind.values)
    for sql_name, values in names.given.enums.items():
        _add_enum(names, sql_name, values)
    of_table = {table: name for name, table in names.tables.items()}
    for index in plan.database.indexes:
        name = of_table.get(index.table) or names.entity(index.table)
        names.indexes.setdefault(name or "", []).append(index)
    return names


def field_type(text: str) -> FieldType:
    """The parsed type. Raises `UserError`; the plan's checks have told people before."""
    try:
        return parse_type(text)
    except BadTypeError as error:
        raise UserError(f"`{text}`: {error.reason}", error.suggestion) from error


def _name_entity(names: Names, plan_name: str) -> None:
    if plan_name in names.types:
        raise UserError(f"Two entities are called `{plan_name}`.", "Give one of them another name.")
    wanted = naming.pascal(plan_name)
    wanted = f"{wanted}Record" if wanted in taken.TYPES else wanted
    plural = naming.plural(naming.phrase(plan_name))
    names.types[plan_name] = _taken(wanted, names.taken_types)
    names.consts[plan_name] = _taken(naming.camel(plural), names.taken_consts)
    names.tables[plan_name] = _taken(naming.snake(plural), names.taken_tables)
    names.stems.setdefault(naming.stem(plan_name), plan_name)


def _taken(wanted: str, known: set[str]) -> str:
    name = naming.unique(wanted, known)
    known.add(name)
    return name


def _add_enum(names: Names, sql_name: str, values: tuple[str, ...]) -> Enum:
    if sql_name not in names.enums:
        const = _taken(naming.camel(sql_name), names.taken_consts)
        type_name = _taken(naming.pascal(sql_name), names.taken_types)
        names.enums[sql_name] = Enum(type_name, const, sql_name, values)
    return names.enums[sql_name]


def find_enum(names: Names, kind: FieldType, entity: str) -> Enum:
    """The enum that `enum(Name)` means: written inline, or a type of the given SQL.

    A type answers to its own name, to its snake case, and to `<entity>_<name>` or any `<…>_<name>`.
    """
    name, snake = kind.enum or "", naming.snake(kind.enum or "")
    plain = f"{snake}_type" if snake in taken.SQL_TYPES else snake
    if kind.values:
        ambiguous = len(names.inline.get(name, [])) > 1
        return _add_enum(names, f"{naming.snake(entity)}_{snake}" if ambiguous else plain, kind.values)
    if given := names.given.enums_called(name, entity):
        return names.enums[given[0]]
    if listed := names.inline.get(name):
        return _add_enum(names, plain, listed[0])
    raise UserError(f"`enum({name})` of {entity} is not defined.", f"Write its values: `enum({name}: A|B)`.")


def find_table(names: Names, written: str) -> str | None:
    """The plan entity that `fk(written.…)` points to; None for the signed-in user."""
    if written in names.types:
        return written
    if written.lower() in ("user", "users"):
        return None
    if found := names.entity(written):
        return found
    raise UserError(f"`fk({written}.…)` points to no entity.", f"Entities are {', '.join(names.types)}.")


def type_behind(names: Names, kind: FieldType) -> FieldType:
    """The type of the values of a field: for a foreign key, that of what it points to in the end."""
    seen: set[FieldType] = set()
    while kind.kind == "fk" and kind not in seen:
        seen.add(kind)
        target = find_table(names, kind.table or "")
        pointed = names.fields[target].get(naming.snake(kind.column or "")) if target else None
        kind = field_type(pointed.type) if pointed else FieldType("uuid")
    return FieldType("uuid") if kind.kind == "fk" else kind
