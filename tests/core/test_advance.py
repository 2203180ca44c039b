"""What is due next, whatever happened, and however often it is told."""

from __future__ import annotations

from bot.core import words
from bot.core.actions import MarkReady, MergePull, MoveBranch, OpenPull, PutCheck, RemoveBranch
from bot.core.events import (
    Actor,
    ApprovalWithdrawn,
    BranchMoved,
    BranchPushed,
    MoveRefused,
    PullEmpty,
    PullReady,
    StepStarted,
)
from tests.builders import AT, Desk, approval, issue_of, names, of, restaurant


def three_courses() -> Desk:
    """All three checkpoints are listed, and the first course is laid and moved."""
    plan = restaurant().replace(
        'humanCheckpoints: ["afterDomains"', 'humanCheckpoints: ["afterScaffold", "afterDomains"'
    )
    desk = Desk(issue=issue_of(plan))
    desk.open_issue()
    desk.finish("plan")
    desk.open_pull(desk.the_run.branch, 13)
    desk.finish("scaffold")
    desk.open_pull(desk.course.branch, 14)
    for gate in ("compile", "lint"):
        desk.finish(gate)
    return desk


class TestMovedTwice:
    def test_the_next_course_stands(self) -> None:
        """A move that is told twice lays one course: the next one, a checkpoint's too, is not taken for laid."""
        desk = three_courses()
        head = desk.the_run.head
        (move,) = of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", head))))
        moved = BranchMoved(run=desk.the_run.id, course=move.course, commit=move.commit)
        assert names(desk.happen(moved), desk) == ["assemble"]
        assert names(desk.happen(moved), desk) == []
        assert [course.laid for course in desk.the_run.courses] == [True, False, False]

    def test_only_what_was_moved_is_removed(self) -> None:
        """The course's branch is removed at the commit that was moved, and at no other."""
        desk = three_courses()
        head = desk.the_run.head
        desk.wake(**desk.pull(approval("reviewer", head)))
        (gone,) = of(RemoveBranch, desk.happen(BranchMoved(run=desk.the_run.id, course=1, commit=head)))
        assert gone.commit == head


class TestUsedApproval:
    def test_withdrawn(self) -> None:
        """An approval that was gone when it was to be used is waited for again, and then used."""
        desk = three_courses()
        head = desk.the_run.head
        (first,) = of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", head))))
        gone = approval("reviewer", head, state="DISMISSED")
        desk.happen(ApprovalWithdrawn(run=desk.the_run.id), **desk.pull(gone))
        assert "an approval by" in desk.the_run.waiting_for
        (second,) = of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", head, id=2))))
        assert second.key != first.key


class TestRefused:
    def test_a_refused_pull_request_is_opened_on_resume(self) -> None:
        """What the forge refused once is asked of it again when a person resumes the run."""
        desk = Desk()
        desk.open_issue()
        (first,) = of(OpenPull, desk.finish("plan"))
        desk.happen(MoveRefused(run=desk.the_run.id, branch=first.head, reason="no"))
        assert desk.status == "halted"
        (second,) = of(OpenPull, desk.comment("owner", "/build resume"))
        assert second.head == first.head

    def test_a_refused_draft_mark(self) -> None:
        """A pull request that the forge would not take out of draft is tried again on resume."""
        desk = Desk()
        desk.until_build_pull()
        facts = desk.pull(is_draft=True)
        desk.wake(**facts)
        desk.happen(MoveRefused(run=desk.the_run.id, branch=desk.the_run.branch, reason="no"))
        assert len(of(MarkReady, desk.comment("owner", "/build resume", **facts))) == 1


class TestDraft:
    def test_where_drafts_are_refused(self) -> None:
        """A pull request that could not be a draft is marked as ready too, and early approvals do not count."""
        desk = Desk()
        desk.until_build_pull()
        early = approval("reviewer", desk.the_run.head, id=5)
        actions = desk.wake(**desk.pull(early))
        assert (len(of(MarkReady, actions)), of(MergePull, actions)) == (1, [])
        actions = desk.happen(PullReady(run=desk.the_run.id), **desk.pull(early))
        assert of(MergePull, actions) == []

    def test_a_person_makes_it_a_draft_again(self) -> None:
        """A person who makes a ready pull request a draft again holds it back, and is told on whom it waits."""
        desk = Desk()
        desk.until_build_pull()
        desk.wake(**desk.pull())
        desk.happen(PullReady(run=desk.the_run.id), **desk.pull())
        yes = approval("reviewer", desk.the_run.head, id=6)
        assert of(MergePull, desk.wake(**desk.pull(yes, is_draft=True))) == []
        assert "out of draft" in desk.the_run.waiting_for
        assert of(MergePull, desk.wake(**desk.pull(yes))) == []
        assert "an approval by" in desk.the_run.waiting_for
        again = approval("reviewer", desk.the_run.head, id=7)
        assert len(of(MergePull, desk.wake(**desk.pull(yes, again)))) == 1

    def test_an_approval_from_before_stays_too_early(self) -> None:
        """What was given while it was a draft first is not forgotten when it is made a draft again."""
        desk = Desk()
        desk.until_build_pull()
        early = approval("reviewer", desk.the_run.head, id=9)
        desk.wake(**desk.pull(early, is_draft=True))
        desk.happen(PullReady(run=desk.the_run.id), **desk.pull(early))
        desk.wake(**desk.pull(approval("second", desk.the_run.head, id=3, state="COMMENTED"), is_draft=True))
        assert of(MergePull, desk.wake(**desk.pull(early))) == []


class TestChecks:
    def test_the_check_tells_of_a_review_that_does_not_count(self) -> None:
        """A check whose title stays is sent again when what it tells changes."""
        desk = three_courses()
        desk.wake(**desk.pull())
        (check,) = of(PutCheck, desk.wake(**desk.pull(approval("reader", desk.the_run.head))))
        assert "has no write access" in check.summary

    def test_a_cancelled_gate_does_not_run_for_ever(self) -> None:
        """The check run of a gate that a cancelled run had under way ends as cancelled."""
        desk = three_courses()
        desk.comment("owner", "/build retry lint")
        desk.happen(StepStarted(run=desk.the_run.id, step=desk.the_run.in_flight[0].id))
        (check,) = of(PutCheck, desk.comment("owner", "/build cancel"))
        assert (check.name, check.status, check.conclusion) == ("lint", "completed", "cancelled")


class TestClosed:
    def test_while_a_step_is_in_flight(self) -> None:
        """A pull request that is closed while a phase is laid ends the run at once, and stops the step."""
        desk = Desk()
        desk.open_issue()
        desk.finish("plan")
        desk.open_pull(desk.the_run.branch, 13)
        desk.wake(closed_pull=13)
        assert (desk.status, desk.the_run.in_flight) == ("cancelled", ())

    def test_while_halted(self) -> None:
        """A halted run ends too: otherwise it would hold up all that queue behind it."""
        desk = Desk()
        desk.open_issue()
        desk.finish("plan", "failed")
        assert desk.status == "halted"
        desk.wake(closed_pull=13)
        assert desk.status == "cancelled"

    def test_once(self) -> None:
        """A run that ends by a command is not ended again by what the forge says at the same time."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.comment("owner", "/build cancel", **desk.pull(is_open=False))
        assert [entry.what for entry in desk.entries[-2:]] == ["/build cancel", "cancelled by owner"]


class TestTrouble:
    def test_does_not_keep_a_run_from_being_cancelled(self) -> None:
        """A run that the forge does not let us look at can be ended."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.comment("owner", "/build cancel", trouble="The App may not read reviews.")
        assert desk.status == "cancelled"

    def test_what_happened_is_kept(self) -> None:
        """Where the forge does not let a run be looked at, the event counts, and the run halts with the reason."""
        desk = Desk()
        desk.open_issue()
        desk.happen(StepStarted(run=desk.the_run.id, step="1-plan"))
        pushed = BranchPushed(workspace=AT, branch="b", before="", after="", actor=Actor(login="second"))
        desk.happen(pushed, trouble="The App may not read reviews.")
        assert desk.the_run.pushers == ("second",)
        assert (desk.status, desk.the_run.trouble) == ("halted", "The App may not read reviews.")

    def test_queued_says_behind_whom(self) -> None:
        """A queued run tells behind whose run it waits, and stops telling when it begins."""
        desk = Desk()
        desk.open_issue(ahead=7)
        assert "#7" in desk.the_run.waiting_for
        desk.wake(ahead=0)
        assert (desk.status, desk.the_run.waiting_for) == ("running", "")


class TestMergedEarly:
    def test_before_all_commits_are_there(self) -> None:
        """A pull request merged while its course is laid halts; the rest gets one of its own."""
        desk = three_courses()
        head = desk.the_run.head
        desk.wake(**desk.pull(approval("reviewer", head)))
        desk.happen(BranchMoved(run=desk.the_run.id, course=1, commit=head))
        desk.finish("assemble")
        desk.open_pull(desk.course.branch, 15)
        early = desk.the_run.head
        for name in ("domains", "compile", "lint"):
            desk.finish(name)
        merged = desk.pull(is_merged=True, is_open=False, head_sha=early, merge_commit=early)
        desk.wake(**{**merged, "tip": desk.the_run.head})
        assert (desk.status, desk.course.pull) == ("halted", 0)
        (again,) = of(OpenPull, desk.comment("owner", "/build resume"))
        assert again.head == desk.course.branch


class TestRetry:
    def test_a_gate_of_a_tip_that_nobody_told_of(self) -> None:
        """Retrying a gate after a push that nobody told of runs the gates of the new tip, each once."""
        desk = three_courses()
        started = names(desk.comment("owner", "/build retry lint", **desk.pull(head_sha="d" * 40)), desk)
        assert sorted(started) == ["compile", "lint"]
        assert {step.commit for step in desk.the_run.in_flight} == {"d" * 40}

    def test_a_gate_of_a_laid_course(self) -> None:
        """A gate of a course that is laid is not run again: nothing would change."""
        desk = three_courses()
        head = desk.the_run.head
        desk.wake(**desk.pull(approval("reviewer", head)))
        desk.happen(BranchMoved(run=desk.the_run.id, course=1, commit=head))
        assert names(desk.comment("owner", "/build retry lint"), desk) == []


class TestEditedPlan:
    LISTED = 'humanCheckpoints: ["afterDomains", "beforeDeploy"]'
    FEWER = 'humanCheckpoints: ["afterDomains"]'

    def edited(self, before: str, after: str) -> Desk:
        """At the first checkpoint of the one plan, which is edited to the other there, and made again."""
        desk = Desk(issue=issue_of(restaurant().replace(self.LISTED, before)))
        desk.until_first_checkpoint()
        text = restaurant().replace(self.LISTED, after).replace("Bali Bites", "Java Bites")
        desk.wake(**desk.pull(head_sha="d" * 40), tip_plan=text)
        for name in ("replan", "compile", "lint"):
            desk.finish(name)
        return desk

    def at_the_end(self, desk: Desk) -> Desk:
        desk.wake(**desk.pull(approval("reviewer", desk.the_run.head)))
        desk.happen(BranchMoved(run=desk.the_run.id, course=1, commit=desk.the_run.head))
        for name in ("migrate", "api", "integrate", "lock", "tests", "preview", "deploy"):
            desk.finish(name)
        for gate in ("compile", "lint", "unit", "build", "e2e", "a11y"):
            desk.finish(gate)
        desk.wake(**desk.pull())
        desk.happen(PullReady(run=desk.the_run.id), **desk.pull())
        return desk

    def test_may_ask_for_more_approval(self) -> None:
        """A plan that is edited to ask for an approval before the deployment gets it."""
        desk = self.edited(self.FEWER, self.LISTED)
        assert desk.the_run.courses[-1].checkpoint == "beforeDeploy"
        self.at_the_end(desk)
        assert "an approval by" in desk.the_run.waiting_for
        assert len(of(MergePull, desk.wake(**desk.pull(approval("reviewer", desk.the_run.head, id=3))))) == 1

    def test_may_not_ask_for_less(self) -> None:
        """Nobody edits an approval away that the plan as it was approved asked for."""
        desk = self.at_the_end(self.edited(self.LISTED, self.FEWER))
        assert desk.the_run.edition == 2
        assert "an approval by" in desk.the_run.waiting_for

    def test_that_does_not_ask_gets_none(self) -> None:
        """Without that checkpoint in either plan a person merges."""
        desk = self.edited(self.FEWER, self.FEWER)
        assert desk.the_run.courses[-1].checkpoint == ""

    def test_a_comment_changes_no_plan(self) -> None:
        """Where only the text of the plan changed and not what it says, nothing is made again."""
        desk = Desk()
        desk.until_first_checkpoint()
        text = restaurant() + "\n# a comment\n"
        started = names(desk.wake(**desk.pull(head_sha="d" * 40), tip_plan=text), desk)
        assert sorted(started) == ["compile", "lint"]
        assert (desk.the_run.edition, desk.the_run.plan_text) == (1, text)


class TestNothingToPull:
    def test_a_plan_that_is_there_already(self) -> None:
        """Where the frozen plan is on the base branch already, the build PR opens with the first commit that is new."""
        desk = Desk(issue=issue_of(restaurant().replace('"afterDomains", ', "")))
        desk.open_issue()
        (first,) = of(OpenPull, desk.finish("plan"))
        empty = PullEmpty(run=desk.the_run.id, branch=first.head, commit=first.commit)
        assert names(desk.happen(empty), desk) == ["scaffold"]
        (second,) = of(OpenPull, desk.finish("scaffold"))
        assert (second.head, second.commit) == (first.head, desk.the_run.head)
        assert names(desk.open_pull(second.head, 13), desk) == ["assemble"]

    def test_a_course_that_changes_nothing(self) -> None:
        """A course without a commit of its own is laid without gates or an approval; the next one begins."""
        desk = Desk()
        desk.open_issue()
        desk.finish("plan")
        desk.open_pull(desk.the_run.branch, 13)
        for name in ("scaffold", "assemble", "domains"):
            desk.finish(name, commit=desk.the_run.head)
        empty = PullEmpty(run=desk.the_run.id, branch=desk.course.branch, commit=desk.the_run.head)
        assert names(desk.happen(empty), desk) == ["migrate"]
        assert desk.the_run.courses[0].laid

    def test_a_build_that_changes_nothing(self) -> None:
        """A build that would change nothing at all is at its end, and says so."""
        desk = Desk(issue=issue_of(restaurant().replace('"afterDomains", ', "")))
        desk.open_issue()
        (asked,) = of(OpenPull, desk.finish("plan"))
        desk.happen(PullEmpty(run=desk.the_run.id, branch=asked.head, commit=asked.commit))
        for name in desk.the_run.courses[0].steps:
            desk.finish(name, commit=asked.commit)
        assert desk.status == "completed"
        assert "nothing to build" in words.state_line(desk.the_run)


class TestGates:
    def test_what_others_wait_for_begins_first(self) -> None:
        """The longest way begins at once; the others keep the workflow's order."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.wake(**desk.pull(approval("reviewer", desk.the_run.head)))
        desk.happen(BranchMoved(run=desk.the_run.id, course=1, commit=desk.the_run.head))
        for name in ("migrate", "api", "integrate", "lock", "tests", "preview"):
            desk.finish(name)
        assert names(desk.finish("deploy"), desk) == ["build", "compile", "lint", "unit"]
