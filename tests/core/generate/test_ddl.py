"""Names in SQL."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from bot.core.generate.ddl import quote

THEIRS = postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


@pytest.mark.parametrize("word", sorted(THEIRS.reserved_words))
def test_a_reserved_word_is_quoted(word: str) -> None:
    """As SQLAlchemy has it, which keeps PostgreSQL's list."""
    assert quote(word) == f'"{word}"'


@given(st.text(st.characters(exclude_characters="\0%"), min_size=1))
@example("partySize")
@example("party_size2")
@example("2nd")
@example('a"b')
def test_names_are_quoted_where_they_have_to_be(name: str) -> None:
    """What PostgreSQL would fold or misread is quoted; plain names are left as they are."""
    assert quote(name) == THEIRS.quote(name)
