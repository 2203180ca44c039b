"""Which lines of a comment are commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.slash import nearest, slashes


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("/build", ["/build"]),
        ("/build retry Lint", ["/build retry lint"]),
        ("/Build", ["/build"]),
        ("/BUILD STATUS", ["/build status"]),
        ("/Help", ["/help"]),
        ("please\n/build status\nthanks\r\n/help\r\n", ["/build status", "/help"]),
        ("/bulid status", ["/bulid status"]),
        ("/merge", []),
        ("/usr/bin/build", []),
        (" /build", []),
        ("> /build", []),
        ("~~~sh\n/build cancel\n~~~\n/help", ["/help"]),
        ("```\n/build cancel", []),
        ("<!-- /build\n/build cancel\n-->\n/build", ["/build"]),
        ("<!-- /build cancel", []),
    ],
)
def test_slashes(body: str, found: list[str]) -> None:
    """A command starts its line, outside code, quotes and comments; other bots' commands are not ours."""
    assert [slash.text for slash in slashes(body)] == found


@given(st.text(max_size=400))
def test_never_breaks(body: str) -> None:
    """Any text is read without an error, and what is found is always one line of words."""
    for slash in slashes(body):
        assert slash.words
        assert "\n" not in slash.text


def test_nearest() -> None:
    """The closest command is offered, and none when nothing is close."""
    assert nearest(["build", "statsu"], ["build status", "build resume"]) == "build status"
    assert nearest(["xyzzy"], ["build status"]) == ""
