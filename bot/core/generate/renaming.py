"""Renames in two steps: for a while both names work, so that the app before and the app after can run at once."""

from __future__ import annotations

from bot.core.generate import ddl
from bot.core.generate.columns import cast, unguarded
from bot.core.generate.ddl import quote
from bot.core.generate.schema import ColumnState, TableState, auto_name


def rename_table(expand: list[str], contract: list[str], was: TableState, table: TableState) -> None:
    """The old name stays as a view on the same rows, under the same policies, until the second step."""
    old, new = quote(was.name), quote(table.name)
    expand.append(f"alter table {old} rename to {new};")
    for column in was.columns:
        labels = {"check": column.check, "fkey": column.reference, "key": column.unique}
        names = [(column.name, label) for label, has in labels.items() if has]
        names += [("", "pkey")] if column.primary else []
        for name, label in names:
            one, two = (quote(auto_name(at, name, label)) for at in (was.name, table.name))
            expand.append(f"alter table {new} rename constraint {one} to {two};")
    expand.append(f"create view {old} with (security_invoker = true) as select * from {new};")
    expand.append(f"grant select, insert, update, delete on {old} to authenticated;")
    if anonymous := ddl.anonymous_rights(was.policies):
        expand.append(f"grant {', '.join(anonymous)} on {old} to anon;")
    contract.append(f"drop view {old};")


def rename_column(
    expand: list[str], contract: list[str], table: str, old: ColumnState, new: ColumnState
) -> None:
    """Both columns hold the same, whichever is written, until the second step drops the old one."""
    at = f"alter table {quote(table)}"
    if old.primary:
        expand.append(f"{at} rename column {quote(old.name)} to {quote(new.name)};")
        return
    later = new.model_copy(update={"nullable": True, "default": "", "reference": None})
    expand.append(f"{at} add column {ddl.column(later, frozenset())};")
    expand += unguarded(table, f"update {quote(table)} set {quote(new.name)} = {cast(old, new)};")
    made, dropped = _sync(table, old, new)
    expand += made
    if not new.nullable:
        expand.append(f"{at} alter column {quote(new.name)} set not null;")
    if not old.nullable:
        expand.append(f"{at} alter column {quote(old.name)} drop not null;")
    if new.reference:
        expand.append(ddl.foreign_key(table, new.name, new.reference))
    contract += [*dropped, f"{at} drop column {quote(old.name)};"]
    if new.default:
        contract.append(f"{at} alter column {quote(new.name)} set default {new.default};")


def _sync(table: str, old: ColumnState, new: ColumnState) -> tuple[list[str], list[str]]:
    """Makes and drops a trigger that copies whichever of the two columns was written into the other."""
    name = quote(auto_name(table, new.name, "sync"))
    function, at = f"app.{name}", quote(table)
    one, two = f"new.{quote(old.name)}", f"new.{quote(new.name)}"
    there, back = f"{one}::text::{ddl.type_of(new)}", f"{two}::text::{ddl.type_of(old)}"
    body = (
        f"create function {function}() returns trigger language plpgsql as $$\n"
        "begin\n"
        f"  if tg_op = 'INSERT' then\n    {two} := coalesce({two}, {there});\n    {one} := {back};\n"
        f"  elsif {two} is distinct from old.{quote(new.name)} then\n    {one} := {back};\n"
        f"  else\n    {two} := {there};\n  end if;\n"
        "  return new;\n"
        "end $$;"
    )
    when = f"before insert or update on {at} for each row execute function {function}()"
    made = [body, f"create trigger {name} {when};"]
    return made, [f"drop trigger {name} on {at};", f"drop function {function}();"]
