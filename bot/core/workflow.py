"""A workflow: the order of phases, gates and checkpoints, as data, and its courses for one plan."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.base import Value
from bot.core.ids import checkpoint_branch
from bot.core.run import Course

LOCK = "lock"
REPLAN = "replan"


class CourseSpec(Value):
    """Steps that end in `checkpoint`, and the gates of their last commit. `lock` is the package manager's."""

    checkpoint: str
    steps: tuple[str, ...]
    gates: tuple[str, ...]


class Workflow(Value):
    """What `workflows/<name>.yml` says. `deploy` is the environment of the merged app, or empty."""

    name: str
    courses: tuple[CourseSpec, ...]
    deploy: str = ""

    @property
    def phases(self) -> tuple[str, ...]:
        """Names of all phases, in order."""
        return tuple(step for course in self.courses for step in course.steps if step != LOCK)

    @property
    def gates(self) -> frozenset[str]:
        return frozenset(gate for course in self.courses for gate in course.gates)


def courses_of(
    workflow: Workflow, checkpoints: Sequence[str], build_branch: str, own_branch: str = ""
) -> tuple[Course, ...]:
    """The courses of a run. A checkpoint that the plan does not name joins its course to the next.

    A course that ends in a checkpoint has a branch of the bot's own, named after `own_branch` or, without one,
    after the build branch.
    """
    courses: list[Course] = []
    carried: tuple[str, ...] = ()
    for spec in workflow.courses:
        steps = carried + spec.steps
        is_last = spec is workflow.courses[-1]
        is_named = spec.checkpoint in checkpoints
        if not is_named and not is_last:
            carried = steps
            continue
        carried = ()
        branch = build_branch if is_last else checkpoint_branch(own_branch or build_branch, spec.checkpoint)
        courses.append(
            Course(
                number=len(courses) + 1,
                steps=steps,
                gates=spec.gates,
                checkpoint=spec.checkpoint if is_named else "",
                branch=branch,
            )
        )
    return tuple(courses)
