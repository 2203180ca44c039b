"""What the documentation shows of generated code, written by the generators themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import yaml

from bot.core.generate import schema, typescript
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.model import Plan
from bot.core.plan.resolve import resolve
from bot.core.plan.types import SCALARS

WRITTEN: Final = (
    *SCALARS,
    "decimal(10,2)",
    "enum(Status: OPEN|CLOSED)",
    "fk(Item.id)",
    "fk(users.id)",
)
"""A type of each form that a plan can name."""


def types() -> Iterator[tuple[str, str, str, str, str]]:
    """Each type with its column in SQL, its value in TypeScript, its column in Drizzle, and its input in zod."""
    app = resolve(_plan())
    for number, written in enumerate(WRITTEN):
        column = app.entity(f"Thing{number}").column("value")
        operation = app.operation("catalog", f"createThing{number}")
        assert column is not None
        zod = typescript.zod(operation.inputs[0], operation, coerce=False)
        yield written, schema.sql_type(column), typescript.ts(column), typescript.drizzle(column, app), zod


def _plan() -> Plan:
    """The example plan with an entity for each type: one that has a field of it."""
    plan = yaml.safe_load(EXAMPLE)
    domain = plan["components"]["domains"][0]
    for number, written in enumerate(WRITTEN):
        name = f"Thing{number}"
        fields = [{"name": "value", "type": written}]
        domain["entities"].append({"name": name, "multiTenant": False, "fields": fields})
        made = {"name": f"create{name}", "kind": "command", "input": {"value": written}, "output": name}
        domain["operations"].append({**made, "auth": "admin"})
    return Plan.model_validate(plan)
