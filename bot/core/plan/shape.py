"""Reads a file of one shape: from its text to what it says, or to all problems of its text and its schema."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from jsonschema import Draft202012Validator
from pydantic import ValidationError

from bot.core.plan.explain import Text, schema_problems
from bot.core.plan.lexical import fault_problems
from bot.core.plan.model import Part
from bot.core.plan.problems import Problem, pointer
from bot.core.plan.reader import Document
from bot.core.plan.schema import Schema, schema_of
from bot.core.plan.syntax import read_with_repairs
from bot.core.plan.text import prepare
from bot.core.plan.verdict import validator_for

P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Read(Generic[P]):
    """What a text says, or None; where all of it stands; and what is wrong with it so far.

    `faulty` holds the places of values that are wrong whatever they mean.
    """

    value: P | None
    document: Document
    problems: tuple[Problem, ...]
    faulty: frozenset[tuple[int, int]] = frozenset()

    def and_(self, found: list[Problem]) -> tuple[Problem, ...]:
        """All problems, with those of meaning, but none of what a faulty value would mean."""
        return self.problems + tuple(one for one in found if (one.line, one.column) not in self.faulty)


class Shape(Generic[P]):
    """A kind of file: `called` is how its problems call it, `name` and `title` are those of its schema."""

    def __init__(self, model: type[P], called: str, name: str, title: str) -> None:
        self._model, self._called = model, called
        self.schema: Schema = schema_of(model, name, title)

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return validator_for(self.schema)

    def read(self, text: str | bytes, file: str) -> Read[P]:
        """What `text` says. `file` is the name that problems carry."""
        prepared = prepare(text, file)
        if prepared.content is None:
            return Read(None, Document(), prepared.problems)
        repaired = read_with_repairs(prepared.content, file)
        document, content = repaired.document, repaired.content
        faults = fault_problems(document, content, file, self.schema)
        problems = [*prepared.problems, *repaired.problems, *faults]
        if not document.is_whole or not isinstance(document.value, dict):
            return Read(None, document, tuple(problems))
        faulty = frozenset((fault.line, fault.column) for fault in faults)
        value, broken = self._typed(document, content, file)
        kept = (one for one in broken if (one.line, one.column) not in faulty)
        return Read(value, document, (*problems, *kept), faulty)

    def _typed(self, document: Document, content: str, file: str) -> tuple[P | None, list[Problem]]:
        """The model accepts what the schema accepts and is faster; the schema explains what is refused."""
        try:
            return self._model.model_validate(document.value), []
        except ValidationError as error:
            found = schema_problems(Text(document, content, file, self._called), self._validator)
            return None, found or _model_problems(error, document, file)


def _model_problems(error: ValidationError, document: Document, file: str) -> list[Problem]:
    """What the model alone refuses: none is known, but a refusal without a reason would help nobody."""
    problems = []
    for found in error.errors():
        place = document.place_of(found["loc"])
        path = pointer(found["loc"])
        problems.append(Problem("error", "schema.model", found["msg"], file, place.line, place.column, path))
    return problems
