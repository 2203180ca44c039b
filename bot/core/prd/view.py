"""A PRD with what several of its rules and its compiler ask of it, told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.plan import naming
from bot.core.plan.checks.base import type_of
from bot.core.plan.model.components import Auth
from bot.core.plan.problems import Path
from bot.core.prd.gherkin import Scenarios, parse
from bot.core.prd.model import Actor, Architecture, Feature, Noun, Prd, Priority, Requirement, View


@dataclass(frozen=True)
class Need:
    """A requirement, its feature, and where it stands."""

    requirement: Requirement
    feature: Feature
    path: Path

    @property
    def priority(self) -> Priority:
        """Its own, else its feature's."""
        return self.requirement.priority or self.feature.priority

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be built."""
        return self.priority != "wont"

    @cached_property
    def scenarios(self) -> Scenarios | None:
        """Its scenarios, as they are read; None where it has none."""
        given = self.requirement.scenarios
        return None if given is None else parse(given)


@dataclass(frozen=True)
class NounAt:
    """A noun and where it stands."""

    noun: Noun
    path: Path


@dataclass(frozen=True)
class ViewAt:
    """A page, its feature, and where it stands."""

    view: View
    feature: Feature
    path: Path


@dataclass(frozen=True)
class Product:
    """A PRD with its architecture. Names are found whatever case and number they are written in."""

    prd: Prd
    architecture: Architecture

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """All requirements, in the order of the text."""
        return tuple(
            Need(requirement, feature, ("features", at, "requirements", index))
            for at, feature in enumerate(self.prd.features)
            for index, requirement in enumerate(feature.requirements)
        )

    @cached_property
    def wanted(self) -> tuple[Need, ...]:
        """Those that are to be built."""
        return tuple(need for need in self.needs if need.is_wanted)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """Features of which something is to be built."""
        needed = {need.feature.name for need in self.wanted}
        return tuple(one for one in self.prd.features if one.priority != "wont" or one.name in needed)

    @cached_property
    def nouns(self) -> tuple[NounAt, ...]:
        """All nouns, in the order of the text."""
        return tuple(NounAt(noun, ("entities", index)) for index, noun in enumerate(self.prd.entities))

    @cached_property
    def views(self) -> tuple[ViewAt, ...]:
        """The pages of the features that are to be built."""
        return tuple(
            ViewAt(view, feature, ("features", at, "pages", index))
            for at, feature in enumerate(self.prd.features)
            if feature in self.features
            for index, view in enumerate(feature.pages)
        )

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """Actors by name."""
        return {actor.name: actor for actor in reversed(self.prd.actors)}

    @cached_property
    def _nouns(self) -> Mapping[tuple[str, ...], Noun]:
        return {naming.stem(noun.name): noun for noun in reversed(self.prd.entities)}

    def noun(self, written: str | None) -> Noun | None:
        """The noun that a name means."""
        return self._nouns.get(naming.stem(written)) if written else None

    def access(self, actor: str | None) -> Auth:
        """What tells an actor; who signed in, where none is named."""
        found = self.actors.get(actor or "")
        return found.access if found else "user"

    def pointed(self, noun: Noun) -> tuple[Noun, ...]:
        """The nouns that a noun's fields point to."""
        types = (type_of(one.type) for one in noun.fields)
        found = (self.noun(one.table) for one in types if one is not None and one.kind == "fk")
        return tuple(one for one in found if one is not None)
