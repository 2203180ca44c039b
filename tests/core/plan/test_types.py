"""Types of fields: each form is read, and what is none says which is near."""

from __future__ import annotations

import pytest

from bot.core.plan.types import SCALARS, BadTypeError, FieldType, parse_type


@pytest.mark.parametrize("name", SCALARS)
def test_scalars(name: str) -> None:
    """A scalar type is its name."""
    assert parse_type(name) == parse_type(f" {name} ")
    assert str(parse_type(name)) == name


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("decimal(10,2)", FieldType("decimal", precision=10, scale=2)),
        ("decimal( 5 , 0 )", FieldType("decimal", precision=5, scale=0)),
        ("enum(Status)", FieldType("enum", enum="Status")),
        ("enum(Status: OPEN|CLOSED)", FieldType("enum", enum="Status", values=("OPEN", "CLOSED"))),
        ("enum(Size:S|M | XL)", FieldType("enum", enum="Size", values=("S", "M", "XL"))),
        ("fk(users.id)", FieldType("fk", table="users", column="id")),
        ("fk( Table . id )", FieldType("fk", table="Table", column="id")),
    ],
)
def test_forms_with_brackets(text: str, parsed: FieldType) -> None:
    """Spaces make no difference, and the parsed type prints as one that parses to the same."""
    assert parse_type(text) == parsed
    assert parse_type(str(parsed)) == parsed


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("integer", "int"),
        ("strng", "string"),
        ("UUID", "uuid"),
        ("timestamptz", "datetime"),
        ("varchar(255)", "string"),
        ("string[]", "json"),
        ("decimal", "decimal(10,2)"),
        ("decimal(10)", "decimal(10,0)"),
        ("decimal(2,10)", "decimal(10,2)"),
        ("decimal(0,0)", "decimal(10,2)"),
        ("int(4)", "int"),
        ("enum", "enum(Status: OPEN|CLOSED)"),
        ("enum()", "enum(Status: OPEN|CLOSED)"),
        ("enum(Size: S, M)", "enum(Size: S|M)"),
        ("enum(Size: S|S)", "enum(Size: S)"),
        ("enum(Size: S|)", "enum(Size: OPEN|CLOSED)"),
        ("enum(Size: 'S')", "enum(Size: OPEN|CLOSED)"),
        ("fk(Table)", "fk(Table.id)"),
        ("fk(a.b.c)", "fk(Table.id)"),
        ("", ""),
        ("Ünïcode", ""),
        ("decimal(١,١)", "decimal(10,2)"),
        ("uuid\n; drop table", "uuid"),
    ],
)
def test_what_is_no_type_says_what_is_near(text: str, near: str) -> None:
    """What is no type is refused with a reason, and with the type that was likely meant."""
    with pytest.raises(BadTypeError) as caught:
        parse_type(text)
    assert caught.value.reason.endswith(".")
    assert caught.value.suggestion == near
    if near:
        parse_type(near)
