"""`/help` lists what can be said."""

from __future__ import annotations

from tests.builders import Desk, commands, told


def test_lists_every_command() -> None:
    """Anyone may ask, also where there is no run; each command has its row: what it does and who may say it."""
    answer = told(Desk().comment("reader", "/help"))
    rows = [line for line in answer.splitlines() if line.startswith("| `/")]
    assert len(rows) == len(commands())
    for command in commands().values():
        (row,) = [row for row in rows if f"| {command.summary} |" in row]
        assert row.startswith(f"| `/{command.name}")
        assert row.endswith("| write access |" if command.needs_write else "| everyone |")
