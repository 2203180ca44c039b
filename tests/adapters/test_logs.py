"""What is logged, by whom ever, holds no secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.adapters.logs import configure

TOKEN = "ghs_" + "a" * 40


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure("info", "json", ["hunter-22"], stream)
    yield stream
    structlog.reset_defaults()
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def test_every_value_is_cleaned(lines: io.StringIO) -> None:
    """Nested ones, exceptions and objects too."""
    structlog.get_logger("a").info(
        "pushed", url="https://u:pw@h/", nested={"k": [TOKEN]}, other=ValueError("hunter-22")
    )
    try:
        raise RuntimeError(f"with {TOKEN}")
    except RuntimeError:
        structlog.get_logger("a").exception("broke", run="r1")
    shown = lines.getvalue()
    assert "hunter" not in shown
    assert "ghs_" not in shown
    assert "pw" not in shown
    assert json.loads(shown.splitlines()[1])["run"] == "r1"


def test_libraries_are_cleaned_too(lines: io.StringIO) -> None:
    """Their logging takes the same way."""
    logging.getLogger("some.library").warning("sent %s", TOKEN)
    line = json.loads(lines.getvalue())
    assert line["event"] == "sent [redacted]"
    assert line["level"] == "warning"
