"""A change that takes data away needs an approval that says so; whoever approves without is told how."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.actions import Action, MergePull, MoveBranch, PutCheck, Say
from bot.core.board import build_body, course_body
from bot.core.events import PullReady
from bot.core.facts import ReviewView
from bot.core.losses import is_said, losses_of
from bot.core.run import Course, Run, Step
from tests.builders import Desk, approval, issue_of, of, restaurant

DATE, TABLE = "tickets.due_date", "the table articles"
YES = "I know of the data loss."


def taking(desk: Desk, name: str, *losses: str) -> Desk:
    """The newest step of that name laid what takes data away."""
    steps = list(desk.the_run.steps)
    at = max(place for place, step in enumerate(steps) if step.name == name)
    steps[at] = steps[at].model_copy(update={"losses": losses})
    desk.run = desk.the_run.model_copy(update={"steps": tuple(steps)})
    return desk


@pytest.fixture
def desk() -> Desk:
    """Waits at its first checkpoint, with a change that takes a column and a table away."""
    desk = Desk()
    desk.until_first_checkpoint()
    return taking(desk, "scaffold", DATE, TABLE)


def reviewed(desk: Desk, *reviews: ReviewView, **fields: Any) -> tuple[Action, ...]:
    return desk.wake(**desk.pull(*reviews, **fields))


class TestWords:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (YES, True),
            ("Data\nLoss is fine", True),
            ("", False),
            ("looks good", False),
            ("data, no loss", False),
            ("> counts only if it says data loss\n\nok", False),
            ("> data loss?\n\nYes, data loss.", True),
        ],
    )
    def test_what_says_it(self, text: str, *, told: bool) -> None:
        """The words themselves, in any case; not in what somebody else said."""
        assert is_said(text) == told


class TestApprovals:
    def test_an_approval_without_the_words(self, desk: Desk) -> None:
        """It does not count, the check says why and what is lost, and there is one answer however often one looks."""
        silent = approval("reviewer", desk.the_run.head, id=7, body="Fine by me")
        actions = reviewed(desk, silent)
        (check,) = of(PutCheck, actions)
        assert check.conclusion == "action_required"
        assert check.title.endswith('that says "data loss"')
        for told in ("- tickets.due\\_date", "- the table articles", 'approved without saying "data loss"'):
            assert told in check.summary
        (answer,) = of(Say, actions)
        assert answer.number == desk.course.pull
        assert "approve once more and write `data loss`" in answer.body
        assert of(MoveBranch, actions) == []
        assert of(Say, reviewed(desk, silent)) == []
        assert "in words that say `data loss`" in desk.the_run.waiting_for

    def test_an_approval_that_says_it(self, desk: Desk) -> None:
        """On the head, and by somebody who may: as any other."""
        head = desk.the_run.head
        assert of(MoveBranch, reviewed(desk, approval("owner", head, body=YES))) == []
        assert of(MoveBranch, reviewed(desk, approval("second", "a" * 40, body=YES))) == []
        assert len(of(MoveBranch, reviewed(desk, approval("reviewer", head, body=YES)))) == 1

    def test_the_newest_word_counts(self, desk: Desk) -> None:
        """Who approves once more says it once more."""
        head = desk.the_run.head
        silent, said = approval("reviewer", head, id=8), approval("reviewer", head, id=7, body=YES)
        assert of(MoveBranch, reviewed(desk, said, silent)) == []
        assert len(of(MoveBranch, reviewed(desk, silent, said.model_copy(update={"id": 9})))) == 1

    def test_where_nothing_is_lost(self) -> None:
        """Every approval counts, whatever it says."""
        desk = Desk()
        desk.until_first_checkpoint()
        assert len(of(MoveBranch, reviewed(desk, approval("reviewer", desk.the_run.head)))) == 1

    def test_the_board_says_what_to_write(self, desk: Desk) -> None:
        """On the pull request that takes data away, and on the build pull request until it is merged."""
        run = desk.the_run
        for board in (course_body(run, desk.course), build_body(run)):
            assert "tickets.due\\_date; the table articles" in board
            assert "only if its text says `data loss`" in board
        laid = desk.course.model_copy(update={"laid": True})
        assert "data loss" not in course_body(run, laid)


class TestMerge:
    def test_the_merge_needs_it_too(self) -> None:
        """The build pull request takes away what all of its courses do."""
        desk = Desk()
        desk.until_build_pull()
        taking(desk, "scaffold", DATE)
        reviewed(desk, is_draft=True)
        desk.happen(PullReady(run=desk.the_run.id), **desk.pull())
        head = desk.the_run.head
        assert of(MergePull, reviewed(desk, approval("reviewer", head, id=4))) == []
        assert len(of(MergePull, reviewed(desk, approval("reviewer", head, id=5, body=YES)))) == 1

    def test_without_a_checkpoint_in_the_plan(self) -> None:
        """Nobody's merge alone takes data away: the approval is asked for all the same."""
        plan = restaurant().replace(
            'humanCheckpoints: ["afterDomains", "beforeDeploy"]', 'humanCheckpoints: ["afterDomains"]'
        )
        desk = Desk(issue=issue_of(plan))
        desk.until_build_pull()
        assert desk.course.checkpoint == ""
        taking(desk, "migrate", DATE)
        reviewed(desk, is_draft=True)
        desk.happen(PullReady(run=desk.the_run.id), **desk.pull())
        assert desk.course.checkpoint == "beforeDeploy"
        reviewed(desk, is_merged=True, is_open=False, merge_commit="d" * 40)
        assert (desk.status, "without the approval" in desk.the_run.trouble) == ("halted", True)


def step(name: str, course: int, *losses: str, status: str = "done") -> Step:
    return Step(
        id=f"{course}-{name}", kind="phase", name=name, number=1, course=course, status=status, losses=losses
    )


def run_of(desk: Desk, *steps: Step) -> tuple[Run, Course, Course]:
    run = desk.the_run.model_copy(update={"steps": steps})
    first, last = run.courses
    return run, first, last


class TestLosses:
    def test_each_pull_request_tells_its_own(self, desk: Desk) -> None:
        """A course's is of its steps; the build's of all of them; of what was not laid nothing."""
        run, first, last = run_of(
            desk, step("scaffold", 1, DATE), step("migrate", 2, TABLE), step("api", 2, "x", status="failed")
        )
        assert losses_of(run, first) == (DATE,)
        assert losses_of(run, last) == (DATE, TABLE)
        assert losses_of(run, None) == ()

    def test_another_plan_says_anew_what_is_lost(self, desk: Desk) -> None:
        """What it keeps after all needs no words any more."""
        run, first, last = run_of(desk, step("scaffold", 1, DATE, TABLE), step("replan", 1, TABLE))
        assert losses_of(run, first) == losses_of(run, last) == (TABLE,)
