"""What holds for the folder of gates as a whole."""

from __future__ import annotations

import pytest

import bot.gates
from bot.ports.gate import Gate
from bot.registry import load

GATES: dict[str, Gate] = load(bot.gates, "GATE")


def test_every_gate_is_found_by_its_file() -> None:
    """A gate is one file of the same name."""
    assert list(GATES) == ["a11y", "build", "compile", "e2e", "lint", "unit"]


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
def test_a_gate_says_what_it_is_and_needs_known_gates(gate: Gate) -> None:
    """Help and docs are made from the summary; what a gate needs exists and needs nothing itself."""
    assert gate.summary
    assert not gate.summary.endswith(".")
    assert all(not GATES[need].needs for need in gate.needs)
