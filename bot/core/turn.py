"""One decision in the making: the run as it becomes, and what is to be done about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.core import words
from bot.core.actions import (
    Action,
    CheckStatus,
    Conclusion,
    Failure,
    PutCheck,
    RefreshBoard,
    Say,
    StartPreview,
    StartStep,
    StopPreview,
    StopSteps,
    WakeNext,
)
from bot.core.base import Value
from bot.core.facts import Facts
from bot.core.ids import Workspace
from bot.core.run import Course, Entry, Preview, PreviewStatus, Run, Step, StepKind
from bot.core.workflow import Workflow


class Rules(Value):
    """What decisions go by and no run can change.

    `needs`: which gates use which gates' output. `deploys`: a target is configured. `help`: of the commands.
    """

    workflow: Workflow
    needs: Mapping[str, tuple[str, ...]] = {}
    engine: str = ""
    deploys: bool = True
    help: str = ""


class Decision(Value):
    """What `decide` returns: the run to save (if any), the actions, and the journal's new lines."""

    run: Run | None
    actions: tuple[Action, ...] = ()
    entries: tuple[Entry, ...] = ()


class Turn:
    """Collects a decision. Nothing here touches the world; `run` is replaced, never changed in place."""

    def __init__(self, at: Workspace, run: Run | None, facts: Facts, rules: Rules, actor: str = "") -> None:
        self.at = at
        self.now_run = run
        self.facts = facts
        self.rules = rules
        self.actor = actor
        self._before = run
        self._actions: list[Action] = []
        self._entries: list[Entry] = []

    @property
    def run(self) -> Run:
        """The run. Only for what is reached when there is one."""
        if self.now_run is None:
            raise LookupError("this decision has no run")
        return self.now_run

    def set(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of Run
        """Replace fields of the run."""
        self.now_run = self.run.model_copy(update=changes)

    def set_course(self, course: Course, **changes: Any) -> None:  # noqa: ANN401 - the fields of Course
        """Replace fields of one course."""
        changed = course.model_copy(update=changes)
        courses = tuple(changed if old.number == course.number else old for old in self.run.courses)
        self.set(courses=courses)

    def do(self, *actions: Action) -> None:
        """What is to be done; asked for twice, it is done once."""
        known = {action.key for action in self._actions}
        self._actions.extend(action for action in actions if action.key not in known)

    def note(self, what: str, commit: str = "") -> None:
        """A line in the journal."""
        self._entries.append(Entry(at=self.facts.now, what=what, actor=self.actor, commit=commit))

    def say(self, number: int, topic: str, body: str, report: str = "") -> None:
        self.do(Say(number=number, topic=topic, body=body, stamp=self.stamp, report=report))

    def start_step(
        self,
        kind: StepKind,
        name: str,
        *,
        branch: str = "",
        commit: str = "",
        **about: Any,  # noqa: ANN401 - the fields of Step
    ) -> None:
        """A new attempt of a step, handed to a worker. `about` is what else is known of it."""
        course = self.run.course
        earlier = self.run.latest(kind, name, commit)
        step = Step(
            id=f"{len(self.run.steps) + 1}-{name}",
            kind=kind,
            name=name,
            number=len(self.run.steps) + 1,
            course=course.number if course else 0,
            edition=self.run.edition,
            branch=branch,
            commit=commit,
            queued_at=self.facts.now,
            **{"attempt": earlier.attempt + 1 if earlier else 1, **about},
        )
        self.set(steps=(*self.run.steps, step), status="running", waiting_for="")
        self.do(StartStep(step=step.id))

    def update_step(self, step: Step, **changes: Any) -> None:  # noqa: ANN401 - the fields of Step
        """Replace fields of one step."""
        changed = step.model_copy(update=changes)
        self.set(steps=tuple(changed if old.id == step.id else old for old in self.run.steps))

    def start_preview(self, commit: str, losses: int = 0, since: float = 0) -> None:
        """Show that commit of the build pull request, from now on (or from `since`), in place of what is shown."""
        before, pull = self.run.preview, self.run.build_pull
        if before is not None and (before.pull, before.commit) != (pull, commit):
            self.stop_preview("")
        attempt = before.attempt + 1 if before else 1
        since = since or self.facts.now
        self.set(preview=Preview(commit=commit, pull=pull, attempt=attempt, losses=losses, since=since))
        self.do(StartPreview(attempt=attempt))

    def stop_preview(self, why: str, status: PreviewStatus = "stopped") -> None:
        """Show nothing any more, and say why."""
        preview = self.run.preview
        if preview is None or not preview.is_wanted:
            return
        self.set(preview=preview.model_copy(update={"status": status, "told": why, "url": ""}))
        self.do(StopPreview(pull=preview.pull, commit=preview.commit, attempt=preview.attempt))

    def halt(self, step: str, trouble: str, report: str = "", **failure: Any) -> None:  # noqa: ANN401 - of Failure
        """Stop until a person says how to go on. `report` is an artifact that is shown with the reason."""
        if self.run.status == "halted" and self.run.trouble == trouble:
            return
        self.set(status="halted", trouble=trouble, waiting_for="")
        self.note(f"halted at {step}: {trouble}")
        number, topic = self.run.build_pull or self.run.issue, f"halted:{self.run.resumes}"
        known = {"name": f"failures/{self.run.resumes}.json", "error": trouble, **failure}
        said = words.halted(self.run)
        self.do(
            Say(
                number=number,
                topic=topic,
                body=said,
                stamp=self.stamp,
                report=report,
                failure=Failure(**known),
            )
        )

    def wait(self, for_what: str) -> None:
        """Wait for people; nothing is held meanwhile."""
        if self.run.status == "waiting" and self.run.waiting_for == for_what:
            return
        since = self.facts.now if self.run.status != "waiting" else self.run.waiting_since
        self.set(status="waiting", waiting_for=for_what, waiting_since=since)

    def end(self, status: str, what: str) -> None:
        """The run's last state. Whatever is in flight is stopped, and the next run of the workspace woken."""
        flying = tuple(step.id for step in self.run.in_flight)
        if flying:
            self.do(StopSteps(steps=flying))
        for step in self.run.in_flight:
            if step.kind == "gate" and step.status == "running":
                self.check(
                    step.name, step.commit, "completed", "cancelled", attempt=step.attempt, title="Cancelled"
                )
            self.update_step(step, status="cancelled", ended_at=self.facts.now)
        self.stop_preview(what)
        self.set(status=status, waiting_for="")
        self.note(what)
        self.do(WakeNext(after=self.run.id))

    def check(
        self,
        name: str,
        commit: str,
        status: CheckStatus,
        conclusion: Conclusion | None,
        attempt: int = 1,
        **shown: str,
    ) -> None:
        """Bring a check run up to date; nothing where it shows this already."""
        check = PutCheck(
            name=name,
            commit=commit,
            status=status,
            conclusion=conclusion,
            stamp=self.stamp,
            attempt=attempt,
            **shown,
        )
        digest = hashlib.sha256(check.summary.encode()).hexdigest()[:12]
        state = f"{attempt}:{status}:{conclusion}:{check.title}:{digest}"
        if self.run.checks.get(check.lane) == state:
            return
        self.set(checks={**self.run.checks, check.lane: state})
        self.do(check)

    @property
    def stamp(self) -> str:
        """Tells this decision from all others of its stream."""
        return f"{self.facts.now:.6f}"

    def decided(self) -> Decision:
        """The decision. A run that did not change is not saved; one that did gets the next version."""
        run = self.now_run
        if run is None or run == self._before:
            return Decision(run=None, actions=tuple(self._actions), entries=tuple(self._entries))
        run = run.model_copy(update={"version": run.version + 1})
        actions = (*self._actions, RefreshBoard(version=run.version))
        return Decision(run=run, actions=actions, entries=tuple(self._entries))
