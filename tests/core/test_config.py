"""The repository's own configuration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.config import Config, read_config


def test_reads_what_it_documents() -> None:
    """`start` and `approvals.self` take effect."""
    config = read_config(b"start: command\napprovals: {self: true}\n")
    assert (config.start, config.approvals.self_, config.problem) == ("command", True, "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"strat: command\n", "did you mean `start`"),
        (b"start: later\n", "`start`"),
        (b"approvals: {self: maybe}\n", "approvals.self"),
        (b"problem: none\n", "not a mapping"),
        (b"- start\n", "not a mapping"),
        (b"start: [\n", "no YAML"),
        (b"a" * 70_000, "larger than"),
        (b"\xff\xfe\x00", "no YAML"),
    ],
)
def test_what_cannot_be_used_is_named_and_defaults_hold(text: bytes, told: str) -> None:
    """A broken configuration never opens anything: the defaults hold, and the fault is told."""
    config = read_config(text)
    assert told in config.problem
    assert config.model_copy(update={"problem": ""}) == Config()


@given(st.binary(max_size=200))
def test_never_breaks(data: bytes) -> None:
    """Any bytes are read without an error, and none lets people approve their own work by accident."""
    config = read_config(data)
    assert config.problem or b"self" in data or not config.approvals.self_
