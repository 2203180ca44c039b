"""One operation held against one entity: what the rules of meaning ask of the two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.core.plan import naming, verbs
from bot.core.plan.app import Entity, Setting
from bot.core.plan.candidates import Candidate, output_name
from bot.core.plan.fitting import find_column, is_key_input, is_own_key
from bot.core.plan.model import Operation as PlanOperation
from bot.core.plan.states import state_change

_SCALARS: Final = naming.word_set(
    "uuid string text int integer bigint float number decimal bool boolean date datetime"
)


@dataclass(frozen=True)
class Case:
    """One operation on one entity, with what the rules ask of it."""

    operation: PlanOperation
    candidate: Candidate

    @property
    def entity(self) -> Entity:
        return self.candidate.entity

    @property
    def is_called(self) -> bool:
        return self.candidate.is_called

    @cached_property
    def verb(self) -> str:
        return verbs.verb_of(self.operation.name)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The inputs that name a row of the entity."""
        is_key = is_key_input if self.is_called else is_own_key
        return tuple(name for name, kind in self.operation.input.items() if is_key(name, self.entity, kind))

    @cached_property
    def rest(self) -> tuple[str, ...]:
        return tuple(name for name in self.operation.input if name not in self.keys)

    @cached_property
    def strays(self) -> tuple[str, ...]:
        """The other inputs that are no field of the entity."""
        given = self.operation.input
        return tuple(name for name in self.rest if find_column(name, self.entity, given[name]) is None)

    @property
    def fits(self) -> bool:
        return not self.strays

    @property
    def suits(self) -> bool:
        """Whether the entity is meant: an operation called after another one has to fit it in all that is given."""
        return self.is_called or self.fits

    @cached_property
    def sets(self) -> tuple[Setting, ...]:
        """The state that the verb leads to, as far as the input does not say it."""
        return state_change(self.verb, self.entity, given=self.operation.input)

    @property
    def has_state(self) -> bool:
        """Whether the verb leads to no state at all, or to one that a row of the entity can have."""
        return self.verb not in verbs.STATE or bool(state_change(self.verb, self.entity, given=()))

    @property
    def declares(self) -> bool:
        """Whether the output names the entity."""
        bare = output_name(self.operation.output)
        return bool(bare) and naming.stem(bare) == naming.stem(self.entity.phrase)

    @property
    def many(self) -> bool:
        return is_many(self.operation.output)

    @cached_property
    def scalar(self) -> str:
        """The type of an output that is a plain value, and no row; empty for rows."""
        kind = self.operation.output.strip().removesuffix("[]").partition("(")[0].lower()
        return kind if kind in _SCALARS and not self.declares else ""

    @property
    def makes(self) -> bool:
        """Whether a command that names the key makes the row: keys may come from outside."""
        filled = {column.key for name in self.operation.input if (column := find_column(name, self.entity))}
        needed = {c.key for c in self.entity.columns if c.required and not c.primary}
        if self.verb in verbs.PLAIN:
            return self.entity.key.key in self.keys or (self.is_called and self.fits and needed <= filled)
        return self.verb in verbs.CREATE - verbs.UPDATE and self.entity.key.required and needed <= filled

    @property
    def names_many(self) -> bool:
        last = naming.words(self.operation.name)[-1]
        return last == naming.plural(naming.words(self.entity.phrase)[-1])


def is_many(output: str) -> bool:
    """Whether an operation's output is a list."""
    text = output.strip()
    return text.endswith("[]") or text.lower().startswith(
        ("list<", "list(", "array<", "array(", "page<", "page(")
    )
