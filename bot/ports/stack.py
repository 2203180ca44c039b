"""An application stack: its templates and its versions. One file in `bot/stacks/`, ending in `STACK`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Templates(Protocol):
    """Code templates of one stack, `<% %>` and `<%= %>` as delimiters; values are data, never templates."""

    def names(self, prefix: str = "") -> Iterable[str]:
        """Template paths below `prefix`, sorted."""
        ...

    def render(self, name: str, values: Mapping[str, Any]) -> bytes:
        """The rendered text of a `.j2` template, or the bytes of any other file."""
        ...


class Stack(Protocol):
    """What differs between application stacks."""

    @property
    def name(self) -> str: ...

    @property
    def templates(self) -> Templates: ...

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the gates that an app of this stack has, in the order in which people read them."""
        ...


class UnboundTemplates:
    """Stands in a stack's constant until bootstrap gives it the templates of its folder."""

    def names(self, prefix: str = "") -> Iterable[str]:
        raise LookupError("This stack was not given its templates (bot.adapters.templates.bind).")

    def render(self, name: str, values: Mapping[str, Any]) -> bytes:
        raise LookupError("This stack was not given its templates (bot.adapters.templates.bind).")
