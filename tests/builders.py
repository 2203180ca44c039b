"""Builds values for tests with only what a test is about spelled out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

import bot.commands
from bot.core.actions import Action, Say, StartStep
from bot.core.decide import decide
from bot.core.events import (
    Actor,
    BranchMoved,
    CommentCreated,
    Event,
    IssueOpened,
    PullOpened,
    StepFinished,
    StepStarted,
    Woken,
)
from bot.core.facts import CommitView, Facts, IssueView, PullFacts, PullView, ReviewView
from bot.core.ids import Workspace
from bot.core.run import Course, Entry, Remedy, Run
from bot.core.turn import Decision, Rules
from bot.core.workflow import Workflow
from bot.flow.obey import Commands, help_text, obey
from bot.registry import load

A = TypeVar("A")
ROOT = Path(__file__).parent.parent
AT = Workspace(installation=1, repo="bali/bites")
PEOPLE = {"owner": "admin", "reviewer": "write", "second": "write", "reader": "read"}


@cache
def restaurant() -> str:
    """The plan of the demo."""
    return (ROOT / "examples/restaurant-booking/buildplan.yaml").read_text()


@cache
def commands() -> Commands:
    return load(bot.commands, "COMMAND")


@cache
def rules() -> Rules:
    """The real workflow and commands; no gate needs another but those of the browser."""
    data = yaml.safe_load((ROOT / "workflows/build.yml").read_text())
    needs = {"e2e": ("build",), "a11y": ("build",)}
    return Rules(
        workflow=Workflow.model_validate(data), needs=needs, engine="test", help=help_text(commands())
    )


def issue_of(text: str, *, author: str = "owner", number: int = 12) -> IssueView:
    return IssueView(
        number=number,
        title="Build it",
        body=f"Please build this.\n\n```yaml\n{text}\n```\n",
        author=author,
        author_is_bot=False,
        is_open=True,
    )


class Desk:
    """Decides event after event on a run, with facts at hand; keeps all actions. No I/O anywhere."""

    def __init__(self, **facts: Any) -> None:
        self.run: Run | None = None
        self.now = 1_000.0
        self.actions: list[Action] = []
        self.entries: list[Entry] = []
        self.facts: dict[str, Any] = {
            "bot": "drystone[bot]",
            "default_branch": "main",
            "permissions": PEOPLE,
            "writers": ("owner", "reviewer", "second"),
            "issue": issue_of(restaurant()),
            **facts,
        }

    def happen(self, event: Event, **facts: Any) -> tuple[Action, ...]:
        """Decide on an event; returns the new actions."""
        self.now += 1
        given = Facts(now=self.now, **{**self.facts, **facts})
        decision: Decision = decide(AT, self.run, event, given, rules(), self._obey)
        if decision.run is not None:
            before = self.run.version if self.run and self.run.id == decision.run.id else 0
            assert decision.run.version == before + 1
            self.run = decision.run
        fresh = [action for action in decision.actions if action.key not in {a.key for a in self.actions}]
        self.actions.extend(fresh)
        self.entries.extend(decision.entries)
        return tuple(fresh)

    def _obey(self, turn: Any, event: CommentCreated) -> None:
        obey(commands(), turn, event)

    @property
    def the_run(self) -> Run:
        assert self.run is not None
        return self.run

    @property
    def status(self) -> str:
        return self.the_run.status

    @property
    def course(self) -> Course:
        assert self.the_run.course is not None
        return self.the_run.course

    def open_issue(self, author: str = "owner", **facts: Any) -> tuple[Action, ...]:
        return self.happen(IssueOpened(workspace=AT, issue=12, actor=Actor(login=author)), **facts)

    def comment(
        self, who: str, body: str, *, number: int = 12, comment: int = 0, **facts: Any
    ) -> tuple[Action, ...]:
        event = CommentCreated(
            workspace=AT,
            number=number,
            comment=comment or int(self.now),
            body=body,
            actor=Actor(login=who, is_bot=who.endswith("[bot]")),
        )
        return self.happen(event, **facts)

    def wake(self, **facts: Any) -> tuple[Action, ...]:
        return self.happen(Woken(run=self.the_run.id), **facts)

    def finish(
        self, name: str, outcome: str = "done", commit: str = "", remedies: tuple[Remedy, ...] = ()
    ) -> tuple[Action, ...]:
        """A worker takes up and ends the newest step of that name."""
        step = next(step for step in reversed(self.the_run.steps) if step.name == name)
        self.happen(StepStarted(run=self.the_run.id, step=step.id))
        is_made = step.kind != "gate" and outcome == "done"
        made = commit or (f"{step.number:040x}" if is_made else "")
        event = StepFinished(
            run=self.the_run.id,
            step=step.id,
            outcome=outcome,
            commit=made,
            summary=f"{name} ended",
            remedies=remedies,
        )
        return self.happen(event)

    def open_pull(self, branch: str, number: int) -> tuple[Action, ...]:
        return self.happen(PullOpened(run=self.the_run.id, branch=branch, number=number))

    def pull(self, *reviews: ReviewView, **fields: Any) -> dict[str, Any]:
        """Facts about the pull request that is being worked on, its head the run's."""
        course = self.the_run.course
        view = {
            "number": course.pull if course and course.pull else self.the_run.build_pull,
            "node_id": "n",
            "head": course.branch if course else self.the_run.branch,
            "head_sha": self.the_run.head,
            "base": self.the_run.branch if course and course.pull else "main",
            "base_sha": "b" * 40,
            "from_fork": False,
            "is_draft": False,
            "is_open": True,
            "is_merged": False,
        } | fields
        commits = (
            CommitView(
                sha=self.the_run.head, author="drystone[bot]", committer="drystone[bot]", author_is_bot=True
            ),
        )
        return {
            "pull": PullFacts(pull=PullView(**view), reviews=reviews, commits=commits),
            "tip": view["head_sha"],
        }

    def until_first_checkpoint(self) -> None:
        """The restaurant's first course, laid, with green gates."""
        self.open_issue()
        self.finish("plan")
        self.open_pull(self.the_run.branch, 13)
        for name in ("scaffold", "assemble", "domains"):
            self.finish(name)
            if not self.course.pull:
                self.open_pull(self.course.branch, 14)
        for gate in ("compile", "lint"):
            self.finish(gate)

    def until_build_pull(self) -> None:
        """The first checkpoint approved; the last course laid, with green gates."""
        self.until_first_checkpoint()
        self.wake(**self.pull(approval("reviewer", self.the_run.head)))
        self.happen(BranchMoved(run=self.the_run.id, course=1, commit=self.the_run.head))
        for name in ("migrate", "api", "integrate", "lock", "tests", "preview", "deploy"):
            self.finish(name)
        for gate in ("compile", "lint", "unit", "build", "e2e", "a11y"):
            self.finish(gate)


def approval(
    who: str, commit: str, *, id: int = 1, state: str = "APPROVED", is_bot: bool = False, body: str = ""
) -> ReviewView:
    return ReviewView(id=id, author=who, author_is_bot=is_bot, state=state, commit=commit, body=body)


def of(kind: type[A], actions: tuple[Action, ...] | list[Action]) -> list[A]:
    """The actions of one kind."""
    return [action for action in actions if isinstance(action, kind)]


def names(actions: tuple[Action, ...], desk: Desk) -> list[str]:
    """Names of the steps that are started."""
    steps = [desk.the_run.step(action.step) for action in of(StartStep, actions)]
    return [step.name for step in steps if step]


def told(actions: tuple[Action, ...]) -> str:
    """The one answer among the actions."""
    (said,) = [say for say in of(Say, actions) if say.topic.startswith("answer:")]
    return said.body
