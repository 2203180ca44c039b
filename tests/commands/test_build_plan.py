"""`/build plan` shows what would be built."""

from __future__ import annotations

import pytest

from bot.core.config import Config
from tests.builders import Desk, issue_of, names, restaurant, told


@pytest.mark.parametrize("who", ["owner", "reader"])
def test_starts_nothing(who: str) -> None:
    """Anyone may ask; the plan is summarized, and nothing is started."""
    desk = Desk(config=Config(start="command"))
    actions = desk.comment(who, "/build plan")
    assert "The plan is sound" in told(actions)
    assert "Nothing is started by this." in told(actions)
    assert desk.run is None


def test_problems() -> None:
    """A plan with problems is answered with all of them."""
    text = restaurant().replace("nextjs-15", "nextjs-14").replace("auth: clerk", "auth: clark")
    answer = told(Desk(issue=issue_of(text)).comment("reader", "/build plan"))
    assert "nextjs-15" in answer
    assert "clerk" in answer


def test_no_plan() -> None:
    """Where there is no plan, that is the answer."""
    desk = Desk(issue=issue_of("").model_copy(update={"body": "Hello"}))
    assert "holds no plan" in told(desk.comment("owner", "/build plan"))


def test_while_a_run_is_under_way() -> None:
    """A run is not disturbed by the question."""
    desk = Desk()
    desk.open_issue()
    steps = desk.the_run.steps
    assert names(desk.comment("owner", "/build plan"), desk) == []
    assert desk.the_run.steps == steps
