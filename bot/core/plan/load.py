"""From the text of a `buildplan.yaml` to a Plan, or to all its problems at once.

Problems come from the text (`yaml.*`), the schema (`schema.*`) and the meaning (`plan.*`), as far as each can
be looked at: meaning needs a document that the schema accepts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.core.plan.canonical import digest
from bot.core.plan.checks import Around, meaning_problems
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem, by_position
from bot.core.plan.shape import Shape

PLAN: Final = Shape(Plan, "The plan", "buildplan", "Drystone build plan")
NOTHING_AROUND: Final = Around()


@dataclass(frozen=True)
class Loaded:
    """A plan, or the reasons why there is none. Warnings may stand beside a plan; errors never do."""

    plan: Plan | None
    problems: tuple[Problem, ...]
    digest: str | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems because of which there is no plan."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that leave the plan sound."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def load(text: str | bytes, file: str = "buildplan.yaml", around: Around = NOTHING_AROUND) -> Loaded:
    """The plan in `text`. `file` is the name that problems carry, `around` what is known beside the plan."""
    read = PLAN.read(text, file)
    if read.value is None:
        return _loaded(None, read.problems)
    return _loaded(read.value, read.and_(meaning_problems(read.value, read.document, file, around)))


def _loaded(plan: Plan | None, problems: tuple[Problem, ...]) -> Loaded:
    if plan is None or any(problem.severity == "error" for problem in problems):
        return Loaded(None, by_position(problems), None)
    return Loaded(plan, by_position(problems), digest(plan))
