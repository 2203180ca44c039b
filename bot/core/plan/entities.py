"""The entities of a plan as tables: from their fields, or from the given SQL that they describe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import Bounds, Column, Entity, Enum, Index, Reference
from bot.core.plan.bounds import bounds_of, is_told
from bot.core.plan.meaning import STAMPS
from bot.core.plan.model import Entity as PlanEntity
from bot.core.plan.model import EntityField, Plan
from bot.core.plan.model import Index as PlanIndex
from bot.core.plan.sql import GivenSql, SqlColumn, SqlTable, read_sql, with_columns
from bot.core.plan.types import BadTypeError, FieldType, parse_type
from bot.errors import UserError

# Names that TypeScript, React or every generated module has already given to something else.
_TYPE_NAMES: Final = naming.word_set(
    """
    Array Blob Boolean Date Error Event File Form Function Item Map Metadata Number Object Option
    Page Promise Record Request Response Role Route Set String Symbol Tx Db Caller Principal Partial
    Pick Omit Readonly Field View Node Element Image Link Script
    """
)
_FUNCTIONS: Final = {
    "now()": "now()",
    "current_timestamp": "now()",
    "current_date": "current_date",
    "gen_random_uuid()": "gen_random_uuid()",
    "uuid_generate_v4()": "gen_random_uuid()",
    "auth.uid()": "auth.uid()",
}


@dataclass
class Names:
    """Names given so far, so that none is given twice, and what the plan's own names have become.

    `types`, `tables` and `consts` are found by an entity's name in the plan; `operations`, as folder and
    name in code, by `domain.operation`.
    """

    given: GivenSql = field(default_factory=GivenSql)
    types: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    consts: dict[str, str] = field(default_factory=dict)
    stems: dict[tuple[str, ...], str] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    inline: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    indexes: dict[str, list[PlanIndex]] = field(default_factory=dict)
    operations: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    taken_types: set[str] = field(default_factory=lambda: set(_TYPE_NAMES))
    taken_consts: set[str] = field(default_factory=set)
    taken_tables: set[str] = field(default_factory=set)

    def entity(self, written: str) -> str | None:
        """The plan entity that a name means: as written, in another case style, or in the plural."""
        return written if written in self.types else self.stems.get(naming.stem(written))

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
    wanted = f"{wanted}Record" if wanted in _TYPE_NAMES else wanted
    plural = naming.plural(naming.phrase(plan_name))
    names.types[plan_name] = _taken(wanted, names.taken_types)
    names.consts[plan_name] = _taken(naming.camel(plural), names.taken_consts)
    names.tables[plan_name] = _taken(naming.snake(plural), names.taken_tables)
    names.stems.setdefault(naming.stem(plan_name), plan_name)


def _taken(wanted: str, taken: set[str]) -> str:
    name = naming.unique(wanted, taken)
    taken.add(name)
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
    if kind.values:
        ambiguous = len(names.inline.get(name, [])) > 1
        return _add_enum(names, f"{naming.snake(entity)}_{snake}" if ambiguous else snake, kind.values)
    if given := names.given.enums_called(name, entity):
        return names.enums[given[0]]
    if listed := names.inline.get(name):
        return _add_enum(names, snake, listed[0])
    raise UserError(f"`enum({name})` of {entity} is not defined.", f"Write its values: `enum({name}: A|B)`.")


def build(names: Names, entity: PlanEntity, domain: str, plan: Plan) -> Entity:
    """The table of one entity."""
    bare = Entity(
        name=names.types[entity.name],
        const=names.consts[entity.name],
        table=names.tables[entity.name],
        domain=domain,
        phrase=naming.phrase(entity.name),
        plural=naming.plural(naming.phrase(entity.name)),
        columns=(),
    )
    if plan.database.source == "sql":
        return _from_sql(names, bare, entity)
    columns = _completed([_from_field(names, one, entity) for one in entity.fields], entity)
    sql_names = {column.key: column.sql for column in columns}
    checked = tuple(_checked(column, sql_names) for column in columns)
    indexes = _indexes(bare, checked, names.indexes.get(entity.name, ()))
    return replace(bare, columns=checked, indexes=indexes, opaque=_is_opaque(checked))


def _from_field(names: Names, one: EntityField, entity: PlanEntity) -> Column:
    kind = field_type(one.type)
    key = naming.key(one.name)
    column = Column(
        key=key,
        sql=naming.snake(one.name),
        label=_label(one.name, kind),
        kind="uuid" if kind.kind == "fk" else kind.kind,
        nullable=one.nullable,
        unique=one.unique,
        index=one.index or kind.kind == "fk",
        check=one.check or "",
        enum=find_enum(names, kind, entity.name) if kind.kind == "enum" else None,
        reference=_reference(names, kind, nullable=one.nullable),
        precision=kind.precision,
        scale=kind.scale,
    )
    return replace(column, default=_default(column, one))


def _label(name: str, kind: FieldType) -> str:
    parts = naming.words(name)
    return naming.label(
        "_".join(parts[:-1] if kind.kind == "fk" and len(parts) > 1 and parts[-1] == "id" else parts)
    )


def _reference(names: Names, kind: FieldType, *, nullable: bool) -> Reference | None:
    if kind.kind != "fk":
        return None
    target = find_table(names, kind.table or "")
    if target is None:
        return None
    return Reference(
        names.types[target], naming.snake(kind.column or "id"), "set null" if nullable else "restrict"
    )


def find_table(names: Names, written: str) -> str | None:
    """The plan entity that `fk(written.…)` points to; None for the signed-in user."""
    if written in names.types:
        return written
    if written.lower() in ("user", "users"):
        return None
    if found := names.entity(written):
        return found
    raise UserError(f"`fk({written}.…)` points to no entity.", f"Entities are {', '.join(names.types)}.")


def is_user(kind: FieldType, names: Names) -> bool:
    """Whether a foreign key means the signed-in user."""
    return kind.kind == "fk" and find_table(names, kind.table or "") is None


def _default(column: Column, one: EntityField) -> str:
    if one.default is None:
        return "now()" if column.key in STAMPS and column.kind == "datetime" and not column.nullable else ""
    if isinstance(one.default, bool):
        return "true" if one.default else "false"
    if isinstance(one.default, (int, float)):
        return repr(one.default)
    known = _FUNCTIONS.get(one.default.strip().lower())
    if known and column.kind not in ("string", "text", "enum"):
        return known
    return naming.literal(one.default)


def _completed(columns: list[Column], entity: PlanEntity) -> list[Column]:
    """With a key, an owner and a state to begin in, where the plan leaves them out."""
    columns = _keyed(columns)
    columns = _owned(columns, entity)
    return [_with_default(column) for column in columns]


def _with_default(column: Column) -> Column:
    if column.default or column.nullable:
        return column
    if column.enum and _is_state(column):
        return replace(column, default=naming.literal(column.enum.values[0]))
    return replace(column, default="false") if column.kind == "boolean" else column


def _is_state(column: Column) -> bool:
    return naming.words(column.key)[-1] in ("status", "state", "stage", "phase")


def _keyed(columns: list[Column]) -> list[Column]:
    named = [c for c in columns if c.key == "id"] or [
        c for c in columns if c.kind == "uuid" and c.unique and not c.reference
    ]
    if not named:
        return [Column("id", "id", "Id", "uuid", primary=True, default="gen_random_uuid()"), *columns]
    default = named[0].default or {"uuid": "gen_random_uuid()", "int": "identity", "bigint": "identity"}.get(
        named[0].kind, ""
    )
    chosen = replace(named[0], primary=True, nullable=False, unique=False, index=False, default=default)
    return [chosen if column is named[0] else column for column in columns]


def _owned(columns: list[Column], entity: PlanEntity) -> list[Column]:
    users = {naming.key(one.name) for one in entity.fields if _means_user(one)}
    candidates = [c for c in columns if c.key in users and not c.primary]
    preferred = [c for c in candidates if c.key in ("userId", "ownerId")] or candidates
    if preferred:
        return [replace(c, owner=True, index=True) if c is preferred[0] else c for c in columns]
    if not entity.multiTenant:
        return columns
    key = naming.unique("userId", {column.key for column in columns})
    return [*columns, Column(key, naming.snake(key), "User", "uuid", owner=True, index=True)]


def _means_user(one: EntityField) -> bool:
    return bool(re.fullmatch(r"\s*fk\(\s*users?\s*\..*\)\s*", one.type))


def _checked(column: Column, sql_names: dict[str, str]) -> Column:
    if not column.check:
        return column
    check = with_columns(column.check, sql_names)
    return replace(column, check=check, bounds=bounds_of(check, column.sql))


def _indexes(entity: Entity, columns: Iterable[Column], given: Iterable[PlanIndex]) -> tuple[Index, ...]:
    single = [Index(f"{entity.table}_{c.sql}_idx", (c.sql,)) for c in columns if c.index and not c.unique]
    sql_names = {column.key: column.sql for column in columns}
    listed = []
    for one in given:
        wanted = tuple(sql_names.get(naming.key(name), naming.snake(name)) for name in one.columns)
        ending = "key" if one.unique else "idx"
        listed.append(Index(f"{entity.table}_{'_'.join(wanted)}_{ending}", wanted, one.unique))
    by_columns = {(index.columns, index.unique): index for index in [*listed, *single]}
    return tuple(by_columns[key] for key in sorted(by_columns))


def _from_sql(names: Names, bare: Entity, entity: PlanEntity) -> Entity:
    table = names.given.table(entity.name)
    if table is None:
        raise UserError(
            f"`database.sql` creates no table for the entity `{entity.name}`.",
            f"Add `create table {naming.snake(bare.plural)} (…)`, or set `database.source: fromEntities`.",
        )
    fields = {naming.snake(one.name): one for one in entity.fields}
    owner = _sql_owner(table, entity)
    columns = [
        _sql_column(names, column, fields, owner)
        for column in table.columns.values()
        if _known(names, column)
    ]
    missing = [
        one.name for snake, one in fields.items() if snake not in {naming.snake(c.sql) for c in columns}
    ]
    if missing:
        raise UserError(
            f"`database.sql` gives the table of `{entity.name}` no column for {', '.join(missing)}.",
            "The SQL decides the columns: add it there, or take the field out.",
        )
    if not any(column.primary for column in columns):
        raise UserError(f"The table of `{entity.name}` has no primary key of one column.", "Give it an `id`.")
    opaque = _is_opaque(columns) or not all(is_told(check) for check in table.checks)
    return replace(bare, table=table.name, columns=tuple(columns), opaque=opaque)


def _is_opaque(columns: Iterable[Column]) -> bool:
    return any(column.check and not is_told(column.check) for column in columns)


def _sql_owner(table: SqlTable, entity: PlanEntity) -> str:
    by_policy = [policy.owner for policy in table.policies if policy.owner in table.columns]
    by_field = [naming.snake(one.name) for one in entity.fields if _means_user(one)]
    return next((name for name in [*by_policy, *by_field] if name), "")


def _known(names: Names, column: SqlColumn) -> bool:
    if column.kind or column.enum in names.given.enums:
        return True
    names.notes.append(
        f"The column `{column.name}` has the type `{column.sql_type}`, which the app leaves to the database."
    )
    return False


def _sql_column(names: Names, column: SqlColumn, fields: dict[str, EntityField], owner: str) -> Column:
    one = fields.get(naming.snake(column.name))
    name = one.name if one else column.name
    reference = _sql_reference(names, column)
    parts = naming.words(name)
    label = naming.label(
        "_".join(parts[:-1] if reference and len(parts) > 1 and parts[-1] == "id" else parts)
    )
    return Column(
        key=naming.key(name),
        sql=column.name,
        label=label,
        kind=column.kind or "enum",
        nullable=column.nullable,
        unique=column.unique,
        primary=column.primary,
        owner=column.name == owner,
        default=column.default,
        check=column.check,
        enum=names.enums.get(column.enum),
        reference=reference,
        precision=column.precision,
        scale=column.scale,
        bounds=bounds_of(column.check, column.name) if column.check else Bounds(),
        sql_type=column.sql_type,
    )


def _sql_reference(names: Names, column: SqlColumn) -> Reference | None:
    if column.references is None:
        return None
    table, target = column.references
    name = names.behind.get(table.removeprefix("public."))
    return Reference(names.types[name], target, column.on_delete) if name else None
