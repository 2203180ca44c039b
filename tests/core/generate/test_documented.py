"""What the documentation shows of generated code is what is generated."""

from __future__ import annotations

from typing import get_args

from bot.core.generate.documented import WRITTEN, types
from bot.core.generate.forms import FORMS
from bot.core.plan.types import Kind, parse_type


def test_every_type_is_shown() -> None:
    """The table has a row for each kind of type that plans have, and for the signed-in user."""
    assert {parse_type(written).kind for written in WRITTEN} == set(get_args(Kind))
    assert [row[0] for row in types()] == list(WRITTEN)
    assert set(FORMS) == set(get_args(Kind)) - {"fk"}


def test_forms_are_those_of_the_generators() -> None:
    """SQL, TypeScript, Drizzle and zod of a type, as they end up in an app."""
    shown = {row[0]: row[1:] for row in types()}
    assert shown["bigint"] == (
        "bigint",
        "number",
        'bigint("value", { mode: "number" }).notNull()',
        "z.int().max(9007199254740991)",
    )
    assert shown["enum(Status: OPEN|CLOSED)"] == (
        "status",
        "Status",
        'status("value").notNull()',
        "z.enum(statusValues)",
    )
    assert shown["fk(users.id)"] == ("uuid", "string", 'uuid("value").notNull()', "z.guid()")
