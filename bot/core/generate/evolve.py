"""From one schema to the next, so that no row is lost and the app that runs meanwhile still works.

Three migrations at most: new enum values (PostgreSQL uses them only once they are committed); what is added;
and, flagged, what is taken away or tightened, once nobody reads the old any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.generate import ddl, renaming
from bot.core.generate.columns import change_column
from bot.core.generate.ddl import quote
from bot.core.generate.schema import ColumnState, Schema, TableState, auto_name, filler
from bot.core.plan import naming


@dataclass(frozen=True)
class Renames:
    """What has another name now, by SQL names: old table -> new; (new table, old column) -> new column."""

    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class Evolution:
    """Statements of each migration, in order, and what people have to know before they approve."""

    values: list[str] = field(default_factory=list)
    expand: list[str] = field(default_factory=list)
    contract: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def evolve(old: Schema, new: Schema, renames: Renames | None = None) -> Evolution:
    """The way from `old` to `new`; nothing where they are the same. Raises `UserError` for another primary key."""
    renames = renames or Renames()
    out = Evolution()
    before = _before(old, new, renames)
    _add_enums(out, old, new)
    changed = [table for table in new.tables if _is_ruled_anew(before.get(table.name), table)]
    for table in changed:
        out.expand += _drop_policies(before.get(table.name))
    for table in new.tables:
        was = before.get(table.name)
        if was is not None and was.name != table.name:
            renaming.rename_table(out.expand, out.contract, was, table)
    _add_tables(out, new, before)
    for table in new.tables:
        if (was := before.get(table.name)) is not None:
            _change_table(out, was, table, new, renames)
    for table in changed:
        out.expand += _policies(table)
    _drop_tables(out, old, before)
    _drop_enum_values(out, old, new)
    return out


def _before(old: Schema, new: Schema, renames: Renames) -> dict[str, TableState]:
    """New table's name -> the table that it was."""
    was = {now: name for name, now in renames.tables.items()}
    found = {name: old.by_name.get(was.get(name, name)) for name in new.by_name}
    return {name: table for name, table in found.items() if table is not None}


def _add_enums(out: Evolution, old: Schema, new: Schema) -> None:
    for name, values in new.enums.items():
        known = old.enums.get(name)
        if known is None:
            out.expand.append(ddl.enum(name, values))
            continue
        for place, value in enumerate(values):
            if value not in known:
                where = ("after", values[place - 1]) if place else ("before", known[0])
                words = (
                    f"add value if not exists {naming.literal(value)} {where[0]} {naming.literal(where[1])}"
                )
                out.values.append(f"alter type {quote(name)} {words};")


def _is_ruled_anew(was: TableState | None, table: TableState) -> bool:
    """Whether the table's policies are made anew: others than before, or in the way of a change of type."""
    if was is None or was.policies != table.policies:
        return True
    types = {column.name: column.type for column in was.columns}
    return any(types.get(column.name, column.type) != column.type for column in table.columns)


def _drop_policies(was: TableState | None) -> list[str]:
    if was is None:
        return []
    return [f"drop policy if exists {quote(one.name)} on {quote(was.name)};" for one in was.policies]


def _policies(table: TableState) -> list[str]:
    name = quote(table.name)
    created = [ddl.create_policy(one, name) for one in table.policies]
    return [*ddl.guarded(table.name, table.policies), *created]


def _add_tables(out: Evolution, new: Schema, before: Mapping[str, TableState]) -> None:
    done, late = set(before), []
    for table in new.tables:
        if table.name in before:
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


def _change_table(out: Evolution, was: TableState, table: TableState, new: Schema, renames: Renames) -> None:
    renamed = {now: name for (at, name), now in renames.columns.items() if at == table.name}
    kept = set()
    for column in table.columns:
        old = was.column(renamed.get(column.name, column.name))
        if old is None:
            _add_column(out, table, column, new)
            continue
        kept.add(old.name)
        if old.name != column.name:
            renaming.rename_column(out.expand, out.contract, table.name, old, column)
        elif old != column:
            change_column(out, table.name, old, column)
    for old in was.columns:
        if old.name not in kept:
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


def _drop_tables(out: Evolution, old: Schema, before: Mapping[str, TableState]) -> None:
    kept = {table.name for table in before.values()}
    gone = [table.name for table in old.tables if table.name not in kept]
    if gone:
        out.contract.append(f"drop table {', '.join(map(quote, gone))};")
        out.warnings += [f"the table {name} and all that is in it is dropped" for name in gone]


def _drop_enum_values(out: Evolution, old: Schema, new: Schema) -> None:
    for name, values in old.enums.items():
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
    lines += [line for table, columns in used for column in columns for line in _retyped(table.name, column)]
    lines.append(f"drop type {quote(name + '_before')};")
    return lines + [line for table, _ in used for line in _policies(table)]


def _retyped(table: str, column: ColumnState) -> list[str]:
    at, name = f"alter table {quote(table)}", quote(column.name)
    check = quote(auto_name(table, column.name, "check"))
    lines = [f"{at} drop constraint {check};"] if column.check else []
    lines += [f"{at} alter column {name} drop default;"] if column.default else []
    lines.append(
        f"{at} alter column {name} type {quote(column.type)} using {name}::text::{quote(column.type)};"
    )
    lines += [f"{at} alter column {name} set default {column.default};"] if column.default else []
    lines += [f"{at} add constraint {check} check ({column.check});"] if column.check else []
    return lines
