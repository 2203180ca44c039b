"""Plans as text: every reader of YAML reads what was written."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.plan.reader import read
from bot.core.plan.text import prepare
from bot.core.prd.write import plan_text

FEW = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
LINES = st.lists(st.sampled_from(["", "a: b", "  - c", "# d", "e\\", "f "]), max_size=4).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT | LINES
WORDS = st.sampled_from(
    ["no", "12:30", "012", "2026-12-31", "null", "~", "a: b", "x #y", "{{A}}", "@a", "- a", ""]
)
VALUES = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT | WORDS, inner, max_size=3),
    max_leaves=12,
)


@FEW
@given(st.dictionaries(TEXT.filter(bool), VALUES, min_size=1, max_size=3))
def test_any_value_is_read_again(tree: dict[str, Any]) -> None:
    """The bot's strict reader and another one both read what was written, without a fault."""
    text = plan_text(tree, {})
    prepared = prepare(text.encode(), "")
    assert prepared.problems == ()
    document = read(prepared.content or "")
    assert (document.syntax, document.faults) == (None, [])
    assert document.value == tree
    assert yaml.safe_load(text) == tree


@FEW
@given(st.lists(TEXT, min_size=1, max_size=3))
def test_comments_say_nothing_to_readers(lines: list[str]) -> None:
    """Whatever stands in a comment, the values stay as they are."""
    tree = {"a": {"b": [{"c": 1, "d": "x"}, {"c": 2, "d": "y"}]}}
    said = dict.fromkeys((("a",), ("a", "b"), ("a", "b", 0), ("a", "b", 1, "d")), lines)
    text = plan_text(tree, said)
    assert yaml.safe_load(text) == tree
    assert text.count("# ") >= 4


def test_texts_of_lines_are_blocks() -> None:
    """SQL stands as it was written."""
    assert plan_text({"database": {"sql": "create table a (\n  id uuid\n);\n"}}, {}) == (
        "database:\n  sql: |\n    create table a (\n      id uuid\n    );\n"
    )
