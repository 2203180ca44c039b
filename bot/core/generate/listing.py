"""Lists on pages: read a page at a time, and narrowed by what their columns are indexed for, as the address says."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from bot.core.generate.code import Code, js
from bot.core.plan.app import PAGING, Entity, Input, Operation

_YES_OR_NO: Final = '[{ value: "true", label: "Yes" }, { value: "false", label: "No" }]'


@dataclass(frozen=True)
class Listing:
    """One list on a page. `offered` names the columns whose rows to choose from are there in `choices`.

    `prefix` tells its parameters in the address from those of other lists on the page.
    """

    entity: Entity
    operation: Operation
    offered: Set[str]
    choices: str
    prefix: str = ""

    @property
    def name(self) -> str:
        """What the page calls what the address asks of the list."""
        return f"{self.entity.const}Asked"

    @property
    def filters(self) -> tuple[Input, ...]:
        """What visitors choose among; other filters are the API's."""
        return tuple(
            one
            for one in self.operation.inputs
            if one.optional and one.target and (one.column.enum or self._is_chosen(one))
        )

    def _is_chosen(self, one: Input) -> bool:
        return one.column.kind == "boolean" or (
            one.column.reference is not None and one.target in self.offered
        )

    @property
    def asked(self) -> Code:
        """Reads the address."""
        names = ", ".join(js(one.key) for one in self.filters)
        prefix = f", {js(self.prefix)}" if self.prefix else ""
        return Code(f"readList(await searchParams, {self.operation.name}Input.shape, [{names}]{prefix})")

    @property
    def shown(self) -> Code:
        """The filters and the ways on, for the component that shows the rows."""
        specs = ", ".join(self._spec(one) for one in self.filters)
        return Code(f"{self.name}.view({self.entity.const}, [{specs}])")

    def _spec(self, one: Input) -> str:
        label = js(one.column.label)
        return f"{{ name: {js(one.key)}, label: {label}, choices: {self._choices(one)} }}"

    def _choices(self, one: Input) -> str:
        if one.column.enum:
            return f"{one.column.enum.const}Values.map((value) => ({{ value, label: words(value) }}))"
        return _YES_OR_NO if one.column.kind == "boolean" else f"{self.choices}.{one.target}"

    @property
    def enums(self) -> frozenset[str]:
        """The lists of values that the filters need."""
        return frozenset(f"{one.column.enum.const}Values" for one in self.filters if one.column.enum)


def is_paged(operation: Operation | None) -> bool:
    """Whether a list can be read a page at a time."""
    return operation is not None and set(PAGING) <= set(operation.inputs)
