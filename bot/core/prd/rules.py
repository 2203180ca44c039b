"""What a product holds to beyond the schema of its files: each rule one pure function, documented where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.plan import naming
from bot.core.plan.checks.base import Finding, twice
from bot.core.plan.explain import nearest
from bot.core.plan.formal import Formal
from bot.core.plan.problems import Path, Severity
from bot.core.prd.draft import noun_is_used
from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, requirements
from bot.core.prd.files import ARCHITECTURE_FILE, PRD_FILE
from bot.core.prd.operations import field_of, operations
from bot.core.prd.view import Product


@dataclass(frozen=True)
class Rule:
    """One rule, with what its documentation says.

    `example` and `cured` are parts of `file`: merged into the example product, the first breaks this rule and the
    second none. A rule without `run` is held to where the plan is made.
    """

    code: str
    severity: Severity
    meaning: str
    cure: str
    example: str
    cured: str
    run: Callable[[Product], Iterable[Finding]] | None = None
    file: str = PRD_FILE


def _format(version: str) -> Iterator[Finding]:
    if version.split(".", maxsplit=1)[0] != "1":
        message = f"This Drystone reads version 1 of the format, and the file says {version}."
        yield Finding(("version",), message, version, "1.x.y", "1.0.0")


def _actors(product: Product) -> Iterator[Finding]:
    named: list[tuple[Path, str]] = [
        ((*need.path, "actor"), need.requirement.actor) for need in product.needs if need.requirement.actor
    ]
    named += [((*at.path, "for"), at.view.for_) for at in product.views]
    for path, name in named:
        if name not in product.actors:
            message = f"There is no actor `{name}`."
            known = tuple(product.actors)
            yield Finding(path, message, name, ", ".join(known), nearest(name, known))


def _nouns(product: Product) -> Iterator[Finding]:
    known = [one.name for one in product.prd.entities]
    for need in product.needs:
        name = need.requirement.entity
        if name is not None and product.noun(name) is None:
            message = f"There is no entity `{name}`."
            yield Finding((*need.path, "entity"), message, name, ", ".join(known), nearest(name, known))


def _fields(product: Product) -> Iterator[Finding]:
    for need in product.needs:
        noun = product.noun(need.requirement.entity)
        for index, name in enumerate(need.requirement.fields or ()):
            if noun is not None and naming.key(name) != "id" and field_of(noun, name) is None:
                known = ["id", *(one.name for one in noun.fields)]
                message = f"`{noun.name}` has no field `{name}`: what is no field is one of the `inputs`."
                path = (*need.path, "fields", index)
                yield Finding(path, message, name, ", ".join(dict.fromkeys(known)), nearest(name, known))


def _pages(product: Product) -> Iterator[Finding]:
    known = [at.view.name for at in product.views]
    for need in product.wanted:
        name = need.requirement.page
        if name is not None and name not in known:
            message = f"There is no page `{name}`."
            allowed = ", ".join(known) or "no feature has pages"
            yield Finding((*need.path, "page"), message, name, allowed, nearest(name, known))


def _duplicates(product: Product) -> Iterator[Finding]:
    prd = product.prd
    kinds: tuple[tuple[str, list[tuple[Path, str, str]]], ...] = (
        ("actor", [(("actors", at, "name"), one.name, one.name) for at, one in enumerate(prd.actors)]),
        (
            "feature",
            [
                (("features", at, "name"), one.name, " ".join(naming.words(one.name)))
                for at, one in enumerate(prd.features)
            ],
        ),
        (
            "entity",
            [((*at.path, "name"), at.noun.name, " ".join(naming.stem(at.noun.name))) for at in product.nouns],
        ),
        ("page", [((*at.path, "name"), at.view.name, at.view.name) for at in product.views]),
        (
            "requirement",
            [((*one.path, "id"), one.requirement.id, one.requirement.id.lower()) for one in product.needs],
        ),
    )
    for word, names in kinds:
        for path, name, first in twice(names):
            message = f"There are two things called `{name}` where each {word} has a name of its own."
            yield Finding(path, message, name, f"anything but `{first}`")


def _halves(product: Product) -> Iterator[Finding]:
    for need in product.needs:
        one = need.requirement
        if one.action is not None and one.entity is None:
            message = f"`{one.action}` is done to something, and no `entity` says what."
            known = ", ".join(each.name for each in product.prd.entities)
            yield Finding((*need.path, "action"), message, one.action, f"`entity` with one of {known}")
        elif one.action is None:
            for key in ("entity", "fields", "inputs", "effects", "route"):
                if key in one.model_fields_set:
                    message = f"`{key}` says more of an action, and there is no `action`."
                    yield Finding((*need.path, key), message, allowed="`action` with a verb", at_key=True)
                    break


def _contradictions(product: Product) -> Iterator[Finding]:
    for need, first in operations(product).contradicted:
        message = (
            f"`{first.requirement.id}` asks for the same action with other fields, inputs or another route."
        )
        allowed = "the same as there, nothing at all, or another `action`"
        yield Finding((*need.path, "action"), message, need.requirement.action or "", allowed)


def _coverage(product: Product) -> Iterator[Finding]:
    wanted, testing = product.prd.quality.coverage, product.architecture.testing
    says = "coverageTarget" in testing.model_fields_set
    if wanted is not None and says and testing.coverageTarget != wanted:
        message = f"`{ARCHITECTURE_FILE}` asks for a coverage of {testing.coverageTarget} percent."
        yield Finding(("quality", "coverage"), message, str(wanted), str(testing.coverageTarget))


def _nothing(product: Product) -> Iterator[Finding]:
    if not product.features:
        message = "All requirements are `wont`: nothing is left to build."
        yield Finding(("features",), message, allowed="a requirement of another priority", at_key=True)


def _left_open(product: Product) -> Iterator[Finding]:
    for need in product.wanted:
        if need.requirement.action is None and need.requirement.page is None:
            message = f"Nothing is built for `{need.requirement.id}`: neither an `action` nor a `page` answers to it."
            yield Finding(
                (*need.path, "id"), message, need.requirement.id, "`action` and `entity`, or `page`"
            )


def _unused(product: Product) -> Iterator[Finding]:
    for at in product.nouns:
        if product.features and not noun_is_used(product, at.noun):
            message = f"No requirement is about `{at.noun.name}`, or about what leads to it."
            yield Finding((*at.path, "name"), message, at.noun.name)
    used = {need.requirement.actor for need in product.needs} | {at.view.for_ for at in product.views}
    for index, actor in enumerate(product.prd.actors):
        if actor.name not in used:
            message = f"No requirement and no page is for `{actor.name}`."
            yield Finding(("actors", index, "name"), message, actor.name)


def _others(product: Product) -> Iterator[Finding]:
    for index, one in enumerate(product.prd.quality.others):
        message = "No plan can say this, and no gate looks at it: people have to."
        yield Finding(("quality", "others", index), message, one)


def _unplayed(product: Product) -> Iterator[Finding]:
    spoken = [need for need in product.wanted if need.scenarios and not need.scenarios.faults]
    count = sum(len(need.scenarios.scenarios) for need in spoken if need.scenarios)
    if spoken:
        said = "The scenario here is" if count == 1 else f"The {count} scenarios from here on are"
        message = f"{said} checked and kept as comments: the app's browser tests do not play any yet."
        yield Finding((*spoken[0].path, "scenarios"), message, at_key=True)


_LIST: Final = "id: SHOW-1, story: Visitors see what there is., actor: visitor, action: list, entity: Item"
_MAKE: Final = "id: KEEP-1, story: Clerks add what is new., actor: clerk, action: create, entity: Item"
_PAGE: Final = "features:\n  - name: catalog\n    pages: [{name: %s, route: /items, for: visitor}]\n"
_ASKED: Final = f"    requirements: [{{{_MAKE}}}, {{id: SEE-1, story: Visitors see it., page: Items}}]\n"
_GHERKIN: Final = (
    f"features:\n  - name: catalog\n    requirements:\n      - {{{_LIST}}}\n"
    "      - id: KEEP-1\n        story: Clerks add what is new.\n        actor: clerk\n        action: create\n"
    "        entity: Item\n%s"
)
_SCENARIO: Final = """\
        scenarios: |
          Scenario: A clerk adds an item
            %s I am signed in as a clerk
"""

RULES: Final = (
    Rule(
        "prd.format-version",
        "error",
        "The file is written for another version of the format.",
        "Write `version: 1.0.0`, and the file as this page says.",
        "version: 2.0.0\n",
        "version: 1.0.0\n",
        lambda product: _format(product.prd.version),
    ),
    Rule(
        "architecture.format-version",
        "error",
        "The architecture is written for another version of the format.",
        "Write `version: 1.0.0`, and the file as this page says.",
        "version: 2.0.0\n",
        "version: 1.0.0\n",
        lambda product: _format(product.architecture.version),
        ARCHITECTURE_FILE,
    ),
    Rule(
        "prd.unknown-actor",
        "error",
        "A requirement or a page is for somebody who is none of the `actors`.",
        "Name one of them, or add the actor.",
        requirements(_LIST, _MAKE.replace("clerk", "clark")),
        requirements(_LIST, _MAKE),
        _actors,
    ),
    Rule(
        "prd.unknown-entity",
        "error",
        "A requirement is about something that is none of the `entities`.",
        "Name one of them, or add the entity.",
        requirements(_LIST, _MAKE.replace("Item", "Itme")),
        requirements(_LIST, _MAKE),
        _nouns,
    ),
    Rule(
        "prd.unknown-field",
        "error",
        "A requirement lists a field that its entity does not have.",
        "Name a field of the entity, or write it under `inputs` with its type.",
        requirements(_LIST, f"{_MAKE}, fields: [titel, price]"),
        requirements(_LIST, f"{_MAKE}, fields: [title, price]"),
        _fields,
    ),
    Rule(
        "prd.unknown-page",
        "error",
        "A requirement is met by a page that no feature has.",
        "Name a page of a feature that is built, or add the page.",
        _PAGE % "Things" + _ASKED,
        _PAGE % "Items" + _ASKED,
        _pages,
    ),
    Rule(
        "prd.duplicate",
        "error",
        "Two actors, entities, features, pages or requirements have the same name, case and number aside.",
        "Call one of them otherwise.",
        requirements(_LIST, _MAKE.replace("KEEP", "SHOW")),
        requirements(_LIST, _MAKE),
        _duplicates,
    ),
    Rule(
        "prd.half-action",
        "error",
        "A requirement says what is done and not to what, or says more of an action that is not there.",
        "Write `action` and `entity`.",
        requirements(_LIST, _MAKE.replace(", entity: Item", "")),
        requirements(_LIST, _MAKE),
        _halves,
    ),
    Rule(
        "prd.contradiction",
        "error",
        "Two requirements ask for the same action on the same entity, with other fields, inputs or another route.",
        "Say them in one of the requirements alone, or call one action otherwise.",
        requirements(_LIST, _MAKE, _MAKE.replace("KEEP-1", "KEEP-2") + ", fields: [title]"),
        requirements(_LIST, _MAKE, _MAKE.replace("KEEP-1", "KEEP-2")),
        _contradictions,
    ),
    Rule(
        "prd.coverage",
        "error",
        "`quality.coverage` is not what `testing.coverageTarget` in the architecture says.",
        "Say it in one of the files alone.",
        "quality: {coverage: 80}\n",
        "quality: {}\n",
        _coverage,
    ),
    Rule(
        "prd.nothing-to-build",
        "error",
        "All requirements are `wont`.",
        "Give one of them another priority.",
        "features: [{name: catalog, priority: wont, requirements: []}]\n",
        requirements(_LIST, _MAKE),
        _nothing,
    ),
    Rule(
        "prd.gherkin",
        "error",
        "`scenarios` is no Gherkin.",
        "Write scenarios with a name, and steps that start with Given, When, Then, And, But or *.",
        _GHERKIN % _SCENARIO % "Gven",
        _GHERKIN % "",
    ),
    Rule(
        "prd.left-open",
        "warning",
        "Nothing is built for a requirement: it has neither an `action` nor a `page`.",
        "Say what is done to which entity, or which page meets the need.",
        requirements(_LIST, _MAKE, "id: KEEP-2, story: Clerks are happy."),
        requirements(
            _LIST, _MAKE, _MAKE.replace("create", "publish").replace("KEEP-1", "KEEP-2") + ", fields: [id]"
        ),
        _left_open,
    ),
    Rule(
        "prd.unused",
        "warning",
        "No requirement is about an entity, or for an actor.",
        "Write the requirement, or take the entity or the actor out.",
        requirements(_LIST),
        requirements(_LIST, _MAKE),
        _unused,
    ),
    Rule(
        "prd.not-compiled",
        "warning",
        "Something is asked for that no plan can say. It is kept as a comment.",
        "See to it yourself; or take it out.",
        "quality: {others: [Pages show within a second]}\n",
        "quality: {coverage: 80, requestsPerMinute: 60}\n",
        _others,
    ),
    Rule(
        "prd.not-played",
        "warning",
        "There are scenarios. They are checked and their names kept as comments, and the app's browser tests do not "
        "play them yet.",
        "Nothing has to be done.",
        _GHERKIN % _SCENARIO % "Given",
        _GHERKIN % "",
        _unplayed,
    ),
)

NO_FILE: Final = Formal(
    "prd.no-file",
    f"One of `{PRD_FILE}` and `{ARCHITECTURE_FILE}` is not there, or is a link, a folder or a submodule.",
    "Put both there, as files; `drystone prd init` writes them to begin with.",
    shown=f"A `{PRD_FILE}` alone",
)
"""What only a repository can have; the command line ends with 2 instead."""

COVERED: Final = (
    ARCHITECTURE_EXAMPLE + "testing: {unit: [], e2e: playwright, gherkinFrom: none, coverageTarget: 90}\n"
)
"""The architecture beside which the example of `prd.coverage` stands."""
