"""`/build cancel` ends the run and keeps what was laid."""

from __future__ import annotations

from bot.core.actions import RemoveBranch, StopSteps, WakeNext
from tests.builders import Desk, of, told


def test_stops_what_runs() -> None:
    """The step in flight is stopped, the run ended, the next in the queue woken; no branch is removed."""
    desk = Desk()
    desk.open_issue()
    actions = desk.comment("owner", "/build cancel")
    assert desk.status == "cancelled"
    assert of(StopSteps, actions)[0].steps == ("1-plan",)
    assert [step.status for step in desk.the_run.steps] == ["cancelled"]
    assert len(of(WakeNext, actions)) == 1
    assert of(RemoveBranch, actions) == []
    assert desk.the_run.branch in told(actions)


def test_by_a_reader() -> None:
    """A reader cancels nothing."""
    desk = Desk()
    desk.open_issue()
    assert "needs write access" in told(desk.comment("reader", "/build cancel"))
    assert desk.status == "running"


def test_what_is_over() -> None:
    """What is not there, or over, is not cancelled; of what is over it is said how it ended."""
    desk = Desk()
    assert "There is no run here" in told(desk.comment("owner", "/build cancel"))
    desk.open_issue()
    desk.comment("owner", "/build cancel")
    answer = told(desk.comment("owner", "/build cancel"))
    assert "The run is over" in answer
    assert "Cancelled" in answer
