"""A run: one execution of a task by a workflow. The state that decisions are made from, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from bot.core.base import Value
from bot.core.ids import Workspace

Status = Literal["queued", "running", "waiting", "halted", "completed", "failed", "cancelled"]
StepStatus = Literal["queued", "running", "done", "failed", "refused", "cancelled"]
StepKind = Literal["plan", "phase", "lock", "gate", "fix", "deploy"]

ENDED: frozenset[str] = frozenset({"completed", "failed", "cancelled"})
BUILDING: frozenset[str] = frozenset({"running", "waiting", "halted"})
IN_FLIGHT: frozenset[str] = frozenset({"queued", "running"})


class Remedy(Value):
    """A fixer that takes on some of what a gate found; `findings` are the fingerprints of those."""

    fixer: str
    findings: tuple[str, ...]


class Step(Value):
    """One attempt of one phase, one gate, or one fixer, whose name a fix bears.

    `branch` is where a phase's or a fixer's commit goes and `commit` what it made; for a gate, `commit` is what it
    checks. Times are seconds since the epoch.
    """

    id: str
    kind: StepKind
    name: str
    number: int
    course: int
    edition: int = 1
    attempt: int = 1
    status: StepStatus = "queued"
    branch: str = ""
    commit: str = ""
    summary: str = ""
    queued_at: float = 0
    started_at: float = 0
    ended_at: float = 0
    is_conflict: bool = False
    """People and the plan changed the same lines."""
    losses: tuple[str, ...] = ()
    """Tables and columns that what it laid takes data from."""
    remedies: tuple[Remedy, ...] = ()
    """Of a red gate: the fixers that take on what it found, the first to be tried first."""
    mends: str = ""
    """Of a fix: the gate that was red."""
    base: str = ""
    """Of a fix: the commit that it was red on."""
    handed: tuple[str, ...] = ()
    """Of a fix: fingerprints of the findings that the fixer was handed."""
    resumes: int = 0
    """Of a fix: how often the run had been set going again by then; after that, attempts count anew."""

    @property
    def is_in_flight(self) -> bool:
        return self.status in IN_FLIGHT


PreviewStatus = Literal["starting", "up", "failed", "stopped"]


class Preview(Value):
    """The build pull request's gated head as a running app, for people to look at. No step: nothing waits for it.

    `told` is what was checked, or why it is not up. `attempt` counts starts, `losses` how often it ended by
    itself since people last asked for it.
    """

    commit: str
    pull: int
    status: PreviewStatus = "starting"
    attempt: int = 1
    losses: int = 0
    since: float = 0
    url: str = ""
    told: str = ""
    missing_walls: str = ""

    @property
    def is_wanted(self) -> bool:
        return self.status in ("starting", "up")


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
    approved_by: tuple[str, ...] = ()
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
    is_ready: bool = False
    """The build pull request has left draft: its gates were green."""
    head: str = ""
    merged: str = ""
    url: str = ""
    preview: Preview | None = None
    pushers: tuple[str, ...] = ()
    created_at: int = 0
    waiting_since: float = 0
    waiting_for: str = ""
    trouble: str = ""
    """Why the run is halted, in a sentence and a next step."""
    reviews_before_ready: int = 0
    """The newest review's id when the build pull request left draft: no earlier one approves its merge."""
    resumes: int = 0
    """Counts how often the run was set going again: what was refused once is tried again after it."""
    conflicts: tuple[str, ...] = ()
    """Paths that people and the plan both changed: once a person resumed the run, what they wrote stays."""
    obeyed: tuple[int, ...] = ()
    """Comments whose commands were carried out: another delivery of one changes nothing."""
    checks: Mapping[str, str] = {}
    """Check run's name and commit -> what it shows, so that only changes are sent."""
    empty: tuple[str, ...] = ()
    """`branch@commit` of what had nothing to open a pull request for."""
    edition: int = 1
    """Counts the plans that this run has had: editing `buildplan.yaml` on its branch freezes a new one."""
    engine: str = ""
    asked: str = ""
    """The head that reviewers were asked about last."""
    answered: tuple[int, ...] = ()
    """Reviews that were told why they do not count yet."""
    from_pull: bool = False
    """The plan came in a pull request: `issue` is that pull request, and `branch` its head, on which it builds."""
    version: int = 0

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def is_under_way(self) -> bool:
        """Neither queued, nor halted, nor ended: what was decided is still wanted."""
        return self.status in ("running", "waiting")

    @property
    def is_on_offer(self) -> bool:
        """Its build pull request is the one that the plan came in, somebody's own: its title and body are theirs."""
        return self.from_pull and self.build_pull == self.issue

    @property
    def course(self) -> Course | None:
        """The course being laid; none when all are."""
        return next((course for course in self.courses if not course.laid), None)

    def is_empty(self, branch: str, commit: str) -> bool:
        """Whether that branch, at that commit, is known to have nothing that its base lacks."""
        return f"{branch}@{commit}" in self.empty

    @property
    def built(self) -> str:
        """The last commit that was laid on the build branch, whatever is laid on a checkpoint's meanwhile."""
        laid = {course.number for course in self.courses if course.laid}
        on_it = [step for step in self.steps if step.kind == "plan" or step.course in laid]
        commits = [step.commit for step in on_it if step.kind != "gate" and step.status == "done"]
        return commits[-1] if commits else ""

    def latest(self, kind: StepKind, name: str, commit: str = "") -> Step | None:
        """The newest step of that kind and name in this edition, optionally for one commit."""
        for step in reversed(self.steps):
            is_it = step.kind == kind and step.name == name and step.edition == self.edition
            if is_it and (not commit or step.commit == commit):
                return step
        return None

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def in_flight(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_in_flight)


class Entry(Value):
    """A line of the run's journal: what happened, who caused it, when, on which commit."""

    at: float
    what: str
    actor: str = ""
    commit: str = ""
