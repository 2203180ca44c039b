"""`/build status` says where the run is and on whom it waits."""

from __future__ import annotations

from tests.builders import Desk, told


def test_no_run() -> None:
    """Without a run the answer says how one is started."""
    assert "There is no run here" in told(Desk().comment("reader", "/build status"))


def test_waiting() -> None:
    """Anyone may ask, and reads who is awaited, with every step so far."""
    desk = Desk()
    desk.until_first_checkpoint()
    desk.wake(**desk.pull())
    answer = told(desk.comment("reader", "/build status", **desk.pull()))
    assert "an approval by **reviewer**, **second**" in answer
    assert "**domains**" in answer
    assert desk.status == "waiting"


def test_halted() -> None:
    """The reason of a halt is told again."""
    desk = Desk()
    desk.open_issue()
    desk.finish("plan", "failed")
    assert "plan ended" in told(desk.comment("reader", "/build status"))


def test_ended() -> None:
    """A run that has ended still tells how."""
    desk = Desk()
    desk.open_issue()
    desk.comment("owner", "/build cancel")
    assert "Cancelled" in told(desk.comment("reader", "/build status"))
