"""A decision in the making: what it keeps, what it says once, and what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.actions import PutCheck, RefreshBoard, Say, StopSteps, WakeNext
from bot.core.facts import Facts
from bot.core.run import Run
from bot.core.turn import Turn
from tests.builders import AT, Desk, of, rules

HEAD = "c" * 40


@pytest.fixture
def desk() -> Desk:
    """At the first checkpoint."""
    made = Desk()
    made.until_first_checkpoint()
    return made


def turn_of(run: Run | None, now: float = 2_000.0) -> Turn:
    return Turn(AT, run, Facts(now=now), rules(), actor="owner")


class TestDecided:
    def test_nothing_changed(self, desk: Desk) -> None:
        """A run that is as it was is not saved; what is to be said is said nevertheless."""
        turn = turn_of(desk.the_run)
        turn.say(12, "plan", "Hello")
        turn.set(status=desk.status)
        decision = turn.decided()
        assert decision.run is None
        assert [type(action) for action in decision.actions] == [Say]

    def test_something_changed(self, desk: Desk) -> None:
        """A run that changed gets the next version, and its board is drawn again."""
        turn = turn_of(desk.the_run)
        turn.set(url="http://x")
        turn.note("said so", HEAD)
        decision = turn.decided()
        assert decision.run is not None
        assert decision.run.version == desk.the_run.version + 1
        assert decision.actions == (RefreshBoard(version=decision.run.version),)
        (entry,) = decision.entries
        assert (entry.at, entry.what, entry.actor, entry.commit) == (2_000.0, "said so", "owner", HEAD)

    def test_without_a_run(self) -> None:
        """Who reaches for a run where there is none made a mistake."""
        turn = turn_of(None)
        with pytest.raises(LookupError):
            _ = turn.run
        assert turn.decided().run is None


class TestSteps:
    def test_are_numbered_and_counted(self, desk: Desk) -> None:
        """Each step has a number and a name of its own; attempts are counted for a commit, in an edition."""
        turn = turn_of(desk.the_run)
        turn.start_step("gate", "lint", commit=desk.the_run.head)
        turn.start_step("gate", "lint", commit=HEAD)
        again, other = turn.run.steps[-2:]
        assert (again.attempt, other.attempt) == (2, 1)
        assert (again.number, again.id) == (len(desk.the_run.steps) + 1, f"{again.number}-lint")
        assert other.number == again.number + 1
        assert (again.course, again.edition, again.queued_at) == (1, 1, 2_000.0)

    def test_one_is_changed_alone(self, desk: Desk) -> None:
        """A step is changed by its id, a course by its number; the others stay."""
        turn = turn_of(desk.the_run)
        turn.update_step(turn.run.steps[1], summary="told")
        turn.set_course(turn.run.courses[1], pull=99)
        assert [step.summary == "told" for step in turn.run.steps] == [
            n == 1 for n in range(len(turn.run.steps))
        ]
        assert [course.pull for course in turn.run.courses] == [14, 99]


class TestHalt:
    def test_is_told_once(self, desk: Desk) -> None:
        """For the same reason a run halts once; another reason is told in the place of the first."""
        turn = turn_of(desk.the_run)
        turn.wait("somebody")
        turn.halt("a step", "It broke.", "report.md")
        turn.halt("a step", "It broke.")
        (said,) = of(Say, turn.decided().actions)
        assert (said.number, said.report) == (13, "report.md")
        assert (turn.run.status, turn.run.trouble, turn.run.waiting_for) == ("halted", "It broke.", "")
        turn.halt("another", "It is gone.")
        assert turn.run.trouble == "It is gone."

    def test_after_a_resume_it_is_a_comment_of_its_own(self, desk: Desk) -> None:
        """What halts a run again after somebody resumed it is told again."""
        topics = []
        for resumes in (0, 1):
            turn = turn_of(desk.the_run.model_copy(update={"resumes": resumes}))
            turn.halt("a step", "It broke.")
            topics += [say.topic for say in of(Say, turn.decided().actions)]
        assert len(set(topics)) == 2

    def test_before_there_is_a_pull_request(self) -> None:
        """It is told on the issue where there is nothing else yet."""
        desk = Desk()
        desk.open_issue()
        turn = turn_of(desk.the_run)
        turn.halt("plan", "It broke.")
        assert [say.number for say in of(Say, turn.decided().actions)] == [12]


class TestWait:
    def test_since_when(self, desk: Desk) -> None:
        """The time is that since when people are awaited, whoever it is by now."""
        turn = turn_of(desk.the_run.model_copy(update={"status": "running"}), now=2_000)
        turn.wait("one")
        later = turn_of(turn.run, now=3_000)
        later.wait("one")
        assert later.decided().run is None, "nothing changed"
        later.wait("another")
        assert (later.run.waiting_since, later.run.waiting_for) == (2_000, "another")
        turn.set(status="running")
        turn = turn_of(turn.run, now=4_000)
        turn.wait("one")
        assert turn.run.waiting_since == 4_000


class TestEnd:
    def test_stops_all_that_is_in_flight(self, desk: Desk) -> None:
        """Queued or running, each step is cancelled; check runs end where they began."""
        turn = turn_of(desk.the_run)
        turn.start_step("gate", "lint", commit=HEAD)
        turn.start_step("gate", "compile", commit=HEAD)
        turn.update_step(turn.run.steps[-1], status="running")
        turn.end("cancelled", "enough")
        actions = turn.decided().actions
        assert [len(action.steps) for action in of(StopSteps, actions)] == [2]
        assert [check.name for check in of(PutCheck, actions)] == ["compile"]
        assert len(of(WakeNext, actions)) == 1
        assert (turn.run.in_flight, turn.run.status, turn.run.waiting_for) == ((), "cancelled", "")
        assert {step.ended_at for step in turn.run.steps[-2:]} == {2_000.0}

    def test_with_nothing_in_flight(self, desk: Desk) -> None:
        """Nothing is stopped, and what waits is not waited for any more."""
        turn = turn_of(desk.the_run)
        turn.wait("somebody")
        turn.end("completed", "done")
        assert of(StopSteps, turn.decided().actions) == []
        assert turn.run.waiting_for == ""


SHOWN: dict[str, Any] = {
    "name": "x",
    "commit": HEAD,
    "status": "completed",
    "conclusion": "success",
    "title": "1",
    "summary": "2",
}


class TestCheck:
    @pytest.mark.parametrize(
        ("changed", "is_sent"),
        [
            ({}, False),
            ({"title": "one"}, True),
            ({"summary": "two"}, True),
            ({"attempt": 2}, True),
            ({"conclusion": "failure"}, True),
            ({"status": "in_progress", "conclusion": None}, True),
            ({"commit": "d" * 40}, True),
            ({"name": "y"}, True),
        ],
    )
    def test_only_changes_are_sent(self, desk: Desk, changed: dict[str, Any], *, is_sent: bool) -> None:
        """A check run that shows this already is left alone; whatever else it is to show is sent."""
        before = turn_of(desk.the_run)
        before.check(**SHOWN)
        turn = turn_of(before.run)
        turn.check(**{**SHOWN, **changed})
        assert len(of(PutCheck, turn.decided().actions)) == is_sent

    def test_the_same_action_is_done_once(self, desk: Desk) -> None:
        """What is asked for twice in a decision is one action."""
        turn = turn_of(desk.the_run)
        turn.do(WakeNext(after="a"), WakeNext(after="b"))
        turn.do(WakeNext(after="a"))
        assert len(turn.decided().actions) == 2
