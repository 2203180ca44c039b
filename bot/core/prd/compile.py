"""From a PRD and an architecture to the plan that they mean, or to all that keeps them from meaning one.

The plan is checked as any plan is. What is wrong with it is told of the requirement that it comes from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.core.plan.canonical import digest
from bot.core.plan.checks import Around, Finding, problem_of
from bot.core.plan.load import NOTHING_AROUND, load
from bot.core.plan.model import Plan
from bot.core.plan.problems import Path, Problem, by_position
from bot.core.plan.reader import Document, Json
from bot.core.plan.shape import Read
from bot.core.prd.draft import Draft, Origin, Traced, draft
from bot.core.prd.files import ARCHITECTURE, ARCHITECTURE_FILE, PRD, PRD_FILE
from bot.core.prd.model import Architecture, Prd
from bot.core.prd.rules import RULES
from bot.core.prd.view import Need, Product
from bot.core.prd.write import commented, plan_text

_HEAD: Final = f"""\
# Compiled from {PRD_FILE} and {ARCHITECTURE_FILE}: change those. Changed by hand, this is never written over.
"""
_MARK: Final = re.compile(r"\A# Compiled from [^\n]*\n# Mark: ([0-9a-f]{64})\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Compiled:
    """The plan with its text, or the reasons why there is none. Warnings may stand beside a plan."""

    plan: Plan | None
    text: str
    problems: tuple[Problem, ...]
    trace: tuple[Traced, ...] = ()
    digest: str = ""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems because of which there is no plan."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def compile_plan(prd: str | bytes, architecture: str | bytes, around: Around = NOTHING_AROUND) -> Compiled:
    """The plan of a PRD and an architecture. `around` is what is known beside them."""
    files = (PRD.read(prd, PRD_FILE), ARCHITECTURE.read(architecture, ARCHITECTURE_FILE))
    problems = [*files[0].problems, *files[1].problems]
    if files[0].value is None or files[1].value is None:
        return Compiled(None, "", _ordered(problems))
    reading = _Reading(files[0], files[1], Product(files[0].value, files[1].value))
    problems = [*problems, *reading.rules_broken(), *_gherkin(reading, prd)]
    if any(problem.severity == "error" for problem in problems):
        return Compiled(None, "", _ordered(problems))
    made = draft(reading.product)
    text = _marked(_introduced(reading.product, made))
    loaded = load(text, around=replace(around, has_prd=True))
    problems += [reading.traced_back(problem, made) for problem in loaded.problems]
    if loaded.plan is None:
        return Compiled(None, "", _ordered(problems))
    trace = tuple(_traces(reading.product, made))
    return Compiled(loaded.plan, text, _ordered(problems), trace, digest(loaded.plan))


def is_compiled(text: str) -> bool:
    """Whether a plan is as it was compiled: nobody has changed it since."""
    found = _MARK.match(text.replace("\r\n", "\n"))
    return found is not None and _hash(found[2]) == found[1]


def _marked(body: str) -> str:
    return f"{_HEAD}# Mark: {_hash(body)}\n{body}"


def _hash(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    """By file, the PRD first, then by position."""
    return tuple(sorted(by_position(problems), key=lambda one: one.file != PRD_FILE))


@dataclass(frozen=True)
class _Reading:
    """Both files as they were read, and the product that they mean."""

    prd: Read[Prd]
    architecture: Read[Architecture]
    product: Product

    def document(self, file: str) -> Document:
        return self.prd.document if file == PRD_FILE else self.architecture.document

    def rules_broken(self) -> Iterator[Problem]:
        """What the rules find, but nothing of values that are wrong whatever they mean."""
        faulty = {PRD_FILE: self.prd.faulty, ARCHITECTURE_FILE: self.architecture.faulty}
        for rule in RULES:
            for found in rule.run(self.product) if rule.run else ():
                told = problem_of(found, rule.code, rule.severity, self.document(rule.file), rule.file)
                if (told.line, told.column) not in faulty[rule.file]:
                    yield told

    def traced_back(self, problem: Problem, made: Draft) -> Problem:
        """A problem of the plan, at the place that the faulty part comes from."""
        origin, rest = _origin(_steps(problem.pointer), made)
        document = self.document(origin.file)
        found = Finding(_as_far_as(document.value, (*origin.path, *rest)), problem.message)
        placed = problem_of(found, problem.code, problem.severity, document, origin.file)
        return replace(
            placed,
            message=problem.message,
            found=problem.found,
            allowed=problem.allowed,
            suggestion=problem.suggestion,
        )


def _as_far_as(value: Json, path: Path) -> Path:
    """The start of a path that leads somewhere in what was written."""
    for depth, step in enumerate(path):
        try:
            value = value[step]
        except (LookupError, TypeError):
            return path[:depth]
    return path


def _steps(pointer: str) -> Path:
    """The path of a JSON pointer; what looks like an index is one."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return tuple(int(part) if part.isdecimal() else part for part in parts)


def _origin(path: Path, made: Draft) -> tuple[Origin, Path]:
    """Where a part of the plan comes from, and the way from there."""
    for length in range(len(path), 0, -1):
        if path[:length] in made.origins:
            return made.origins[path[:length]], path[length:]
    return Origin(PRD_FILE, ("features",)), ()


def _gherkin(reading: _Reading, text: str | bytes) -> Iterator[Problem]:
    """The faults of scenarios, each at its line where they are a block of lines."""
    written = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    lines = written.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for need in reading.product.needs:
        path = (*need.path, "scenarios")
        place = reading.prd.document.place_of(path)
        is_block = lines[place.line - 1][place.column - 1 :].startswith("|")
        for fault in need.scenarios.faults if need.scenarios else ():
            told = problem_of(
                Finding(path, fault.message, fault.found),
                "prd.gherkin",
                "error",
                reading.prd.document,
                PRD_FILE,
            )
            if is_block and place.line + fault.line <= len(lines):
                said = lines[place.line + fault.line - 1]
                column = _column(said, need, fault.line) + fault.column
                told = replace(told, line=place.line + fault.line, column=column, end_column=None)
            yield told


def _column(line: str, need: Need, number: int) -> int:
    """By how much a line of a block is indented more than its text says."""
    said = (need.requirement.scenarios or "").split("\n")[number - 1]
    return max(len(line) - len(said), 0)


def _traces(product: Product, made: Draft) -> Iterator[Traced]:
    for need in product.needs:
        one = need.requirement.id
        if not need.is_wanted:
            yield Traced(one, (), "its priority is `wont`")
        elif one in made.became:
            yield Traced(one, tuple(dict.fromkeys(made.became[one])))
        else:
            yield Traced(one, (), "it has neither an `action` nor a `page`")


def _introduced(product: Product, made: Draft) -> str:
    """The plan's text below what no part of it can say."""
    left = [f"# Left out, since {one.reason}: {one.id}\n" for one in _traces(product, made) if not one.became]
    prd = product.prd
    left += [f"# Not a goal: {_line(one)}\n" for one in prd.nonGoals]
    left += [f"# Asked for, and for people to see to: {_line(one)}\n" for one in prd.quality.others]
    head = f"#\n{''.join(left)}" if left else ""
    return f"{head}\n{plan_text(made.tree, made.comments)}"


def _line(text: str) -> str:
    return commented(" ".join(text.split()))
