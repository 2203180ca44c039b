"""What `buildplan.renames.yaml` means for an app's database: names of the plan as names in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.generate.renaming import Renames
from bot.core.generate.schema import Schema, TableState
from bot.core.plan import naming
from bot.core.plan.app import AppModel
from bot.core.plan.checks.renames import All
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem
from bot.core.plan.renames import FILE, Built, RenamesFile, load_renames, names_of, read_renames
from bot.core.plan.renames import Renames as PlanRenames
from bot.core.plan.render import problems_text
from bot.errors import UserError


@dataclass(frozen=True)
class ToldRenames:
    """Renames by SQL names; `told` is remembered with what is built, `warnings` are of those without effect."""

    renames: Renames = field(default_factory=Renames)
    told: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def told_renames(text: str, plan: Plan, app: AppModel, built: Schema | None) -> ToldRenames:
    """The renames in `text` from what was built last; nothing is renamed where nothing was built.

    Raises `UserError` with all that is wrong.
    """
    read = read_renames(text)
    before = Built(_names(built, read.value, plan, app), built.told) if built and read.value else None
    loaded = load_renames(read, plan, before)
    if built is None:
        return ToldRenames(told=loaded.told)
    if loaded.renames is None:
        told = problems_text([one for one in loaded.problems if one.severity == "error"], text)
        raise UserError(f"`{FILE}` cannot be followed:\n\n{told}\n", "Mend it there, or take the line out.")
    renames = _in_sql(loaded.renames, app, built)
    return ToldRenames(renames, loaded.told, tuple(map(_warning, loaded.problems)))


def _warning(problem: Problem) -> str:
    return f"{FILE}, line {problem.line}: {problem.message.rstrip('.')}"


def _names(built: Schema, told: RenamesFile, plan: Plan, app: AppModel) -> All:
    """What was built, as far as the plan or the file names it by their names, else by SQL's."""
    now = names_of(plan).fields
    entities = [*told.entities, *now]
    fields = [
        *(old for one in told.fields.values() for old in one),
        *(f for one in now.values() for f in one),
    ]
    flat = {naming.flat(one): one for one in reversed(fields)}
    enums = {enum.sql: enum.name for enum in app.enums}
    return All(
        {
            _called(table, entities): tuple(
                flat.get(naming.flat(one.name), one.name) for one in table.columns
            )
            for table in built.tables
        },
        {enums.get(name, name): values for name, values in built.enums.items()},
    )


def _called(table: TableState, entities: Iterable[str]) -> str:
    return next((one for one in entities if naming.same(one, table.name)), table.name)


def _in_sql(renames: PlanRenames, app: AppModel, built: Schema) -> Renames:
    tables = {
        table.name: entity.table
        for table in built.tables
        if (new := renames.entities.get(_called(table, renames.entities)))
        and (entity := app.entity_called(new)) is not None
    }
    was = {new: old for old, new in tables.items()}
    columns: dict[tuple[str, str], str] = {}
    for (name, old), new in renames.fields.items():
        entity = app.entity_called(name)
        column = entity.column(naming.key(new)) if entity else None
        if entity is None or column is None:
            continue
        table = built.by_name.get(was.get(entity.table, entity.table))
        for one in table.columns if table else ():
            if naming.flat(one.name) == naming.flat(old) and one.name != column.sql:
                columns[entity.table, one.name] = column.sql
    enums = {enum.name: enum.sql for enum in app.enums}
    values = {(enums[name], old): new for (name, old), new in renames.values.items()}
    return Renames({old: new for old, new in tables.items() if old != new}, columns, values)
