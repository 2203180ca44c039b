"""Random events in random order: what must always hold of decisions, holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.core.actions import (
    Action,
    MarkReady,
    MergePull,
    MoveBranch,
    OpenPull,
    StartStep,
)
from bot.core.checkpoints import verdict
from bot.core.events import (
    ActionBroke,
    Actor,
    ApprovalWithdrawn,
    BranchMoved,
    BranchPushed,
    CheckRequested,
    Event,
    MoveRefused,
    PullChanged,
    PullEmpty,
    PullOpened,
    PullReady,
    ReviewChanged,
    StepFinished,
    StepStarted,
    Woken,
)
from bot.core.facts import Facts, PullView, ReviewView
from bot.core.run import Remedy, Run, Step
from bot.core.words import AWAITING_FORGE
from tests.builders import AT, Desk, issue_of
from tests.flow.invented import BASE, WRITERS, Forge
from tests.paper import small_plan

LEADS_ON = (OpenPull, MarkReady, MoveBranch, MergePull, StartStep)
"""Actions from which something comes."""
PEOPLE = ("owner", "reviewer", "second", "reader")
COMMANDS = (
    "/build resume", "/build retry lint", "/build retry scaffold", "/build retry e2e", "/build status",
    "/build", "/help", "/build plan",
)  # fmt: skip
REMEDIES = tuple(
    tuple(Remedy(fixer=fixer, findings=(finding,)) for fixer, finding in given)
    for given in ((), (), (("eslint", "a"),), (("eslint", "b"), ("dependency", "c")), (("dependency", "d"),))
)
"""What fixers take on: nothing, or findings by their names."""
CHECKPOINTS = (
    ("afterScaffold", "afterDomains", "beforeDeploy"),
    ("afterDomains", "beforeDeploy"),
    ("beforeDeploy",),
    ("afterScaffold",),
    (),
)


class Decisions(RuleBasedStateMachine):
    """A run, its outbox, and a forge on which people and the bot act."""

    @initialize(checkpoints=st.sampled_from(CHECKPOINTS))
    def begin(self, checkpoints: tuple[str, ...]) -> None:
        self.desk = Desk(issue=issue_of(small_plan(checkpoints)))
        self.forge = Forge(self.desk)
        self.outbox: list[Action] = []
        self.performed: list[Action] = []
        self.after(self.desk.open_issue())

    # what happens

    def happen(self, event: Event) -> None:
        before = self.desk.the_run
        fresh = self.desk.happen(event, **self.forge.facts(event))
        self.after(fresh)
        assert before.is_ended <= self.desk.the_run.is_ended, "an ended run is never opened again"

    def after(self, fresh: tuple[Action, ...]) -> None:
        for action in fresh:
            if isinstance(action, MoveBranch | MergePull):
                self.check_move(action)
            if isinstance(action, StartStep):
                self.check_start(self.step(action.step))
        self.outbox += fresh

    def check_move(self, action: MoveBranch | MergePull) -> None:
        """Nothing is moved or merged without an approval of that commit and green gates on it."""
        run = self.desk.the_run
        course = run.course
        assert course is not None
        assert action.commit == self.forge.pull(self.forge.current()).head_sha
        assert not course.checkpoint or self.forge.is_approved(action.commit)
        for gate in course.gates:
            step = run.latest("gate", gate, action.commit)
            assert step is not None
            assert step.status == "done", f"{gate} is {step.status}"

    def check_start(self, step: Step) -> None:
        """No step before the checkpoints of the courses before it; never two of the same name in flight."""
        run = self.desk.the_run
        if step.kind in ("phase", "lock"):
            assert all(course.laid for course in run.courses if course.number < step.course)
        names = [one.name for one in run.in_flight]
        assert len(names) == len(set(names)), names
        if step.kind == "fix":
            self.check_fix(run, step)

    def check_fix(self, run: Run, fix: Step) -> None:
        """Of a commit that a gate was red on and no gate looks at any more; twice at most, once for each commit."""
        gate = run.latest("gate", fix.mends, fix.base)
        assert gate is not None
        assert gate.status == "failed"
        assert not any(one.kind == "fix" or one.commit == fix.base for one in run.in_flight if one != fix)
        assert fix.attempt <= 2
        others = [
            one for one in run.steps if (one.mends, one.resumes) == (fix.mends, fix.resumes) and one != fix
        ]
        assert not [one for one in others if one.base == fix.base and one.status != "cancelled"]
        assert not run.merged

    def step(self, step_id: str) -> Step:
        step = self.desk.the_run.step(step_id)
        assert step is not None
        return step

    # the bot's processes

    @precondition(lambda self: self.outbox)
    @rule(data=st.data(), is_refused=st.integers(0, 9), again=st.booleans())
    def perform(self, data: st.DataObject, is_refused: int, again: bool) -> None:
        """An action is performed, sometimes twice, and sometimes the forge refuses."""
        action = data.draw(st.sampled_from(self.outbox))
        self.outbox.remove(action)
        self.performed.append(action)
        for _ in range(2 if again else 1):
            for event in self.effect(action, is_refused=is_refused == 0):
                self.happen(event)

    @precondition(lambda self: self.performed)
    @rule(data=st.data())
    def perform_again(self, data: st.DataObject) -> None:
        """An action that was performed long ago is performed again."""
        for event in self.effect(data.draw(st.sampled_from(self.performed)), is_refused=False):
            self.happen(event)

    def effect(self, action: Action, *, is_refused: bool) -> list[Event]:
        """As `perform` does it."""
        run, forge = self.desk.the_run, self.forge
        match action:
            case OpenPull() if not run.is_ended:
                if is_refused:
                    return [MoveRefused(run=run.id, branch=action.head, reason="no")]
                if self.forge.is_empty(action.head, action.base):
                    return [
                        PullEmpty(run=run.id, branch=action.head, commit=action.commit),
                        Woken(run=run.id),
                    ]
                opened = PullOpened(run=run.id, branch=action.head, number=self.opened(action))
                return [opened, Woken(run=run.id)]
            case MarkReady() if not run.is_ended:
                if is_refused:
                    return [MoveRefused(run=run.id, branch=run.branch, reason="no")]
                forge.change(action.number, is_draft=False)
                return [PullReady(run=run.id)]
            case MoveBranch() if run.course and run.course.number == action.course and run.is_under_way:
                return self.moved(action, is_refused=is_refused)
            case MergePull() if not run.merged and run.is_under_way:
                return self.merged(action, is_refused=is_refused)
            case _:
                return []

    def opened(self, action: OpenPull) -> int:
        for one in self.forge.pulls.values():
            if one.head == action.head and one.head_sha == self.forge.pull(one.number).head_sha:
                return one.number
        number = self.forge.next()
        self.forge.pulls[number] = PullView(
            number=number,
            node_id="n",
            head=action.head,
            head_sha=self.forge.heads[action.head],
            base=action.base,
            base_sha=BASE,
            from_fork=False,
            is_draft=action.draft,
            is_open=True,
            is_merged=False,
        )
        return number

    def may_use(self, commit: str) -> bool:
        run = self.desk.the_run
        facts = Facts(now=0, **{**self.desk.facts, **self.forge.facts(Woken(run=run.id))})
        pulled = facts.pull
        if pulled is None or pulled.pull.head_sha != commit:
            return False
        return pulled.pull.is_merged or verdict(run, pulled, facts).is_approved

    def moved(self, action: MoveBranch, *, is_refused: bool) -> list[Event]:
        run = self.desk.the_run
        if not self.may_use(action.commit):
            return [ApprovalWithdrawn(run=run.id)]
        if is_refused:
            return [MoveRefused(run=run.id, branch=action.branch, reason="no")]
        number = self.forge.current()
        assert self.forge.pull(number).is_merged or self.forge.is_approved(action.commit)
        self.forge.heads[action.branch] = action.commit
        self.forge.change(number, is_open=False, is_merged=True, merge_commit=action.commit)
        return [BranchMoved(run=run.id, course=action.course, commit=action.commit)]

    def merged(self, action: MergePull, *, is_refused: bool) -> list[Event]:
        run = self.desk.the_run
        if not self.may_use(action.commit):
            return [ApprovalWithdrawn(run=run.id)]
        if is_refused:
            return [MoveRefused(run=run.id, branch=run.base, reason="no")]
        assert self.forge.pull(action.number).is_merged or self.forge.is_approved(action.commit)
        self.forge.change(action.number, is_open=False, is_merged=True, merge_commit=self.forge.sha())
        return [Woken(run=run.id)]

    @precondition(lambda self: self.desk.the_run.in_flight)
    @rule(
        data=st.data(),
        outcome=st.sampled_from(("done", "done", "done", "failed", "refused")),
        is_new=st.booleans(),
        remedies=st.sampled_from(REMEDIES),
    )
    def work(self, data: st.DataObject, outcome: str, is_new: bool, remedies: tuple[Remedy, ...]) -> None:
        """A worker takes up a step and ends it; fixers take on some of what a red gate finds."""
        step = data.draw(st.sampled_from(self.desk.the_run.in_flight))
        self.happen(StepStarted(run=self.desk.the_run.id, step=step.id))
        finished = self.finished(step, outcome, is_new=is_new)
        if step.kind == "gate" and outcome == "failed":
            finished = finished.model_copy(update={"remedies": remedies})
        self.happen(finished)

    def laid(self, step: Step, *, is_new: bool) -> str:
        """The tip of the step's branch afterwards; a branch begins where the build branch or the base is."""
        heads, run = self.forge.heads, self.desk.the_run
        heads.setdefault(run.branch, BASE)
        heads.setdefault(step.branch, heads[run.branch])
        if is_new:
            heads[step.branch] = self.forge.sha()
        return heads[step.branch]

    def finished(self, step: Step, outcome: str, *, is_new: bool = True) -> StepFinished:
        commit = step.commit if step.kind in ("gate", "deploy") else ""
        if step.kind == "fix" and self.forge.heads[step.branch] != step.base:
            outcome = "cancelled"
        if outcome == "done" and step.kind in ("plan", "phase", "lock", "fix"):
            commit = self.laid(step, is_new=is_new or step.kind == "fix")
            self.forge.plans.setdefault(commit, self.desk.the_run.plan_text)
        return StepFinished(
            run=self.desk.the_run.id,
            step=step.id,
            outcome=outcome,
            commit=commit,
        )

    @precondition(lambda self: self.desk.the_run.steps)
    @rule(data=st.data())
    def late_report(self, data: st.DataObject) -> None:
        """A step that is over is reported again, or taken up again by a worker that was late."""
        over = [step for step in self.desk.the_run.steps if not step.is_in_flight]
        if over:
            step = data.draw(st.sampled_from(over))
            event: Callable[..., Event] = data.draw(st.sampled_from((StepStarted, StepFinished)))
            more = {"outcome": "failed"} if event is StepFinished else {}
            self.happen(event(run=self.desk.the_run.id, step=step.id, **more))

    @rule(steps=st.integers(1, 40), is_new=st.integers(0, 3))
    def all_goes_well(self, steps: int, is_new: int) -> None:
        """For a while: what is to be done is done, and green, and the reviewer approves."""
        for _ in range(steps):
            run, number = self.desk.the_run, self.forge.current()
            leads_on = [action for action in self.outbox if isinstance(action, LEADS_ON)]
            if leads_on:
                self.outbox.remove(leads_on[0])
                for event in self.effect(leads_on[0], is_refused=False):
                    self.happen(event)
            elif run.in_flight:
                self.happen(StepStarted(run=run.id, step=run.in_flight[0].id))
                self.happen(self.finished(run.in_flight[0], "done", is_new=bool(is_new)))
            elif number and run.status == "waiting":
                self.review("reviewer", "APPROVED", is_told=True)

    @rule()
    def wake(self) -> None:
        self.happen(Woken(run=self.desk.the_run.id))

    # people

    @precondition(lambda self: self.forge.current())
    @rule(
        who=st.sampled_from(PEOPLE),
        state=st.sampled_from(
            ("APPROVED", "APPROVED", "APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED")
        ),
        is_told=st.booleans(),
    )
    def review(self, who: str, state: str, is_told: bool) -> None:
        """A review on the current head; its delivery may get lost."""
        number = self.forge.current()
        review = ReviewView(
            id=self.forge.next(),
            author=who,
            author_is_bot=False,
            state=state,
            commit=self.forge.pull(number).head_sha,
        )
        self.forge.reviews.setdefault(number, []).append(review)
        if is_told:
            self.happen(ReviewChanged(workspace=AT, pull=number, actor=Actor(login=who)))

    @precondition(
        lambda self: self.desk.the_run.course and self.desk.the_run.course.branch in self.forge.heads
    )
    @rule(who=st.sampled_from(WRITERS), edits=st.sampled_from(("", "", "good", "bad")), is_told=st.booleans())
    def push(self, who: str, edits: str, is_told: bool) -> None:
        """A push to the branch that is worked on, sometimes with an edited plan."""
        run = self.desk.the_run
        assert run.course
        branch = run.course.branch
        before, after = self.forge.heads[branch], self.forge.sha()
        texts = {"": self.forge.plans.get(before, run.plan_text), "bad": "project: 1", "good": ""}
        text = texts[edits] or run.plan_text.replace("Bali Bites", f"Bites {after}", 1)
        self.forge.heads[branch], self.forge.plans[after] = after, text
        self.forge.authors.setdefault(branch, []).append((after, who))
        if is_told:
            actor = Actor(login=who)
            self.happen(BranchPushed(workspace=AT, branch=branch, before=before, after=after, actor=actor))

    @precondition(lambda self: self.forge.current() and self.forge.pull(self.forge.current()).is_open)
    @rule(how=st.sampled_from(("merge", "close", "draft")), chance=st.integers(0, 3))
    def meddle(self, how: str, chance: int) -> None:
        """A person merges, closes or makes a draft of the pull request that is worked on."""
        if chance:
            return
        number = self.forge.current()
        fields: dict[str, Any] = {"is_draft": True}
        if how != "draft":
            fields = {"is_open": False, "is_merged": how == "merge"}
            fields["merge_commit"] = self.forge.sha() if how == "merge" else ""
        self.forge.change(number, **fields)
        branch = self.forge.pulls[number].head
        self.happen(PullChanged(workspace=AT, pull=number, branch=branch, actor=Actor(login="second")))

    @rule(who=st.sampled_from(PEOPLE), body=st.sampled_from(COMMANDS))
    def command(self, who: str, body: str) -> None:
        if self.desk.the_run.is_ended:
            return  # another run would begin
        facts = {**self.forge.facts(Woken(run=self.desk.the_run.id)), "closed_pull": 0}
        self.after(self.desk.comment(who, body, comment=self.forge.next(), **facts))

    @rule(
        who=st.sampled_from(PEOPLE),
        button=st.sampled_from(("retry", "resume", "rerun")),
        gate=st.sampled_from(("lint", "e2e", "afterDomains", "")),
    )
    def press(self, who: str, button: str, gate: str) -> None:
        name = f"{self.desk.the_run.id}/{gate}/x"
        actor = Actor(login=who)
        self.happen(CheckRequested(workspace=AT, external_id=name, button=button, actor=actor))

    @rule(chance=st.integers(0, 15))
    def cancel(self, chance: int) -> None:
        if not chance:
            self.after(self.desk.comment("owner", "/build cancel", comment=self.forge.next()))

    @precondition(lambda self: self.outbox)
    @rule(chance=st.integers(0, 9), data=st.data())
    def break_down(self, chance: int, data: st.DataObject) -> None:
        """An action is given up after several attempts."""
        if not chance:
            action = data.draw(st.sampled_from(self.outbox))
            self.outbox.remove(action)
            self.happen(ActionBroke(run=self.desk.the_run.id, action=action.key))

    # what must always hold

    @invariant()
    def is_under_way_or_says_why(self) -> None:
        """Something is in flight, or an action is pending that leads on, or a reason is told."""
        run = self.desk.the_run
        leads_on = any(isinstance(action, LEADS_ON) for action in self.outbox)
        if run.is_ended:
            assert not run.in_flight
        elif run.status == "halted":
            assert run.trouble
        elif run.status == "waiting" and run.waiting_for != AWAITING_FORGE:
            assert run.waiting_for
        elif not (run.in_flight or leads_on):
            self.is_moved_by_a_look(run)

    def is_moved_by_a_look(self, run: Run) -> None:
        """It waits for the forge: then the next look at it leads on, or finds whom it waits for."""
        self.wake()
        now = self.desk.the_run
        leads_on = any(isinstance(action, LEADS_ON) for action in self.outbox)
        told = now.status in ("halted", "completed", "cancelled") or now.waiting_for not in (
            "",
            AWAITING_FORGE,
        )
        assert now.in_flight or leads_on or told, f"stuck: {now.status} {now.waiting_for}, {run.steps[-1:]}"


Decisions.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDecisions = Decisions.TestCase
