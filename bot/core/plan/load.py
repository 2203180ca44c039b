"""From the text of a `buildplan.yaml` to a Plan, or to all its problems at once."""

from __future__ import annotations

from dataclasses import dataclass

import yaml
from pydantic import ValidationError

from bot.core.plan.canonical import digest
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem, by_position, pointer
from bot.core.plan.reader import read


@dataclass(frozen=True)
class Loaded:
    """A plan, or the reasons why there is none. Warnings may stand beside a plan; errors never do."""

    plan: Plan | None
    problems: tuple[Problem, ...]
    digest: str | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def load(text: str | bytes, file: str = "buildplan.yaml") -> Loaded:
    """The plan in `text`; `file` is the name that problems carry."""
    try:
        document = read(text if isinstance(text, str) else text.decode("utf-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return _refused([Problem("error", "yaml.syntax", str(error.problem), file, line, column)])
    try:
        plan = Plan.model_validate(document.value)
    except ValidationError as error:
        problems = []
        for found in error.errors():
            place = document.place_of(found["loc"])
            problems.append(
                Problem(
                    "error",
                    "schema.model",
                    found["msg"],
                    file,
                    place.line,
                    place.column,
                    pointer(found["loc"]),
                )
            )
        return _refused(problems)
    return Loaded(plan, (), digest(plan))


def _refused(problems: list[Problem]) -> Loaded:
    return Loaded(None, by_position(problems), None)
