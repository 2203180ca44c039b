"""Secrets are kept out of text, whole or in pieces."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.redact import REDACTED, Redactor, redact

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----"
SHAPES = [
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "ghs_12345_eyJhbGciOi.eyJpc3Mi-x_y.c2ln" + "x" * 480,
    "github_pat_11ABCDEFG0_abcdef",
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2ln-_",
    KEY,
    "sk_test_" + "4" * 24,
    "AKIAIOSFODNN7EXAMPLE",
]


@pytest.mark.parametrize("secret", SHAPES)
def test_a_secret_is_known_by_its_shape(secret: str) -> None:
    """Of any length: GitHub's tokens grew from 40 characters to 520."""
    assert redact(f"before {secret} after") == f"before {REDACTED} after"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Authorization: Bearer abcdef123456", f"Authorization: Bearer {REDACTED}"),
        ("authorization: basic eC1hY2Nlc3M6dA==", f"authorization: basic {REDACTED}"),
        (
            "git clone https://x-access-token:t0k@github.com/o/r",
            f"git clone https://{REDACTED}@github.com/o/r",
        ),
        ("postgresql://u:p%40w@db:5432/d", f"postgresql://{REDACTED}@db:5432/d"),
        ("key:\n-----BEGIN PRIVATE KEY-----\nMIIE", f"key:\n{REDACTED}"),
    ],
)
def test_what_names_a_secret_stays(text: str, clean: str) -> None:
    """So that one sees where it was; a key that is cut off is still a key."""
    assert redact(text) == clean


@pytest.mark.parametrize(
    "text", ["", "https://github.com/o/r@v1", "a bearer of news", "high_five", "12:30 a@b.c"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    """Nothing that merely looks a little alike."""
    assert redact(text) == text


def test_a_secret_is_known_by_its_value() -> None:
    """Also each line of one that has several; too short ones are left, or nothing could be read."""
    assert (
        redact("x hunter-22 y line-two! z", ["hunter-22", "line-one\nline-two!", "x"])
        == f"x {REDACTED} y {REDACTED} z"
    )


@given(st.lists(st.integers(0, 700), max_size=12), st.sampled_from(SHAPES))
def test_no_border_between_pieces_lets_a_secret_through(borders: list[int], secret: str) -> None:
    """In whatever pieces a text comes, what is shown is what would be shown of the whole."""
    text = f"one line\nthe {secret} and hunter-22 more\nthe end"
    redactor = Redactor(["hunter-22"])
    places = [0, *sorted(min(border, len(text)) for border in borders), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(places)]
    assert "".join(map(redactor.feed, pieces)) + redactor.flush() == redactor(text)


def test_a_key_that_comes_line_by_line_is_left_out() -> None:
    """Also where each piece is just a line of it."""
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\n"
    redactor = Redactor()
    shown = [redactor.feed(line) for line in f"before\n{key}after\n".splitlines(keepends=True)]
    assert "".join(shown) + redactor.flush() == f"before\n{REDACTED}\nafter\n"


def test_a_huge_key_is_dropped_to_its_end() -> None:
    """However many lines it has, none is shown."""
    redactor = Redactor()
    pieces = [
        "-----BEGIN PRIVATE KEY-----\n",
        *["MIIEow" * 10 + "\n"] * 1000,
        "-----END PRIVATE KEY-----\nafter\n",
    ]
    shown = "".join(map(redactor.feed, pieces)) + redactor.flush()
    assert "MIIEow" not in shown
    assert shown.endswith("\nafter\n")


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    """Megabytes without a line break are shown on the way, secrets still left out."""
    redactor = Redactor(["hunter-22"])
    shown = [redactor.feed("word hunter-22 " * 100) for _ in range(1000)]
    assert len("".join(shown)) > 1_000_000
    assert "hunter" not in "".join(shown) + redactor.flush()


def test_a_secret_without_end_is_dropped_to_its_end() -> None:
    """A huge token is not held for ever, and not shown either."""
    redactor = Redactor()
    shown = "".join(
        [redactor.feed("see ghs_"), *(redactor.feed("a" * 1000) for _ in range(100)), redactor.feed(" end\n")]
    )
    assert shown + redactor.flush() == f"see {REDACTED} end\n"
