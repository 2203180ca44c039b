"""`/build why` says what is awaited, of whom, since when, and what would move it."""

from __future__ import annotations

from typing import Any

from tests.builders import Desk, approval, told


def why(desk: Desk, **facts: Any) -> str:
    return told(desk.comment("reader", "/build why", **facts))


def test_no_run() -> None:
    """Without a run the answer says how one is started."""
    assert "There is no run here" in why(Desk())


def test_running() -> None:
    """What is under way, since when, and that nobody has to do anything."""
    desk = Desk()
    desk.open_issue()
    answer = why(desk)
    assert "**plan** waits for a free worker since " in answer
    assert "Nobody has to do anything" in answer


def test_waiting_for_an_approval() -> None:
    """Who may approve, on which commit, since when, whose review does not count and why, and what to do."""
    desk = Desk()
    desk.until_first_checkpoint()
    desk.wake(**desk.pull())
    answer = why(desk, **desk.pull(approval("owner", desk.the_run.head)))
    assert "an approval by **reviewer**, **second**" in answer
    assert f"on commit {desk.the_run.head}" in answer
    assert "(since 1970-01-01 00:" in answer
    assert "**owner** asked for this run" in answer
    assert f"An approving review of #{desk.course.pull} on its newest commit" in answer


def test_waiting_for_changes() -> None:
    """Somebody objected: where fixes go, and who has to be satisfied."""
    desk = Desk()
    desk.until_first_checkpoint()
    objection = approval("second", desk.the_run.head).model_copy(update={"state": "CHANGES_REQUESTED"})
    desk.wake(**desk.pull(objection))
    answer = why(desk, **desk.pull(objection))
    assert f"Push what was asked for to `{desk.course.branch}`" in answer
    assert "have **second** approve" in answer


def test_queued() -> None:
    """Behind whom, and what ends that."""
    desk = Desk(ahead=7)
    desk.open_issue()
    answer = why(desk)
    assert "In the queue since 1970-01-01 00:" in answer
    assert "the run of #7 ends" in answer
    assert "Nothing is ahead of it any more" in why(desk, ahead=0)


def test_halted() -> None:
    """The reason and the way out are told again."""
    desk = Desk()
    desk.open_issue()
    desk.finish("plan", "failed")
    assert "`/build resume` goes on from plan" in why(desk)


def test_ended() -> None:
    """Nothing is awaited any more."""
    desk = Desk()
    desk.open_issue()
    desk.comment("owner", "/build cancel")
    assert "nothing is awaited" in why(desk)
