"""What is found by listing folders."""

from __future__ import annotations

from bot.plugins import Plugins


def test_all_of_it_can_be_read_at_once() -> None:
    """What a worker reads before it forks is all that there is: no job reads a folder of its own."""
    found = Plugins()
    found.read()
    assert {"phases", "gates", "commands", "stacks", "targets", "workflow", "library"} <= vars(found).keys()
    assert all(vars(found).values())
