"""The plans beside these tests."""

from __future__ import annotations

import pytest

from bot.core.plan.checks import Around
from bot.core.plan.load import load
from tests.phases.trees import LIBRARY, PLANS, plan_text

SOUND = sorted(path.stem for path in PLANS.glob("*.yaml") if path.stem != "unsound")


@pytest.mark.parametrize("name", SOUND)
def test_is_sound(name: str) -> None:
    """What phases are tried on is what they are given: plans that the checks let through."""
    loaded = load(plan_text(name), around=Around(library=frozenset(LIBRARY)))
    assert [(each.pointer, each.message) for each in loaded.errors] == []
