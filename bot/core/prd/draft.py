"""The plan that a product comes to, as data: with where each part comes from, and what is said beside it.

It holds names as people wrote them: what is wrong with a name, the plan's own checks tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from pydantic import BaseModel

from bot.core.plan import naming
from bot.core.plan.problems import Path
from bot.core.prd.files import ARCHITECTURE_FILE, PRD_FILE
from bot.core.prd.model import Noun
from bot.core.prd.operations import Asked, Operations, Placed, made_or_listed, operations, routes
from bot.core.prd.view import Need, NounAt, Product

_LAYOUTS: Final = {"public": "marketing", "user": "app", "admin": "admin"}
_HERO: Final = "packages/platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx"

Json = Any


@dataclass(frozen=True)
class Origin:
    """Where something of the plan comes from."""

    file: str
    path: Path


@dataclass(frozen=True)
class Traced:
    """What a requirement became: parts of the plan, or nothing for the reason that is told."""

    id: str
    became: tuple[str, ...]
    reason: str = ""


@dataclass
class Draft:
    """A plan in the making: `origins` and `comments` are by path."""

    tree: dict[str, Json] = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)
    comments: dict[Path, list[str]] = field(default_factory=dict)
    became: dict[str, list[str]] = field(default_factory=dict)

    def from_prd(self, at: Path, origin: Path) -> None:
        """Say of which part of the PRD a part of the plan is made."""
        self.origins[at] = Origin(PRD_FILE, origin)

    def say(self, at: Path, *lines: str | None) -> None:
        """Put comments above a part of the plan; a line that is None is none."""
        said = [" ".join(line.split()) for line in lines if line]
        if said:
            self.comments.setdefault(at, []).extend(said)

    def trace(self, needs: Iterable[Need], became: str) -> None:
        """Say what requirements became."""
        for need in needs:
            self.became.setdefault(need.requirement.id, []).append(became)


def draft(product: Product) -> Draft:
    """The plan of a product whose rules are kept."""
    return _Drafting(product).draft()


class _Drafting:
    def __init__(self, product: Product) -> None:
        self._product = product
        self._draft = Draft()

    @cached_property
    def _operations(self) -> Operations:
        return operations(self._product)

    def draft(self) -> Draft:
        self._project()
        self._targets()
        self._draft.tree["components"] = {"pages": [], "ui": [], "domains": []}
        self._domains()
        self._pages()
        self._api()
        self._rest()
        return self._draft

    def _project(self) -> None:
        prd, stack = self._product.prd, self._product.architecture.stack
        self._draft.tree["version"] = "1.0.0"
        self._draft.tree["project"] = {
            "name": prd.product.name,
            "stack": stack.framework,
            "packageManager": stack.packageManager,
            "runtime": stack.runtime,
        }
        self._from_architecture(("project",), ("stack",))
        self._from_architecture(("project", "stack"), ("stack", "framework"))
        self._draft.from_prd(("project", "name"), ("product", "name"))
        self._draft.say(("project",), prd.product.summary)

    def _from_architecture(self, at: Path, origin: Path) -> None:
        self._draft.origins[at] = Origin(ARCHITECTURE_FILE, origin)

    def _copy(self, at: Path, value: Json, origin: Path) -> None:
        """Take a part of the architecture as it is."""
        inside: Json = self._draft.tree
        for step in at[:-1]:
            inside = inside[step]
        inside[at[-1]] = _written(value)
        self._from_architecture(at, origin)

    def _targets(self) -> None:
        architecture = self._product.architecture
        self._copy(("targets",), architecture.targets, ("targets",))
        if architecture.variables:
            self._copy(("variables",), architecture.variables, ("variables",))

    def _domains(self) -> None:
        kept = self._kept()
        domains = self._draft.tree["components"]["domains"]
        for feature in self._product.features:
            nouns = [at for at in self._product.nouns if kept.get(at.noun.name) == feature.name]
            asked = [one for one in self._operations.asked.values() if one.feature == feature.name]
            if not nouns and not asked:
                continue
            at: Path = ("components", "domains", len(domains))
            position = self._product.prd.features.index(feature)
            domains.append({"name": feature.name, "entities": [], "operations": []})
            self._draft.from_prd(at, ("features", position))
            self._draft.say(at, feature.description)
            for noun in nouns:
                self._entity(noun, at)
            for one in asked:
                self._operation(one, at)

    def _kept(self) -> dict[str, str]:
        """Noun -> the feature that keeps it: the first that is about it, else that of a noun that leads to it."""
        kept: dict[str, str] = {}
        for need in self._product.wanted:
            noun = self._product.noun(need.requirement.entity)
            if noun is not None:
                kept.setdefault(noun.name, need.feature.name)
        waiting = [noun for noun in self._product.prd.entities if noun.name in kept]
        while waiting:
            noun = waiting.pop(0)
            for pointed in self._product.pointed(noun):
                if pointed.name not in kept:
                    kept[pointed.name] = kept[noun.name]
                    waiting.append(pointed)
        first = self._product.features[0].name
        return {noun.name: kept.get(noun.name, first) for noun in self._product.prd.entities}

    def _entity(self, at: NounAt, domain: Path) -> None:
        noun, entities = at.noun, self._draft.tree["components"]["domains"][domain[-1]]["entities"]
        path: Path = (*domain, "entities", len(entities))
        tenancy = {} if noun.owned else {"multiTenant": False}
        fields = [_written(one, without={"description"}) for one in noun.fields]
        entities.append({"name": noun.name, **tenancy, "fields": fields})
        self._draft.from_prd(path, at.path)
        self._draft.from_prd((*path, "multiTenant"), (*at.path, "owned"))
        self._draft.say(path, noun.description)
        for index, one in enumerate(noun.fields):
            self._draft.say((*path, "fields", index), one.description)

    def _operation(self, asked: Asked, domain: Path) -> None:
        listed = self._draft.tree["components"]["domains"][domain[-1]]["operations"]
        path: Path = (*domain, "operations", len(listed))
        first, who = asked.needs[0].path, self._decides(asked)
        self._draft.from_prd(path, (*first, "action"))
        self._draft.from_prd((*path, "output"), (*first, "entity"))
        self._draft.from_prd((*path, "auth"), (*who.path, "actor"))
        for given in asked.given:
            self._draft.from_prd((*path, "input", given.name), given.path)
        for index, (_, origin) in enumerate(asked.effects):
            self._draft.from_prd((*path, "sideEffects", index), origin)
        effects = {"sideEffects": [name for name, _ in asked.effects]} if asked.effects else {}
        listed.append(
            {
                "name": asked.name,
                "kind": asked.kind,
                "input": {given.name: given.type for given in asked.given},
                "output": asked.noun.name,
                "auth": asked.auth,
                **effects,
            }
        )
        for need in asked.needs:
            self._draft.say(path, *_told(need))
        self._draft.trace(asked.needs, f"operation {asked.full_name}")

    def _decides(self, asked: Asked) -> Need:
        """The need whose actor decides who may call an operation."""
        access = self._product.access
        return next(need for need in asked.needs if access(need.requirement.actor) == asked.auth)

    def _pages(self) -> None:
        pages: list[Json] = self._draft.tree["components"]["pages"]
        if all(at.view.route != "/" for at in self._product.views):
            pages.append(self._home())
            self._draft.say(
                ("components", "pages", 0), "The PRD has no page at `/`: this one welcomes people."
            )
            self._draft.from_prd(("components", "pages", 0), ("product",))
            for key, said in (("title", "title"), ("subtitle", "summary")):
                prop: Path = ("components", "pages", 0, "sections", 0, "props", key)
                self._draft.from_prd(prop, ("product", said))
        for at in self._product.views:
            path: Path = ("components", "pages", len(pages))
            sections = {"sections": [_written(one) for one in at.view.sections]} if at.view.sections else {}
            layout = _LAYOUTS[self._product.access(at.view.for_)]
            pages.append({"name": at.view.name, "route": at.view.route, "layout": layout, **sections})
            self._draft.from_prd(path, at.path)
            self._draft.from_prd((*path, "layout"), (*at.path, "for"))
            met = [need for need in self._product.wanted if need.requirement.page == at.view.name]
            for need in met:
                self._draft.say(path, *_told(need))
            self._draft.trace(met, f"page {at.view.name}")
        self._usual_pages(pages)

    def _usual_pages(self, pages: list[Json]) -> None:
        """A page for each noun of the features that have no pages."""
        shown = made_or_listed(self._operations.asked.values())
        for one in self._operations.asked.values():
            feature = one.needs[0].feature
            spoken = naming.plural(naming.phrase(one.noun.name))
            route = f"/{naming.kebab(spoken)}"
            if feature.pages or any(page["route"] == route for page in pages):
                continue
            who = shown.get(one.noun.name, frozenset({one.auth}))
            layout = next(_LAYOUTS[access] for access in _LAYOUTS if access in who)
            path: Path = ("components", "pages", len(pages))
            pages.append({"name": naming.label(spoken), "route": route, "layout": layout})
            self._draft.from_prd(path, (*one.needs[0].path, "entity"))
            about = [each for each in self._operations.asked.values() if each.noun == one.noun]
            needs = [need for each in about for need in each.needs]
            self._draft.say(path, f"For {', '.join(dict.fromkeys(need.requirement.id for need in needs))}")

    def _home(self) -> Json:
        told = self._product.prd.product
        props = {"title": told.title or naming.label(told.name)}
        props |= {"subtitle": told.summary} if told.summary else {}
        sections = [{"component": _HERO, "props": props}]
        return {"name": "Home", "route": "/", "layout": "marketing", "sections": sections}

    def _api(self) -> None:
        listed: list[Json] = []
        self._draft.tree["api"] = {"routes": listed}
        limit = self._product.prd.quality.requestsPerMinute
        for one in routes(self._operations.asked.values()):
            path: Path = ("api", "routes", len(listed))
            listed.append(_route(one, limit))
            self._draft.from_prd(path, one.origin)
            self._draft.from_prd((*path, "rateLimit"), ("quality", "requestsPerMinute"))
            self._draft.trace(one.asked.needs, f"{one.method} {one.path}")

    def _rest(self) -> None:
        architecture, prd = self._product.architecture, self._product.prd
        self._copy(("components", "ui"), architecture.ui, ("ui",))
        for key in ("database", "integrations", "testing"):
            self._copy((key,), getattr(architecture, key), (key,))
        testing = self._draft.tree["testing"]
        if "gherkinFrom" not in testing:
            testing["gherkinFrom"] = "none"
            self._draft.say(
                ("testing", "gherkinFrom"), "Scenarios in prd.yaml are checked, and not played yet."
            )
        if prd.quality.coverage is not None:
            testing["coverageTarget"] = prd.quality.coverage
            self._draft.from_prd(("testing", "coverageTarget"), ("quality", "coverage"))
        self._rollout()
        if architecture.hooks.model_fields_set:
            self._copy(("hooks",), architecture.hooks, ("hooks",))
        self._copy(("humanCheckpoints",), architecture.humanCheckpoints, ("humanCheckpoints",))

    def _rollout(self) -> None:
        flags: dict[str, Path] = {}
        for feature in self._product.features:
            if feature.flag is not None:
                flags.setdefault(
                    feature.flag, ("features", self._product.prd.features.index(feature), "flag")
                )
        stages = self._product.architecture.rollout.stages
        self._draft.tree["rollout"] = {"featureFlags": list(flags), "stages": list(stages)}
        self._from_architecture(("rollout",), ("rollout",))
        for index, origin in enumerate(flags.values()):
            self._draft.from_prd(("rollout", "featureFlags", index), origin)


def _route(one: Placed, limit: int | None) -> Json:
    limited = {} if limit is None else {"rateLimit": limit}
    return {"method": one.method, "path": one.path, "operation": one.asked.full_name, **limited}


def _told(need: Need) -> Iterator[str]:
    """A requirement as comments: its story, and its scenarios by name."""
    yield f"{need.requirement.id} ({need.priority}): {need.requirement.story}"
    for one in need.scenarios.scenarios if need.scenarios else ():
        yield f"- {one.name}"


def _written(value: Json, without: Iterable[str] = ()) -> Json:
    """A part of a model as it was written: what was left out stays out."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=set(without))
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    return dict(value) if isinstance(value, dict) else value


def noun_is_used(product: Product, noun: Noun) -> bool:
    """Whether a requirement is about a noun, or about one that leads to it."""
    waiting = [found for need in product.wanted if (found := product.noun(need.requirement.entity))]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one.name not in seen:
            seen.add(one.name)
            waiting += product.pointed(one)
    return noun.name in seen
