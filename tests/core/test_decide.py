"""The rules of the flow, on paper: events and facts in, run and actions out."""

from __future__ import annotations

import pytest

from bot.core.actions import (
    CheckPlan,
    CompilePrd,
    MarkReady,
    MergePull,
    MoveBranch,
    OpenPull,
    PutCheck,
    React,
    RemoveBranch,
    Say,
)
from bot.core.config import Approvals, Config
from bot.core.events import (
    Actor,
    BranchMoved,
    BranchPushed,
    CheckRequested,
    MoveRefused,
    PullChanged,
    PullReady,
    StepFinished,
)
from tests.builders import AT, Desk, approval, issue_of, names, of, restaurant

HEAD = "c" * 40


class TestStart:
    def test_starts_at_once_for_a_writer(self) -> None:
        """A valid plan by someone with write access starts at once; the author is the requester."""
        desk = Desk()
        assert names(desk.open_issue(), desk) == ["plan"]
        assert (desk.the_run.status, desk.the_run.requester) == ("running", "owner")

    def test_waits_for_a_writer(self) -> None:
        """A reader's plan is checked and answered once, and starts when a writer says so, who is the requester."""
        desk = Desk(issue=issue_of(restaurant(), author="reader"))
        said = of(Say, desk.open_issue("reader"))
        assert desk.run is None
        assert [say.topic for say in said] == ["plan"]
        desk.comment("reviewer", "/build")
        assert desk.the_run.requester == "reviewer"

    def test_start_command(self) -> None:
        """`start: command` in the repository's configuration asks for `/build`."""
        desk = Desk(config=Config(start="command"))
        desk.open_issue()
        assert desk.run is None

    def test_bad_plan(self) -> None:
        """A plan with problems gets one comment that lists them all, no run and no branch."""
        desk = Desk(
            issue=issue_of(restaurant().replace("nextjs-15", "nextjs-14").replace("clerk", "clark", 1))
        )
        actions = desk.open_issue()
        assert desk.run is None
        (said,) = of(Say, actions)
        assert "nextjs-15" in said.body
        assert "clerk" in said.body
        assert of(OpenPull, actions) == []

    def test_no_plan_is_no_business_of_ours(self) -> None:
        """An issue without a plan is left alone; `/build` on it says what is missing."""
        desk = Desk(issue=issue_of("just: words").model_copy(update={"body": "It is broken"}))
        assert desk.open_issue() == ()
        (said,) = of(Say, desk.comment("owner", "/build"))
        assert "no plan" in said.body

    def test_one_run_at_a_time(self) -> None:
        """A second run of the workspace queues, says behind whom, and starts when it may."""
        desk = Desk()
        assert names(desk.open_issue(ahead=7), desk) == []
        assert desk.status == "queued"
        assert names(desk.wake(ahead=0), desk) == ["plan"]

    def test_edited_issue_keeps_the_frozen_plan(self) -> None:
        """An issue edited after the start changes nothing; it is told where to edit the plan."""
        desk = Desk()
        desk.open_issue()
        digest = desk.the_run.digest
        other = issue_of(restaurant().replace("Bali Bites", "Java Bites"))
        (said,) = of(Say, desk.open_issue(issue=other))
        assert desk.the_run.digest == digest
        assert digest[:12] in said.body


class TestOffers:
    def test_pull_requests_of_people(self) -> None:
        """What happens to a person's pull request has what it brings looked at, whatever a run does meanwhile."""
        desk = Desk()
        desk.until_first_checkpoint()
        actions = desk.happen(changed(77))
        assert [one.pull for one in of(CheckPlan, actions)] == [77]
        assert [one.pull for one in of(CompilePrd, actions)] == [77]

    def test_pull_requests_of_its_own(self) -> None:
        """The bot's own pull requests bring a plan that was checked before."""
        desk = Desk()
        desk.until_first_checkpoint()
        for number in (desk.the_run.build_pull, desk.course.pull):
            actions = desk.happen(changed(number))
            assert of(CheckPlan, actions) + of(CompilePrd, actions) == []

    def test_asked_for_again(self) -> None:
        """ "Re-run" of a plan check looks again; any other check's id is none."""
        desk = Desk()
        desk.open_issue()
        again = CheckRequested(
            workspace=AT, external_id=f"plan/77/{HEAD}", button="rerun", actor=Actor(login="reader")
        )
        (look,) = of(CheckPlan, desk.happen(again))
        assert look.pull == 77
        prd = again.model_copy(update={"external_id": f"prd/77/{HEAD}"})
        assert [one.pull for one in of(CompilePrd, desk.happen(prd))] == [77]
        other = again.model_copy(update={"external_id": "plan/x/y"})
        assert of(CheckPlan, desk.happen(other)) == []


def changed(pull: int) -> PullChanged:
    return PullChanged(workspace=AT, pull=pull, branch="", actor=Actor(login="second"))


class TestCourses:
    def test_one_step_after_the_other(self) -> None:
        """Each phase begins when the one before is on its branch; the build pull request opens after the plan."""
        desk = Desk()
        desk.open_issue()
        (opened,) = of(OpenPull, desk.finish("plan"))
        assert (opened.head, opened.base, opened.draft) == ("drystone/12-restaurant-booking", "main", True)
        assert names(desk.open_pull(opened.head, 13), desk) == ["scaffold"]
        actions = desk.finish("scaffold")
        assert [pull.head for pull in of(OpenPull, actions)] == [
            "drystone/12-restaurant-booking--afterDomains"
        ]
        assert names(actions, desk) == ["assemble"]

    def test_gates_of_a_checkpoint(self) -> None:
        """Compile and lint check the course's last commit, side by side; the rest is not due and is absent."""
        desk = Desk()
        desk.until_first_checkpoint()
        gates = [step for step in desk.the_run.steps if step.kind == "gate"]
        assert [step.name for step in gates] == ["compile", "lint"]
        assert {step.commit for step in gates} == {desk.the_run.head}
        completed = [check for check in of(PutCheck, desk.actions) if check.status == "completed"]
        assert [(check.name, check.conclusion) for check in completed] == [
            ("compile", "success"),
            ("lint", "success"),
        ]

    def test_needed_gates_first(self) -> None:
        """The browser's gates wait for the build; the others do not."""
        desk = Desk()
        desk.until_build_pull()
        order = [step.name for step in desk.the_run.steps if step.kind == "gate" and step.course == 2]
        assert set(order[:4]) == {"compile", "lint", "unit", "build"}
        assert set(order[4:]) == {"e2e", "a11y"}

    def test_a_red_gate_halts(self) -> None:
        """A failed gate halts the run with what failed and what to do, once all others have reported."""
        desk = Desk()
        desk.open_issue()
        desk.finish("plan")
        desk.open_pull(desk.the_run.branch, 13)
        for name in ("scaffold", "assemble", "domains"):
            desk.finish(name)
        desk.open_pull(desk.course.branch, 14)
        desk.finish("compile", "failed")
        assert desk.status == "running"
        (said,) = of(Say, desk.finish("lint"))
        assert desk.status == "halted"
        assert "compile" in said.body
        assert "/build retry" in said.body

    def test_a_late_report_changes_nothing(self) -> None:
        """A step that ended cannot end again: a second report of it is ignored."""
        desk = Desk()
        desk.open_issue()
        desk.finish("plan")
        version = desk.the_run.version
        event = StepFinished(run=desk.the_run.id, step="1-plan", outcome="failed")
        desk.happen(event)
        assert desk.the_run.version == version

    def test_no_checkpoints_one_course(self) -> None:
        """Without checkpoints there is one course on the build branch, and a person merges."""
        plan = restaurant().replace(
            'humanCheckpoints: ["afterDomains", "beforeDeploy"]', "humanCheckpoints: []"
        )
        desk = Desk(issue=issue_of(plan))
        desk.open_issue()
        (course,) = desk.the_run.courses
        assert course.branch == desk.the_run.branch
        assert course.checkpoint == ""


class TestApproval:
    def desk(self) -> Desk:
        desk = Desk()
        desk.until_first_checkpoint()
        return desk

    def test_approved_on_head(self) -> None:
        """An approval of the head by another writer moves the build branch to exactly that commit."""
        desk = self.desk()
        (move,) = of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", desk.the_run.head))))
        assert (move.branch, move.commit) == (desk.the_run.branch, desk.the_run.head)
        actions = desk.happen(BranchMoved(run=desk.the_run.id, course=move.course, commit=move.commit))
        assert names(actions, desk) == ["migrate"]
        assert [branch.branch for branch in of(RemoveBranch, actions)] == [desk.the_run.courses[0].branch]

    @pytest.mark.parametrize(
        ("who", "why"),
        [
            ("owner", "asked for this run"),
            ("reader", "has no write access"),
            ("stranger", "has no write access"),
        ],
    )
    def test_who_does_not_count(self, who: str, why: str) -> None:
        """The requester and people without write access do not approve; the check says why."""
        desk = self.desk()
        actions = desk.wake(**desk.pull(approval(who, desk.the_run.head)))
        assert of(MoveBranch, actions) == []
        (check,) = of(PutCheck, actions)
        assert check.conclusion == "action_required"
        assert why in check.summary
        assert "reviewer" in check.summary

    def test_old_commit(self) -> None:
        """An approval of an earlier commit is void, whatever its date."""
        desk = self.desk()
        actions = desk.wake(**desk.pull(approval("reviewer", "a" * 40)))
        assert of(MoveBranch, actions) == []
        assert "no longer the head" in of(PutCheck, actions)[0].summary

    def test_bot(self) -> None:
        """A bot approves nothing, whatever it may write."""
        desk = self.desk()
        review = approval("reviewer", desk.the_run.head, is_bot=True)
        assert of(MoveBranch, desk.wake(**desk.pull(review))) == []

    def test_pusher(self) -> None:
        """Who pushed to the branch does not approve it."""
        desk = self.desk()
        pushed = BranchPushed(
            workspace=AT, branch=desk.course.branch, before="", after=HEAD, actor=Actor(login="reviewer")
        )
        desk.happen(pushed, **desk.pull())
        review = approval("reviewer", desk.the_run.head)
        assert of(MoveBranch, desk.wake(**desk.pull(review))) == []
        second = approval("second", desk.the_run.head, id=2)
        assert len(of(MoveBranch, desk.wake(**desk.pull(review, second)))) == 1

    def test_objection(self) -> None:
        """Requested changes hold an approved pull request; dismissing them does not revive an old approval."""
        desk = self.desk()
        head = desk.the_run.head
        yes, no = approval("reviewer", head), approval("second", head, id=2, state="CHANGES_REQUESTED")
        assert of(MoveBranch, desk.wake(**desk.pull(yes, no))) == []
        gone = approval("reviewer", head, id=3, state="DISMISSED")
        assert of(MoveBranch, desk.wake(**desk.pull(yes, gone))) == []

    def test_objection_without_write_access(self) -> None:
        """An objection by someone without write access does not block."""
        desk = self.desk()
        head = desk.the_run.head
        no = approval("reader", head, id=2, state="CHANGES_REQUESTED")
        assert len(of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", head), no)))) == 1

    def test_comment_does_not_override(self) -> None:
        """A later plain comment leaves an approval standing."""
        desk = self.desk()
        head = desk.the_run.head
        later = approval("reviewer", head, id=2, state="COMMENTED")
        assert len(of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", head), later)))) == 1

    def test_team_of_one(self) -> None:
        """`approvals: {self: true}` lets the requester approve; without it the check names that switch."""
        desk = self.desk()
        mine = desk.pull(approval("owner", desk.the_run.head))
        alone = desk.wake(**mine, writers=("owner",))
        assert "approvals: {self: true}" in of(PutCheck, alone)[0].summary
        config = Config(approvals=Approvals.model_validate({"self": True}))
        assert len(of(MoveBranch, desk.wake(**mine, config=config))) == 1

    def test_push_runs_gates_again(self) -> None:
        """A person's push voids the approval, and the gates check the new head before it can be approved."""
        desk = self.desk()
        old = approval("reviewer", desk.the_run.head)
        actions = desk.wake(**desk.pull(old, head_sha=HEAD))
        assert sorted(names(actions, desk)) == ["compile", "lint"]
        assert of(MoveBranch, actions) == []

    def test_closed_pull_ends_the_run(self) -> None:
        """Closing the pull request cancels the run."""
        desk = self.desk()
        desk.wake(**desk.pull(is_open=False))
        assert desk.status == "cancelled"

    def test_refused_move_halts(self) -> None:
        """A build branch that moved meanwhile is not forced: the run halts, and a resume tries again."""
        desk = self.desk()
        facts = desk.pull(approval("reviewer", desk.the_run.head))
        desk.wake(**facts)
        desk.happen(MoveRefused(run=desk.the_run.id, branch=desk.the_run.branch, reason="it moved"))
        assert desk.status == "halted"
        assert len(of(MoveBranch, desk.comment("owner", "/build resume", **facts))) == 1


class TestMerge:
    def desk(self) -> Desk:
        desk = Desk()
        desk.until_build_pull()
        return desk

    def test_leaves_draft_first(self) -> None:
        """With green gates the build pull request leaves draft; an approval given before does not count."""
        desk = self.desk()
        early = approval("reviewer", desk.the_run.head, id=5)
        actions = desk.wake(**desk.pull(early, is_draft=True))
        assert len(of(MarkReady, actions)) == 1
        actions = desk.happen(PullReady(run=desk.the_run.id), **desk.pull(early))
        assert of(MergePull, actions) == []
        assert "while this was a draft" in of(PutCheck, actions)[0].summary
        late = approval("reviewer", desk.the_run.head, id=6)
        (merge,) = of(MergePull, desk.wake(**desk.pull(early, late)))
        assert merge.commit == desk.the_run.head

    def test_deploys_the_gated_tree(self) -> None:
        """Merged with the tree that passed the gates: deployed, then completed."""
        desk = self.desk()
        merged = desk.pull(
            approval("reviewer", desk.the_run.head, id=6), is_merged=True, is_open=False, merge_commit=HEAD
        )
        assert names(desk.wake(**merged, is_gated_tree=True), desk) == ["staging"]
        step = desk.the_run.latest("deploy", "staging")
        assert step is not None
        assert step.commit == HEAD
        desk.finish("staging")
        assert desk.status == "completed"

    def test_nothing_is_deployed_blindly(self) -> None:
        """Where it was not looked at which tree was merged, nothing is done yet; while deploying, nothing more."""
        desk = self.desk()
        merged = desk.pull(
            approval("reviewer", desk.the_run.head, id=6), is_merged=True, is_open=False, merge_commit=HEAD
        )
        assert names(desk.wake(**merged), desk) == []
        assert names(desk.wake(is_gated_tree=True), desk) == ["staging"]
        assert names(desk.wake(), desk) == []

    def test_other_tree_is_gated_again(self) -> None:
        """A merge that made another tree passes the gates itself before it is deployed."""
        desk = self.desk()
        merged = desk.pull(
            approval("reviewer", desk.the_run.head, id=6), is_merged=True, is_open=False, merge_commit=HEAD
        )
        actions = desk.wake(**merged, is_gated_tree=False)
        assert sorted(names(actions, desk)) == ["build", "compile", "lint", "unit"]
        assert {step.commit for step in desk.the_run.in_flight} == {HEAD}

    def test_merged_without_approval(self) -> None:
        """A merge without the required approval halts, undeployed."""
        desk = self.desk()
        actions = desk.wake(**desk.pull(is_merged=True, is_open=False, merge_commit=HEAD), is_gated_tree=True)
        assert names(actions, desk) == []
        assert desk.status == "halted"
        assert "without the approval" in desk.the_run.trouble


class TestCommands:
    def test_one_reaction_one_answer(self) -> None:
        """A command gets a reaction and one answer; another delivery of the same comment gets nothing."""
        desk = Desk()
        desk.open_issue()
        actions = desk.comment("owner", "/build status", comment=99)
        assert len(of(React, actions)) == 1
        assert len(of(Say, actions)) == 1
        assert desk.comment("owner", "/build status", comment=99) == ()

    def test_reader_is_refused(self) -> None:
        """A reader may ask, not act."""
        desk = Desk()
        desk.open_issue()
        (said,) = of(Say, desk.comment("reader", "/build cancel"))
        assert "write access" in said.body
        assert desk.status == "running"

    def test_did_you_mean(self) -> None:
        """An unknown command is answered with the nearest one and the list of all."""
        desk = Desk()
        desk.open_issue()
        (said,) = of(Say, desk.comment("owner", "/build statsu"))
        assert "`/build status`" in said.body
        assert "/build retry" in said.body

    def test_bots_command_nothing(self) -> None:
        """The bot's own words and other bots' are no commands."""
        desk = Desk()
        desk.open_issue()
        assert desk.comment("drystone[bot]", "/build cancel") == ()
        assert desk.comment("other[bot]", "/build cancel") == ()

    def test_button(self) -> None:
        """A check's button does what the command does, under the same rule."""
        desk = Desk()
        desk.until_first_checkpoint()
        for who, started in (("reader", []), ("owner", ["lint"])):
            pressed = CheckRequested(
                workspace=AT,
                external_id=f"{desk.the_run.id}/lint/{desk.the_run.head}",
                button="rerun",
                actor=Actor(login=who),
            )
            assert names(desk.happen(pressed), desk) == started

    @pytest.mark.parametrize(
        "body",
        [
            "```\n/build cancel\n```",
            "> /build cancel",
            "<!--\n/build cancel\n-->",
            "see /build cancel",
            "`/build cancel`",
        ],
    )
    def test_quoted_commands(self, body: str) -> None:
        """Commands in code, quotes, HTML comments and running text are not given."""
        desk = Desk()
        desk.open_issue()
        assert desk.comment("owner", body) == ()


class TestPeoplePush:
    def test_a_fix_moves_a_halted_run(self) -> None:
        """A push to the branch of a halted run makes its gates run again, unasked."""
        desk = Desk()
        desk.until_first_checkpoint()
        desk.comment("owner", "/build retry lint")
        desk.finish("lint", "failed")
        assert desk.status == "halted"
        pushed = BranchPushed(
            workspace=AT, branch=desk.course.branch, before="", after=HEAD, actor=Actor(login="second")
        )
        assert sorted(names(desk.happen(pushed, **desk.pull(head_sha=HEAD)), desk)) == ["compile", "lint"]

    def test_an_edited_plan_is_frozen_anew(self) -> None:
        """Editing the plan on the branch freezes it anew: its phases are made again, approvals are void."""
        desk = Desk()
        desk.until_first_checkpoint()
        text = restaurant().replace("Bali Bites", "Java Bites")
        facts = desk.pull(approval("reviewer", HEAD), head_sha=HEAD)
        assert names(desk.wake(**facts, tip_plan=text), desk) == ["replan"]
        assert desk.the_run.edition == 2
        actions = desk.finish("replan")
        assert sorted(names(actions, desk)) == ["compile", "lint"]
