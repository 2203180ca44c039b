"""Renames: all has its new name at once, and what ran before goes on under the old one until the second step.

PostgreSQL itself carries over what hangs on a name: rows, rules, indexes, policies, keys that point there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from bot.core.generate import ddl
from bot.core.generate.columns import unguarded
from bot.core.generate.constraints import auto_name, names_of
from bot.core.generate.ddl import quote
from bot.core.generate.schema import ColumnState, Schema, TableState
from bot.core.plan import naming
from bot.core.plan.app import Index
from bot.core.plan.sql import with_columns


@dataclass(frozen=True)
class Renames:
    """What has another name now, by SQL names: old table -> new; (new table, old column) -> new column.

    `values`: (enum, old value) -> new value.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def table(self, old: str) -> str:
        return self.tables.get(old, old)

    def column(self, table: str, old: str) -> str:
        """The new name of a column, by the table's new name."""
        return self.columns.get((table, old), old)

    def value(self, enum: str, old: str) -> str:
        return self.values.get((enum, old), old)


_RELATIONS: Final = {"key": "index", "pkey": "index", "seq": "sequence"}
"""Kinds of names that no two tables may share."""


class Steps(Protocol):
    """Where statements go (`bot.core.generate.evolve.Evolution`)."""

    expand: list[str]
    contract: list[str]
    warnings: list[str]


_STOP: Final = ": stop the app that ran before while this is applied"
_TAKEN: Final = "{} is the name of another {} from now on" + _STOP


@dataclass(frozen=True)
class Renaming:
    """The way to the new names: `old` is what is in use, `then` the same under the names of `new`."""

    old: Schema
    new: Schema
    renames: Renames
    enums: Mapping[str, str]
    then: Schema

    def tables(self) -> Iterator[tuple[TableState, TableState]]:
        """Each table as it was and as it is called then."""
        return zip(self.old.tables, self.then.tables, strict=True)


def renaming(old: Schema, new: Schema, renames: Renames) -> Renaming:
    """A type of values whose only name is another now has been renamed too: no plan says so of it by itself."""
    enums = _enums(old, new, renames)
    tables = (_then(table, old, renames, enums) for table in old.tables)
    then = Schema(
        enums={
            (now := enums.get(name, name)): tuple(renames.value(now, one) for one in values)
            for name, values in old.enums.items()
        },
        tables=tuple(_with_index_names(table, new.by_name.get(table.name)) for table in tables),
    )
    return Renaming(old, new, renames, enums, then)


def _enums(old: Schema, new: Schema, renames: Renames) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in old.tables:
        name = renames.table(table.name)
        now = new.by_name.get(name)
        for column in table.columns if now else ():
            other = now.column(renames.column(name, column.name)) if now else None
            if other is None or not (column.is_enum and other.is_enum):
                continue
            is_gone, is_new = column.type not in new.enums, other.type not in old.enums
            if is_gone and is_new and other.type not in found.values():
                found.setdefault(column.type, other.type)
    return found


def _then(was: TableState, old: Schema, renames: Renames, enums: Mapping[str, str]) -> TableState:
    name = renames.table(was.name)
    names = {column.name: renames.column(name, column.name) for column in was.columns}
    moved = {one: two for one, two in names.items() if one != two}
    columns = tuple(_column_then(column, moved, renames, enums) for column in was.columns)
    indexes = tuple(
        Index(one.name, tuple(names.get(c, c) for c in one.columns), one.unique) for one in was.indexes
    )
    return TableState(name=name, columns=columns, indexes=indexes, policies=was.policies)


def _column_then(
    column: ColumnState, moved: Mapping[str, str], renames: Renames, enums: Mapping[str, str]
) -> ColumnState:
    to = column.reference
    if to is not None:
        table = renames.table(to.table)
        to = to.model_copy(update={"table": table, "column": renames.column(table, to.column)})
    type_ = enums.get(column.type, column.type) if column.is_enum else column.type
    values = {
        naming.literal(one): naming.literal(two)
        for (name, one), two in renames.values.items()
        if name == type_
    }
    named = {
        "name": moved.get(column.name, column.name),
        "type": type_,
        "default": values.get(column.default, column.default) if column.is_enum else column.default,
        "check": with_columns(column.check, moved) if moved and column.check else column.check,
        "reference": to,
    }
    return column.model_copy(update=named)


def _with_index_names(then: TableState, new: TableState | None) -> TableState:
    """Its indexes are called as those of the new table that are the same otherwise."""
    called = {(one.columns, one.unique): one.name for one in new.indexes} if new else {}
    indexes = tuple(
        Index(called.get((one.columns, one.unique), one.name), one.columns, one.unique)
        for one in then.indexes
    )
    return then.model_copy(update={"indexes": indexes})


def rename(out: Steps, way: Renaming) -> None:
    """All statements that give new names, and what the app that ran before needs of the old ones."""
    for one, two in in_turn(way.enums):
        out.expand.append(f"alter type {quote(one)} rename to {quote(two)};")
    _rename_values(out, way)
    for one, two in in_turn({was.name: then.name for was, then in way.tables()}):
        out.expand.append(f"alter table {quote(one)} rename to {quote(two)};")
    for was, then in way.tables():
        pairs = {a.name: b.name for a, b in zip(was.columns, then.columns, strict=True)}
        for one, two in in_turn(pairs):
            out.expand.append(f"alter table {quote(then.name)} rename column {quote(one)} to {quote(two)};")
    out.expand += _rules(way)
    for was, then in way.tables():
        if was.name != then.name:
            _promise_view(out, was.name, way.new)
        elif (table := way.new.by_name.get(then.name)) is not None:
            _keep_columns(out, was, then, table)


def _rename_values(out: Steps, way: Renaming) -> None:
    """A value has one name at a time: the app that ran before does not know the new one."""
    for name, values in way.old.enums.items():
        now = way.enums.get(name, name)
        for one, two in in_turn(dict(zip(values, way.then.enums[now], strict=True))):
            old, new = naming.literal(one), naming.literal(two)
            out.expand.append(f"alter type {quote(now)} rename value {old} to {new};")
        pairs = ((old, way.renames.values.get((now, old))) for old in values)
        if called := [f"{old} is called {new}" for old, new in pairs if new]:
            out.warnings.append(f"{now}: {', '.join(called)} from now on{_STOP}")


def _promise_view(out: Steps, name: str, new: Schema) -> None:
    """`keep_tables` makes it, once all else of the first step is done."""
    if name in new.by_name:
        out.warnings.append(_TAKEN.format(f"the table {name}", "table"))
    else:
        out.contract.append(f"drop view {quote(name)};")


def _rules(way: Renaming) -> list[str]:
    """Constraints, sequences and indexes are called after their table and columns, as in a first build."""
    statements: list[str] = []
    relations: dict[str, tuple[str, str]] = {}
    for was, then in way.tables():
        before, after = names_of(was), names_of(then)
        pairs = zip(before.items(), after.values(), strict=True)
        own: dict[str, str] = {}
        for ((_, kind), one), two in pairs:
            if kind in _RELATIONS:
                relations[one] = (_RELATIONS[kind], two)
            else:
                own[one] = two
        relations |= {a.name: ("index", b.name) for a, b in zip(was.indexes, then.indexes, strict=True)}
        statements += [_constraint(then.name, one, two) for one, two in in_turn(own)]
    kinds = {one: kind for one, (kind, _) in relations.items()}
    for one, two in in_turn({one: two for one, (_, two) in relations.items()}):
        kind = kinds.setdefault(two, kinds[one])
        statements.append(f"alter {kind} if exists {quote(one)} rename to {quote(two)};")
    return statements


def _constraint(table: str, one: str, two: str) -> str:
    """Where a plan's own SQL, or people, gave it a name of its own it keeps that."""
    change = f"alter table {quote(table)} rename constraint {quote(one)} to {quote(two)};"
    return f"do $$ begin {change} exception when undefined_object then null; end $$;"


def in_turn(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Renames one after the other, so that no new name is still another's; what goes round makes a detour."""
    left = {one: two for one, two in names.items() if one != two}
    taken = {*names, *names.values()}
    turns: list[tuple[str, str]] = []
    while left:
        one = next((one for one, two in left.items() if two not in left), None)
        if one is None:
            one = next(iter(left))
            detour = naming.unique("on_its_way", taken)
            taken.add(detour)
            turns.append((one, detour))
            left[detour] = left.pop(one)
        else:
            turns.append((one, left.pop(one)))
    return turns


def _keep_columns(out: Steps, was: TableState, then: TableState, table: TableState) -> None:
    """Old names of columns go on beside the new ones, where they are free and what they hold is of the same type."""
    taken = {column.name for column in table.columns}
    for old, now in zip(was.columns, then.columns, strict=True):
        new = table.column(now.name)
        if new is None or old.name == now.name:
            continue
        name = f"{table.name}.{old.name}"
        if old.name in taken:
            out.warnings.append(_TAKEN.format(name, "column"))
        elif (new.type, new.is_enum) != (now.type, now.is_enum):
            out.warnings.append(f"{name} is called {new.name} at once, as its type changes too{_STOP}")
        else:
            made, dropped = _echo(table.name, old.name, new)
            out.expand += made
            out.contract += dropped


def _echo(table: str, old: str, new: ColumnState) -> tuple[list[str], list[str]]:
    """Makes and drops a column of the old name, kept the same as the new one, whichever is written."""
    at, name = quote(table), quote(auto_name(table, new.name, "echo"))
    one, two = quote(old), quote(new.name)
    body = (
        f"create function app.{name}() returns trigger language plpgsql as $$\n"
        "begin\n"
        f"  if tg_op = 'INSERT' and new.{one} is not null then\n    new.{two} := new.{one};\n"
        f"  elsif tg_op = 'UPDATE' and new.{one} is distinct from old.{one} then\n    new.{two} := new.{one};\n"
        f"  else\n    new.{one} := new.{two};\n  end if;\n"
        "  return new;\n"
        "end $$;"
    )
    when = f"before insert or update on {at} for each row execute function app.{name}()"
    made = [
        f"alter table {at} add column {one} {ddl.type_of(new)};",
        *unguarded(table, f"update {at} set {one} = {two};"),
        body,
        f"create trigger {name} {when};",
    ]
    dropped = [
        f"drop trigger {name} on {at};",
        f"drop function app.{name}();",
        f"alter table {at} drop column {one};",
    ]
    return made, dropped


def keep_tables(expand: list[str], way: Renaming) -> None:
    """Old names of tables go on as views on the same rows, under the same policies, with the old columns."""
    for was, then in way.tables():
        if was.name == then.name or was.name in way.new.by_name:
            continue
        names = zip(was.columns, then.columns, strict=True)
        listed = ", ".join(
            quote(now.name) if now.name == old.name else f"{quote(now.name)} as {quote(old.name)}"
            for old, now in names
        )
        view = quote(was.name)
        expand.append(
            f"create view {view} with (security_invoker = true) as select {listed} from {quote(then.name)};"
        )
        expand.append(f"grant select, insert, update, delete on {view} to authenticated;")
        if anonymous := ddl.anonymous_rights(was.policies):
            expand.append(f"grant {', '.join(anonymous)} on {view} to anon;")
