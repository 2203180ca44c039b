"""What a plan costs grows with the plan: twice the entities, twice the work. Counted in lines run, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from bot.core.plan.load import load
from tests.large import large_plan
from tests.phases.trees import ROOT, laid

OURS = (str(ROOT / "bot"), str(ROOT / "phases"), str(ROOT / "templates"))


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of our own code and templates run, loops counted each time around."""
    count = 0

    def local(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return local

    def entered(frame: FrameType, event: str, argument: Any) -> Any:
        return local(frame, event, argument) if frame.f_code.co_filename.startswith(OURS) else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def checked(text: str) -> None:
    assert load(text).problems == ()


def generated(text: str) -> None:
    plan = load(text).plan
    assert plan is not None
    assert laid(plan, text)


@pytest.mark.parametrize("in_domain", [10, 1000], ids=["many domains", "one domain"])
@pytest.mark.parametrize("work", [checked, generated])
def test_work_grows_with_the_plan(work: Callable[[str], None], in_domain: int) -> None:
    """Another ten entities cost what the ten before them did: not one line more for each pair of them."""
    texts = [large_plan(entities, in_domain) for entities in (10, 20, 30)]
    work(texts[-1])  # What is kept from plan to plan is the same for all three then.
    small, middle, large = (lines_run(partial(work, text)) for text in texts)
    assert abs((large - middle) - (middle - small)) < 10 * 10
