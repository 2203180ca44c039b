"""Reads the scenarios of a requirement: the part of Gherkin that is the same to all readers, and stricter.

English keywords; backgrounds, scenarios, outlines with examples, tags, tables and doc strings. What Gherkin would
take for a description is a fault here, since it mostly is a step whose keyword is misspelled. There are no rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_HEADER: Final = re.compile(
    r"(Feature|Rule|Background|Scenario Outline|Scenario Template|Scenario|Examples|Scenarios|Example):\s*(.*)"
)
_STEP: Final = re.compile(r"(Given|When|Then|And|But|\*)\s+(.*)")
_LANGUAGE: Final = re.compile(r"#\s*language\s*:\s*(\S+)")
_TAG: Final = re.compile(r"@[^\s@]+")
_PLACEHOLDER: Final = re.compile(r"<([^<>]+)>")
_FENCES: Final = ('"""', "```")
_OUTLINES: Final = ("Scenario Outline", "Scenario Template")
_STEPS: Final = "Given, When, Then, And, But or *"


@dataclass(frozen=True)
class Fault:
    """What is no Gherkin: line and column within the text, from 1."""

    line: int
    column: int
    message: str
    found: str = ""


@dataclass(frozen=True)
class Step:
    """One step: its keyword, its words, and the line on which it stands."""

    keyword: str
    text: str
    line: int


@dataclass(frozen=True)
class Scenario:
    """One scenario. `columns` are those of an outline's examples."""

    name: str
    line: int
    steps: tuple[Step, ...]
    tags: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenarios:
    """The scenarios of a text, and all that is wrong with it."""

    scenarios: tuple[Scenario, ...]
    faults: tuple[Fault, ...]


def parse(text: str) -> Scenarios:
    """The scenarios in a text, or what keeps them from being read."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        reader.take(number, line)
    return reader.done()


@dataclass
class _Part:
    """A background, a scenario or its examples, as far as it is read."""

    kind: str
    name: str
    line: int
    column: int
    tags: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    """The table that is being read: of the last step, or of examples."""
    columns: tuple[str, ...] = ()
    is_faulty: bool = False

    @property
    def is_outline(self) -> bool:
        return self.kind in _OUTLINES


class _Reader:
    def __init__(self) -> None:
        self._done: list[_Part] = []
        self._faults: list[Fault] = []
        self._tags: list[tuple[int, int, str]] = []
        self._fence: tuple[str, int, int] | None = None
        self._has_feature = False
        self._in_examples = False

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        said = line.strip()
        column = len(line) - len(line.lstrip()) + 1
        if self._fence is not None:
            self._fence = None if said == self._fence[0] else self._fence
        elif said.startswith("#"):
            self._comment(number, column, said)
        elif said.startswith("@"):
            self._take_tags(number, column, said)
        elif header := _HEADER.fullmatch(said):
            self._header(number, column, header[1], header[2])
        elif step := _STEP.fullmatch(said):
            self._step(number, column, step[1], step[2])
        elif said.startswith("|"):
            self._row(number, column, said)
        elif said.startswith(_FENCES):
            self._open(number, column, said)
        elif said:
            self._fault(number, column, f"This is no step: a step starts with {_STEPS}.", said)

    def done(self) -> Scenarios:
        """What was read, once all lines are."""
        if self._fence is not None:
            self._fault(self._fence[1], self._fence[2], "This text is never closed.", self._fence[0])
        self._refuse_tags()
        scenarios = tuple(self._finished(part) for part in self._done if part.kind != "Background")
        if not scenarios and not self._faults:
            self._fault(1, 1, "There is no scenario here: `Scenario:` and a name begin one.")
        return Scenarios(scenarios, tuple(sorted(self._faults, key=lambda one: (one.line, one.column))))

    def _fault(self, line: int, column: int, message: str, found: str = "") -> None:
        self._faults.append(Fault(line, column, message, found))
        if self._done:
            self._done[-1].is_faulty = True

    def _refuse_tags(self) -> None:
        for line, column, tag in self._tags[:1]:
            self._fault(line, column, "Tags stand before a scenario, and none follows.", tag)
        self._tags = []

    def _comment(self, number: int, column: int, said: str) -> None:
        language = _LANGUAGE.match(said)
        if language is not None and language[1] != "en":
            self._fault(number, column, "Only English keywords are read.", language[1])

    def _header(self, number: int, column: int, kind: str, name: str) -> None:
        self._in_examples = False
        if kind == "Rule":
            self._fault(number, column, "`Rule:` is not read: give the rule a requirement of its own.", kind)
        elif kind == "Feature":
            if self._has_feature or self._done:
                self._fault(number, column, "`Feature:` stands once, before all else.", kind)
            self._has_feature = True
            self._tags = []
        elif kind in ("Examples", "Scenarios"):
            self._examples(number, column, kind)
        else:
            self._begin(number, column, kind, name)

    def _begin(self, number: int, column: int, kind: str, name: str) -> None:
        if kind == "Background":
            self._refuse_tags()
        part = _Part(kind, name, number, column, tuple(tag for _, _, tag in self._tags))
        self._tags = []
        if kind == "Background" and self._done:
            self._fault(number, column, "`Background:` stands once, before all scenarios.", kind)
        elif kind != "Background" and not name:
            self._fault(number, column, "A scenario needs a name.", f"{kind}:")
        self._done.append(part)

    def _examples(self, number: int, column: int, kind: str) -> None:
        self._tags = []
        if not self._done or not self._done[-1].is_outline:
            message = "Examples belong to a `Scenario Outline:`, and there is none above."
            self._fault(number, column, message, kind)
            return
        self._in_examples = True
        self._done[-1].rows = []

    def _step(self, number: int, column: int, keyword: str, text: str) -> None:
        self._refuse_tags()
        if not self._done or self._in_examples:
            self._fault(number, column, "A step belongs to a scenario, and none began above.", keyword)
            return
        part = self._done[-1]
        if not part.steps and keyword in ("And", "But"):
            message = f"The first step starts with Given, When or Then, not {keyword}."
            self._fault(number, column, message, keyword)
        part.steps.append(Step(keyword, text, number))
        part.rows = []

    def _take_tags(self, number: int, column: int, said: str) -> None:
        for match in re.finditer(r"\S+", said):
            at = column + match.start()
            if _TAG.fullmatch(match[0]):
                self._tags.append((number, at, match[0]))
            else:
                self._fault(number, at, "A tag starts with @ and has no spaces.", match[0])

    def _row(self, number: int, column: int, said: str) -> None:
        self._refuse_tags()
        part = self._done[-1] if self._done else None
        if part is None or not (part.steps or self._in_examples):
            self._fault(number, column, "A table belongs to a step or to examples, and there is none above.")
            return
        if not said.endswith("|") or len(said) < 2:
            self._fault(number, column, "A row of a table ends with |.", said)
            return
        cells = tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", said[1:-1]))
        if part.rows and len(cells) != len(part.rows[0]):
            message = f"This row has {len(cells)} cells, and the first one of its table {len(part.rows[0])}."
            self._fault(number, column, message)
        if self._in_examples and not part.rows:
            part.columns += tuple(cell for cell in cells if cell not in part.columns)
        part.rows.append(cells)

    def _open(self, number: int, column: int, said: str) -> None:
        self._refuse_tags()
        self._fence = (said[:3], number, column)
        if not self._done or not self._done[-1].steps or self._in_examples:
            self._fault(number, column, "A text belongs to a step, and there is none above.", said[:3])

    def _finished(self, part: _Part) -> Scenario:
        if not part.steps and not part.is_faulty:
            self._fault(part.line, part.column, "This scenario has no step.", part.name)
        if part.is_outline and not part.columns:
            message = "An outline has `Examples:` with a table, and this one has none."
            self._fault(part.line, part.column, message, part.name)
        for step, name in _placeholders(part) if part.is_outline and part.columns else ():
            message = f"The examples have no column `{name}`."
            self._fault(step.line, part.column, message, f"<{name}>")
        return Scenario(part.name, part.line, tuple(part.steps), part.tags, part.columns)


def _placeholders(part: _Part) -> Iterator[tuple[Step, str]]:
    """The names between < and > in an outline that its examples have no column for."""
    for step in part.steps:
        for name in _PLACEHOLDER.findall(step.text):
            if name not in part.columns:
                yield step, name
