"""The repository's own configuration."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.config import Config, config_keys, config_schema, read_config


def test_reads_what_it_documents() -> None:
    """`start` and each key of `approvals` take effect; logins may have their `@`."""
    config = read_config(
        b"start: command\napprovals: {self: true, approvers: ['@reviewer', second], owners: true}\n"
    )
    assert (config.start, config.problem) == ("command", "")
    approvals = config.approvals
    assert (approvals.self_, approvals.approvers, approvals.owners) == (True, ("reviewer", "second"), True)
    assert read_config(b"") == read_config(b"# nothing yet\n") == Config()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            b"strat: command\n",
            "line 1: `strat` is no key; there are `start`, `approvals` (did you mean `start`?)",
        ),
        (b"start: later\n", "line 1: `start`: Input should be 'auto' or 'command'"),
        (b"# ours\napprovals:\n  self: maybe\n", "line 3: `approvals.self`"),
        (b"approvals:\n  aprovers: [me]\n", "line 2: `approvals.aprovers` is no key"),
        (b"approvals:\n  aprovers: [me]\n", "did you mean `approvers`?"),
        (b"approvals: {approvers: me}\n", "`approvals.approvers`: a list is due here"),
        (
            b"approvals:\n  approvers:\n    - me\n    - ours/team\n",
            "line 4: `approvals.approvers.1`: who is in a team",
        ),
        (b"approvals: {approvers: [me@x.org]}\n", "not a person's login"),
        (b"approvals: {self: yes}\n", "line 1: Some readers of YAML"),
        (b"a: &x 1\n", "line 1: Anchors are not allowed"),
        (b"start: auto\nstart: command\n", "line 2: `start` is here twice"),
        (b"problem: none\n", "`problem` is no key"),
        (b"- start\n", "not a mapping"),
        (b"start: [\n", "no YAML"),
        (b"a" * 70_000, "larger than"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
)
def test_what_cannot_be_used_is_named(text: bytes, told: str) -> None:
    """A fault is told with its line, what there is, and the nearest; nothing of such a file takes effect."""
    config = read_config(text)
    assert told in config.problem
    assert config.model_copy(update={"problem": ""}) == Config()


def test_the_published_schema() -> None:
    """The schema for editors has every key that is read, and accepts no other."""
    schema = json.loads(config_schema())
    approvals = schema["$defs"]["Approvals"]
    assert schema["additionalProperties"] is approvals["additionalProperties"] is False
    keys = {*schema["properties"], *(f"approvals.{key}" for key in approvals["properties"])}
    assert keys - {"approvals"} == {key for key, _, _ in config_keys()}


@given(st.binary(max_size=200))
def test_never_breaks(data: bytes) -> None:
    """Any bytes are read without an error, and none lets people approve their own work by accident."""
    config = read_config(data)
    assert config.problem or b"self" in data or not config.approvals.self_
