"""From one schema to the next, so that no row is lost and the app that runs meanwhile still works.

Three migrations at most: new enum values (PostgreSQL uses them only once they are committed); what is renamed and
added; and, flagged, what is taken away or tightened, once nobody reads the old any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.generate import ddl, renaming
from bot.core.generate.columns import change_column, is_retyped, is_wider
from bot.core.generate.constraints import names_of
from bot.core.generate.ddl import quote
from bot.core.generate.renaming import Renames
from bot.core.generate.schema import ColumnState, Schema, TableState, filler
from bot.core.plan import naming


@dataclass
class Evolution:
    """Statements of each migration, in order, and what people have to know before they approve.

    `losses` are the tables and columns of which something may be gone afterwards.
    """

    values: list[str] = field(default_factory=list)
    expand: list[str] = field(default_factory=list)
    contract: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Pair:
    """A table of the new schema, as it was under its new name (`was`), and which of its columns get narrower."""

    was: TableState
    table: TableState
    narrowed: frozenset[str]

    @property
    def kept(self) -> Iterator[tuple[ColumnState, ColumnState]]:
        """The columns that both have."""
        return ((old, new) for new in self.table.columns if (old := self.was.column(new.name)) is not None)


def evolve(old: Schema, new: Schema, renames: Renames | None = None) -> Evolution:
    """The way from `old` to `new`; nothing where they are the same. Raises `UserError` for another primary key."""
    out = Evolution()
    way = renaming.renaming(old, new, renames or Renames())
    then = way.then
    pairs = {table.name: _pair(then, new, table.name) for table in new.tables if table.name in then.by_name}
    _add_enums(out, way)
    renaming.rename(out, way)
    with_policies = _Policies(out, new, pairs)
    with_policies.drop()
    _add_tables(out, new, pairs)
    with_keys = _RetypedKeys(out, pairs)
    with_keys.drop()
    for pair in pairs.values():
        _change_table(out, pair, new)
    with_keys.add()
    with_policies.create()
    renaming.keep_tables(out.expand, way)
    _drop_tables(out, then, new)
    _drop_enum_values(out, then, new)
    return out


def _pair(then: Schema, new: Schema, name: str) -> _Pair:
    was, table = then.by_name[name], new.by_name[name]
    narrowed = (
        column.name
        for column in table.columns
        if (old := was.column(column.name)) is not None
        and is_retyped(old, column)
        and not is_wider(old, column, then.enums, new.enums)
    )
    return _Pair(was, table, frozenset(narrowed))


class _Policies:
    """Policies that are made anew: others than before, or in the way of a change of type."""

    def __init__(self, out: Evolution, new: Schema, pairs: Mapping[str, _Pair]) -> None:
        self._out, self._pairs = out, pairs
        self._changed = [table for table in new.tables if _is_ruled_anew(pairs.get(table.name), table)]
        self._narrowed = [pair.table for pair in pairs.values() if pair.narrowed]

    def drop(self) -> None:
        for table in self._changed:
            if table.name in self._pairs:
                self._out.expand += _drop_policies(self._pairs[table.name].was)
        for table in self._narrowed:
            self._out.contract += _drop_policies(table)

    def create(self) -> None:
        for table in self._changed:
            self._out.expand += _policies(table)
        for table in self._narrowed:
            self._out.contract += _policies(table)


def _is_ruled_anew(pair: _Pair | None, table: TableState) -> bool:
    if pair is None or pair.was.policies != table.policies:
        return True
    return any(is_retyped(old, new) and new.name not in pair.narrowed for old, new in pair.kept)


class _RetypedKeys:
    """Foreign keys that stay while their columns get another type: both ends have to have it first."""

    def __init__(self, out: Evolution, pairs: Mapping[str, _Pair]) -> None:
        self._found = [
            (out.contract if new.name in pair.narrowed else out.expand, pair, new)
            for pair in pairs.values()
            for old, new in pair.kept
            if old.reference and old.reference == new.reference and is_retyped(old, new)
        ]

    def drop(self) -> None:
        for place, pair, column in self._found:
            name = quote(names_of(pair.was)[column.name, "fkey"])
            place.append(f"alter table {quote(pair.table.name)} drop constraint {name};")

    def add(self) -> None:
        for place, pair, column in self._found:
            if column.reference:
                place.append(ddl.foreign_key(pair.table.name, column.name, column.reference))


def _add_enums(out: Evolution, way: renaming.Renaming) -> None:
    """A type gets its new values before anything is renamed: it and they have their old names still."""
    called = {now: name for name, now in way.enums.items()}
    was = {(name, new): old for (name, old), new in way.renames.values.items()}
    for name, values in way.new.enums.items():
        known = way.then.enums.get(name)
        if known is None:
            out.expand.append(ddl.enum(name, values))
            continue
        for place, value in enumerate(values):
            if value not in known:
                where = ("after", values[place - 1]) if place else ("before", known[0])
                beside = naming.literal(was.get((name, where[1]), where[1]))
                words = f"add value if not exists {naming.literal(value)} {where[0]} {beside}"
                out.values.append(f"alter type {quote(called.get(name, name))} {words};")


def _drop_policies(was: TableState) -> list[str]:
    return [f"drop policy if exists {quote(one.name)} on {quote(was.name)};" for one in was.policies]


def _policies(table: TableState) -> list[str]:
    name = quote(table.name)
    created = [ddl.create_policy(one, name) for one in table.policies]
    return [*ddl.guarded(table.name, table.policies), *created]


def _add_tables(out: Evolution, new: Schema, pairs: Mapping[str, _Pair]) -> None:
    done, late = set(pairs), []
    for table in new.tables:
        if table.name in pairs:
            continue
        done.add(table.name)
        out.expand.append(ddl.table(table, done))
        late += [
            ddl.foreign_key(table.name, column.name, column.reference)
            for column in ddl.late_columns(table, done)
            if column.reference
        ]
        late += [ddl.index(table.name, index) for index in table.indexes]
    out.expand += late


def _change_table(out: Evolution, pair: _Pair, new: Schema) -> None:
    was, table = pair.was, pair.table
    for column in table.columns:
        old = was.column(column.name)
        if old is None:
            _add_column(out, table, column, new)
        elif old != column:
            change_column(out, was, table, column.name, narrows=column.name in pair.narrowed)
    for old in was.columns:
        if table.column(old.name) is None:
            _drop_column(out, table.name, old)
    _change_indexes(out, was, table)


def _add_column(out: Evolution, table: TableState, column: ColumnState, new: Schema) -> None:
    """A required column that no value can be made up for is required only once its rows have one."""
    name, every = quote(table.name), new.by_name.keys()
    has_value = column.nullable or bool(column.default)
    value = "" if has_value else filler(column, new.enums)
    if has_value:
        out.expand.append(f"alter table {name} add column {ddl.column(column, every)};")
    elif value:
        filled = column.model_copy(update={"default": value})
        out.expand.append(f"alter table {name} add column {ddl.column(filled, every)};")
        out.expand.append(f"alter table {name} alter column {quote(column.name)} drop default;")
    else:
        later = column.model_copy(update={"nullable": True})
        out.expand.append(f"alter table {name} add column {ddl.column(later, every)};")
        out.contract.append(f"alter table {name} alter column {quote(column.name)} set not null;")
        out.warnings.append(
            f"{table.name}.{column.name} is required: rows that were there before need a value first"
        )


def _drop_column(out: Evolution, table: str, old: ColumnState) -> None:
    name, column = quote(table), quote(old.name)
    if not (old.nullable or old.default or old.primary):
        out.expand.append(f"alter table {name} alter column {column} drop not null;")
    out.contract.append(f"alter table {name} drop column {column};")
    out.warnings.append(f"{table}.{old.name} and all that is in it is dropped")
    out.losses.append(f"{table}.{old.name}")


def _change_indexes(out: Evolution, was: TableState, table: TableState) -> None:
    """A unique index may not be possible on the rows that are there: that shows in the flagged migration."""
    for index in was.indexes:
        if index not in table.indexes:
            out.expand.append(f"drop index if exists {quote(index.name)};")
    for index in table.indexes:
        if index in was.indexes:
            continue
        if index.unique:
            out.contract.append(ddl.index(table.name, index))
            out.warnings.append(f"{table.name}: {', '.join(index.columns)} must be unique in all rows")
        else:
            out.expand.append(ddl.index(table.name, index))


def _drop_tables(out: Evolution, then: Schema, new: Schema) -> None:
    gone = [table.name for table in then.tables if table.name not in new.by_name]
    if gone:
        out.contract.append(f"drop table {', '.join(map(quote, gone))};")
        out.warnings += [f"the table {name} and all that is in it is dropped" for name in gone]
        out.losses += [f"the table {name}" for name in gone]


def _drop_enum_values(out: Evolution, then: Schema, new: Schema) -> None:
    for name, values in then.enums.items():
        kept = new.enums.get(name)
        if kept is None:
            out.contract.append(f"drop type {quote(name)};")
        elif set(values) - set(kept):
            lost = [value for value in values if value not in kept]
            out.contract += _remade(name, kept, new)
            out.warnings.append(f"no row may have {name} {', '.join(lost)} any more")


def _remade(name: str, values: tuple[str, ...], new: Schema) -> list[str]:
    """An enum with fewer values. A row that has one of the others stops it, and nothing is lost."""
    used = [
        (table, [column for column in table.columns if column.is_enum and column.type == name])
        for table in new.tables
    ]
    used = [(table, columns) for table, columns in used if columns]
    lines = [line for table, _ in used for line in _drop_policies(table)]
    lines += [f"alter type {quote(name)} rename to {quote(name + '_before')};", ddl.enum(name, values)]
    lines += [line for table, columns in used for column in columns for line in _retyped(table, column)]
    lines.append(f"drop type {quote(name + '_before')};")
    return lines + [line for table, _ in used for line in _policies(table)]


def _retyped(table: TableState, column: ColumnState) -> list[str]:
    at, name = f"alter table {quote(table.name)}", quote(column.name)
    check = quote(names_of(table).get((column.name, "check"), ""))
    lines = [f"{at} drop constraint {check};"] if column.check else []
    lines += [f"{at} alter column {name} drop default;"] if column.default else []
    lines.append(
        f"{at} alter column {name} type {quote(column.type)} using {name}::text::{quote(column.type)};"
    )
    lines += [f"{at} alter column {name} set default {column.default};"] if column.default else []
    lines += [f"{at} add constraint {check} check ({column.check});"] if column.check else []
    return lines
