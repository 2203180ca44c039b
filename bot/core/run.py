"""A run: one execution of a task by a workflow. The state that decisions are made from, and nothing else."""

from __future__ import annotations

from typing import Literal

from bot.core.base import Value
from bot.core.ids import Workspace

Status = Literal["queued", "running", "waiting", "halted", "completed", "failed", "cancelled"]
StepStatus = Literal["queued", "running", "done", "failed", "refused", "cancelled"]
StepKind = Literal["plan", "phase", "lock", "gate", "deploy"]

ENDED: frozenset[str] = frozenset({"completed", "failed", "cancelled"})
IN_FLIGHT: frozenset[str] = frozenset({"queued", "running"})


class Step(Value):
    """One attempt of one phase or one gate.

    `branch` is where a phase's commit goes and `commit` what it made; for a gate, `commit` is what it checks.
    Times are seconds since the epoch.
    """

    id: str
    kind: StepKind
    name: str
    number: int
    course: int
    attempt: int = 1
    status: StepStatus = "queued"
    branch: str = ""
    commit: str = ""
    summary: str = ""
    queued_at: float = 0
    started_at: float = 0
    ended_at: float = 0

    @property
    def is_in_flight(self) -> bool:
        return self.status in IN_FLIGHT


class Course(Value):
    """The steps between two checkpoints, and the checkpoint at its end (empty: none).

    `branch` is where it is laid; the build branch itself for the last course.
    """

    number: int
    steps: tuple[str, ...]
    gates: tuple[str, ...]
    checkpoint: str
    branch: str
    pull: int = 0
    laid: bool = False
    """Its commits are on the build branch (for the last course: merged into the base branch)."""


class Run(Value):
    """One run. `version` guards every save; `head` is the last known tip of the branch being worked on."""

    id: str
    workspace: Workspace
    issue: int
    status: Status
    plan_text: str
    digest: str
    project: str
    author: str
    requester: str
    base: str
    branch: str
    courses: tuple[Course, ...]
    steps: tuple[Step, ...] = ()
    build_pull: int = 0
    is_draft: bool = True
    head: str = ""
    merged: str = ""
    url: str = ""
    pushers: tuple[str, ...] = ()
    created_at: int = 0
    waiting_since: float = 0
    waiting_for: str = ""
    trouble: str = ""
    """Why the run is halted, in a sentence and a next step."""
    engine: str = ""
    version: int = 0

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def course(self) -> Course | None:
        """The course being laid; none when all are."""
        return next((course for course in self.courses if not course.laid), None)

    def latest(self, name: str, commit: str = "", kind: StepKind | None = None) -> Step | None:
        """The newest step of that name, optionally for one commit."""
        for step in reversed(self.steps):
            if step.name == name and (not commit or step.commit == commit) and kind in (None, step.kind):
                return step
        return None


class Entry(Value):
    """A line of the run's journal: what happened, who caused it, when, on which commit."""

    at: float
    what: str
    actor: str = ""
    commit: str = ""
