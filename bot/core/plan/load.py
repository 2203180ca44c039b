"""From the text of a `buildplan.yaml` to a Plan, or to all its problems at once.

Problems come from the text (`yaml.*`), the schema (`schema.*`) and the meaning (`plan.*`), as far as each can
be looked at: meaning needs a document that the schema accepts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from bot.core.plan.canonical import digest
from bot.core.plan.checks import Around, meaning_problems
from bot.core.plan.explain import schema_problems
from bot.core.plan.lexical import fault_problems
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem, by_position, pointer
from bot.core.plan.reader import Document
from bot.core.plan.syntax import read_with_repairs
from bot.core.plan.text import prepare

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
    prepared = prepare(text, file)
    if prepared.content is None:
        return _loaded(None, prepared.problems)
    read = read_with_repairs(prepared.content, file)
    faults = fault_problems(read.document, read.content, file)
    problems = [*prepared.problems, *read.problems, *faults]
    if not read.document.is_whole or not isinstance(read.document.value, dict):
        return _loaded(None, problems)
    plan, broken = _typed(read.document, read.content, file)
    if plan is not None:
        broken = meaning_problems(plan, read.document, file, around)
    # What a faulty value would mean is no problem of its own.
    at_fault = {(fault.line, fault.column) for fault in faults}
    problems += [problem for problem in broken if (problem.line, problem.column) not in at_fault]
    return _loaded(plan, problems)


def _typed(document: Document, content: str, file: str) -> tuple[Plan | None, list[Problem]]:
    """The model accepts what the schema accepts and is faster; the schema explains what is refused."""
    try:
        return Plan.model_validate(document.value), []
    except ValidationError as error:
        return None, schema_problems(document, content, file) or _model_problems(error, document, file)


def _model_problems(error: ValidationError, document: Document, file: str) -> list[Problem]:
    """What the model alone refuses: none is known, but a refusal without a reason would help nobody."""
    problems = []
    for found in error.errors():
        place = document.place_of(found["loc"])
        path = pointer(found["loc"])
        problems.append(Problem("error", "schema.model", found["msg"], file, place.line, place.column, path))
    return problems


def _loaded(plan: Plan | None, problems: list[Problem] | tuple[Problem, ...]) -> Loaded:
    if plan is None or any(problem.severity == "error" for problem in problems):
        return Loaded(None, by_position(problems), None)
    return Loaded(plan, by_position(problems), digest(plan))
