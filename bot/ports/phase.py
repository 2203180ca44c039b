"""A phase: a unit of building. Pure: the same input gives the same bytes, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from bot.core.generate import lay
from bot.core.generate.laying import Layer
from bot.core.plan.model import Plan
from bot.ports.stack import Stack


@dataclass(frozen=True)
class ChangeSet:
    """What a phase yields. Paths are relative, with `/`; `evidence` is shown on the pull request.

    `open_points` names what a person or an AI coder must fill in: path -> one sentence. `warnings` are what people
    have to know before they approve it, `losses` the tables and columns that it takes data from.
    """

    writes: Mapping[str, bytes]
    deletes: frozenset[str] = frozenset()
    evidence: str = ""
    open_points: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """What an app is made of, the same for all its phases.

    `library` maps `packages/…` paths to bytes, a repository's own files before Drystone's. `released` is what
    was generated on the base branch when the run began: it is in use, with data; empty for a first build.
    `renames` is the text of the `buildplan.renames.yaml` beside the plan, or empty.
    """

    plan: Plan
    plan_text: str
    library: Mapping[str, bytes]
    stack: Stack
    released: Mapping[str, bytes] = field(default_factory=dict)
    renames: str = ""

    @cached_property
    def layer(self) -> Layer:
        """The resolved app and all else that templates are given: worked out once, however many phases ask."""
        return lay.layer(self.plan, self.stack.templates, self.library)


@dataclass(frozen=True)
class PhaseInput:
    """All that a phase may look at. `tree` is what the earlier phases of the same plan generated (never people's)."""

    material: Material
    tree: Mapping[str, bytes]

    @property
    def plan(self) -> Plan:
        return self.material.plan

    @property
    def library(self) -> Mapping[str, bytes]:
        return self.material.library

    @property
    def layer(self) -> Layer:
        return self.material.layer

    @property
    def released(self) -> Mapping[str, bytes]:
        return self.material.released

    @property
    def renames(self) -> str:
        return self.material.renames


class Phase(Protocol):
    """One file in `phases/`, ending in `PHASE: Phase = …()`."""

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str:
        """What it lays, in one line for people: used in the commit's subject and in the docs."""
        ...

    def lay(self, given: PhaseInput) -> ChangeSet:
        """Yield the phase's files. Raises `UserError` where the plan cannot be built."""
        ...
