"""Given SQL is read, never run and never changed."""

from __future__ import annotations

from textwrap import indent

import pytest

from bot.core.plan.app import Bounds
from bot.core.plan.bounds import bounds_of, is_told
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.load import load
from bot.core.plan.sql import read_sql, with_columns
from bot.errors import UserError
from tests.phases.trees import plan_of


def test_tables_types_and_policies_are_read() -> None:
    """Constraints in the column, in the table and in `alter table`; policies in every form."""
    given = read_sql(plan_of("clinic").database.sql or "")
    appointments = given.tables["appointments"]
    assert appointments.columns["id"].primary
    assert appointments.columns["doctor_id"].references == ("doctors", "id")
    assert appointments.columns["doctor_id"].on_delete == "cascade"
    assert appointments.checks == ["ends_at > starts_at"]
    assert [policy.owner for policy in appointments.policies] == ["patient_id"] * 3
    assert given.tables["notes"].columns["id"].default == "generated"
    assert given.tables["doctors"].columns["languages"].kind is None
    assert given.enums["appointment_state"] == ("requested", "confirmed", "cancelled")


ENUMS = """
create type "Colour" as enum ('RED');
create type size as enum ('S');
create type order_status as enum ('NEW');
create type reservation_status as enum ('PENDING');
create type shop_kind as enum ('BIG');
create type office_kind as enum ('SMALL');
create type room_mood as enum ('CALM');
"""


@pytest.mark.parametrize(
    ("name", "entity", "found"),
    [
        ("Colour", "Item", ("Colour",)),
        ("Size", "Item", ("size",)),
        ("Status", "Reservation", ("reservation_status",)),
        ("Status", "Order", ("order_status",)),
        ("Status", "Orders", ("order_status",)),
        ("Status", "Item", ("order_status", "reservation_status")),
        ("Mood", "Item", ("room_mood",)),
        ("OfficeKind", "Item", ("office_kind",)),
        ("Kind", "Item", ("office_kind", "shop_kind")),
        ("Atus", "Item", ()),
        ("Missing", "Item", ()),
    ],
)
def test_an_enum_is_found_by_its_name(name: str, entity: str, found: tuple[str, ...]) -> None:
    """As written, in snake case, behind the entity's name, or as the only one with this ending."""
    assert read_sql(ENUMS).enums_called(name, entity) == found


def test_an_enum_that_could_be_several_is_told() -> None:
    """What only ends in the name is not guessed: the problem names all that it could be."""
    sql = ENUMS + "create table items (id uuid primary key, kind shop_kind not null);"
    database = f"database:\n  source: sql\n  sql: |\n{indent(sql, '    ')}\n"
    text = EXAMPLE.replace("database: {source: fromEntities}\n", database).replace(
        "type: string", "type: enum(Kind)"
    )
    problem = next(one for one in load(text).problems if one.code == "plan.unresolved-enum")
    assert problem.message == "`enum(Kind)` could be any of several types: office_kind, shop_kind."


def test_field_names_become_column_names() -> None:
    """`partySize` in a check is `party_size` in SQL."""
    assert with_columns(
        "partySize > 0 and userId = auth.uid()", {"partySize": "party_size", "userId": "user_id"}
    ) == ("party_size > 0 AND user_id = auth.uid()")


@pytest.mark.parametrize(
    "text", ["a > 0; drop table x", "1) ; drop table x --", "a from b", "a, b", "", "a >"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    """One expression: no second statement, no clause that it could bring along."""
    with pytest.raises(UserError):
        with_columns(text, {})


def test_comments_in_an_expression_are_gone() -> None:
    """An expression is written anew from its parsed form."""
    assert with_columns("a > 0 -- x", {}) == "a > 0"


@pytest.mark.parametrize(
    ("check", "bounds"),
    [
        ("a > 0", Bounds(above=0)),
        ("a >= 1 and a < 10", Bounds(least=1, below=10)),
        ("a between -1 and 5", Bounds(least=-1, most=5)),
        ("char_length(a) between 3 and 20", Bounds(shortest=3, longest=20)),
        ("length(a) > 2", Bounds(shortest=3)),
        ("a in ('x', 'y')", Bounds(options=("x", "y"))),
        ("a > b", Bounds()),
    ],
)
def test_simple_checks_are_told(check: str, bounds: Bounds) -> None:
    """So that a form says it before the database does."""
    assert bounds_of(check, "a") == bounds


def test_what_cannot_be_told_is_known_as_such() -> None:
    """No test makes up a row for a check that it does not understand."""
    assert is_told("ends_at > starts_at")
    assert is_told("seats > 0")
    assert not is_told("a ~ '^x'")
    assert not is_told("a > b")
