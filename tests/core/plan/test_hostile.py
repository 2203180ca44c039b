"""Hostile and broken texts: a clear problem within bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.core.plan.hostile import HOSTILE

Told = list[tuple[str, int, int, str]]


@pytest.fixture(scope="module")
def told() -> dict[str, Told]:
    """What each text got within the limits of the program that reads them; nothing for one that went beyond."""
    command = [sys.executable, "-m", "tests.core.plan.hostile"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {name: [tuple(one) for one in found] for name, found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_clear_problem_within_limits(name: str, told: dict[str, Told]) -> None:
    """Each text has its problem, with a place, in a bounded list, without more time or memory than it may take."""
    assert name in told
    _, code = HOSTILE[name]
    assert code in {found[0] for found in told[name]}
    assert all(line >= 1 and column >= 1 for _, line, column, _ in told[name])
    assert all(len(message) <= 700 for *_, message in told[name])
    assert len(told[name]) < 400
