"""Names: whatever a plan calls a thing, an identifier comes out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plan import naming


@given(st.text(max_size=40))
def test_every_name_becomes_an_identifier(text: str) -> None:
    """In each form, for any text at all."""
    for form in (naming.pascal, naming.camel, naming.key):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*_?", form(text))
    assert re.fullmatch(r"[a-z][a-z0-9_]*", naming.snake(text))
    assert re.fullmatch(r"[a-z][a-z0-9-]*", naming.kebab(text))


@pytest.mark.parametrize(
    ("name", "snake", "label"),
    [
        ("partySize", "party_size", "Party Size"),
        ("URLPath", "url_path", "Url Path"),
        ("table_id", "table_id", "Table Id"),
    ],
)
def test_words_are_found_in_every_case_style(name: str, snake: str, label: str) -> None:
    """Camel, Pascal, snake and abbreviations."""
    assert (naming.snake(name), naming.label(name)) == (snake, label)


@pytest.mark.parametrize(
    "word",
    [
        "reservation",
        "category",
        "box",
        "status",
        "person",
        "leaf",
        "day",
        "address",
        "child",
        "bus",
        "series",
    ],
)
def test_singular_undoes_plural(word: str) -> None:
    """So that `tables` finds `Table`."""
    assert naming.singular(naming.plural(word)) == word


def test_reserved_words_are_avoided() -> None:
    """Neither a word of TypeScript nor what every object has already."""
    assert naming.camel("delete") == "delete_"
    assert naming.key("constructor") == "constructorValue"
    assert naming.key("default") == "default"


def test_variables_are_substituted_once() -> None:
    """What a variable holds is data; an unknown one stays as it is written."""
    values = {"A": "{{B}} ${B}", "B": "x"}
    assert naming.substituted({"k": ["{{A}}", "${B}", "{{C}}", 3]}, values) == {
        "k": ["{{B}} ${B}", "x", "{{C}}", 3]
    }
