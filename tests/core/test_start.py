"""What becomes of an issue that is opened or edited."""

from __future__ import annotations

import pytest

from bot.core.actions import Say, StartStep
from bot.core.config import Config
from bot.core.facts import IssueView
from bot.core.plan.checks.examples import EXAMPLE
from tests.builders import Desk, issue_of, of, restaurant, told

BAD = restaurant().replace("nextjs-15", "nextjs-14")
OTHER = restaurant().replace("Bali Bites", "Java Bites")


@pytest.mark.parametrize(
    "issue",
    [
        None,
        issue_of(restaurant()).model_copy(update={"is_pull": True}),
        issue_of(restaurant()).model_copy(update={"is_open": False}),
        issue_of(BAD).model_copy(update={"is_open": False}),
        issue_of("").model_copy(update={"body": "It is broken"}),
    ],
    ids=["gone", "a pull request", "closed", "closed and bad", "no plan"],
)
def test_what_is_left_alone(issue: IssueView | None) -> None:
    """What is no open issue with a plan gets neither a run nor a word."""
    desk = Desk(issue=issue)
    assert desk.open_issue() == ()
    assert desk.run is None


@pytest.mark.parametrize(
    ("author", "editor", "starts"),
    [
        ("owner", "owner", True),
        ("owner", "reader", False),
        ("reader", "owner", False),
        ("owner", "reviewer", True),
    ],
)
def test_who_starts_a_run_by_editing(author: str, editor: str, *, starts: bool) -> None:
    """An edit starts a run only where both who wrote the issue and who edited it may: the editor, who starts it."""
    desk = Desk(issue=issue_of(restaurant(), author=author))
    actions = desk.open_issue(editor)
    assert bool(of(StartStep, actions)) == starts
    if starts:
        assert desk.the_run.requester == editor
    else:
        assert "comments `/build` to start" in of(Say, actions)[0].body


def test_one_who_may_start_is_told_how() -> None:
    """With `start: command` a writer reads that a comment is all that is missing."""
    (said,) = of(Say, Desk(config=Config(start="command")).open_issue())
    assert "**Next:** comment `/build` to start." in said.body


def test_the_summary_is_the_plan_s_comment() -> None:
    """What the plan builds and its digest are in the one comment that is edited later on."""
    (said,) = of(Say, Desk(config=Config(start="command")).open_issue())
    assert (said.number, said.topic) == (12, "plan")
    assert "restaurant-booking" in said.body
    assert "Plan digest" in said.body


def test_warnings_are_told() -> None:
    """A plan that is sound with a warning is built, and the warning is in its summary."""
    desk = Desk(issue=issue_of(EXAMPLE.replace("[10, 100]", "[10, 50]")))
    actions = desk.comment("owner", "/build plan")
    assert "The plan is sound" in told(actions)
    assert "plan.stages-end" in told(actions)
    desk.open_issue()
    assert desk.status == "running"


class TestEditedIssue:
    def test_the_same_plan_says_nothing(self) -> None:
        """An edit beside the plan is no business of ours."""
        desk = Desk()
        desk.open_issue()
        assert of(Say, desk.open_issue()) == []

    def test_another_plan(self) -> None:
        """The run goes on with the plan as frozen, and says so."""
        desk = Desk()
        desk.open_issue()
        (said,) = of(Say, desk.open_issue(issue=issue_of(OTHER)))
        assert "as frozen" in said.body
        assert desk.the_run.edition == 1

    def test_a_bad_plan(self) -> None:
        """What was frozen was sound: problems of the issue's text do not matter any more."""
        desk = Desk()
        desk.open_issue()
        (said,) = of(Say, desk.open_issue(issue=issue_of(BAD)))
        assert "as frozen" in said.body

    def test_after_the_plan_was_edited_on_the_branch(self) -> None:
        """The issue's plan is an old one then, whatever it says: nothing is told."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.wake(**desk.pull(head_sha="c" * 40), tip_plan=OTHER)
        assert desk.the_run.edition == 2
        assert of(Say, desk.open_issue()) == []

    def test_after_the_end(self) -> None:
        """An edit starts no second run, whoever made it: `/build` does. Problems are told."""
        desk = Desk()
        desk.open_issue()
        desk.comment("owner", "/build cancel")
        first = desk.the_run
        assert desk.open_issue(issue=issue_of(OTHER)) == ()
        assert desk.the_run == first
        (said,) = of(Say, desk.open_issue(issue=issue_of(BAD)))
        assert "nextjs-15" in said.body


class TestTheRun:
    def test_is_as_the_issue_and_the_repository_say(self) -> None:
        """Who asked, from which issue, into which branch, with which plan, by which version of ours."""
        desk = Desk(default_branch="trunk", runs_before=2)
        desk.open_issue()
        run = desk.the_run
        assert (run.issue, run.author, run.requester) == (12, "owner", "owner")
        assert (run.base, run.branch) == ("trunk", "drystone/12-restaurant-booking-3")
        assert (run.plan_text.strip(), run.project) == (restaurant().strip(), "restaurant-booking")
        assert (run.engine, run.created_at) == ("test", 1001)
        assert [course.checkpoint for course in run.courses] == ["afterDomains", "beforeDeploy"]

    def test_the_same_issue_again_has_another_name(self) -> None:
        """Each run of an issue has a name of its own, the same each time that it is worked out."""
        names = []
        for before in (0, 0, 1):
            desk = Desk(runs_before=before)
            desk.open_issue()
            names.append(desk.the_run.id)
        assert names[0] == names[1] != names[2]
