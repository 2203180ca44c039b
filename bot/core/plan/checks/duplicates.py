"""What may be there only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.core.plan import naming
from bot.core.plan.checks.base import Check, Finding, View, twice
from bot.core.plan.checks.examples import NO_ROUTES, components, database, domain, entity, item, pages
from bot.core.plan.problems import Path


def _same(what: str, names: Iterable[tuple[Path, str, str]]) -> Iterator[Finding]:
    for path, name, first in twice(names):
        other = "" if name == first else f" (the same as `{first}` in code and SQL)"
        yield Finding(path, f"There are two {what} called `{name}`{other}.", name, "each name once")


def _domains(view: View) -> Iterator[Finding]:
    named = enumerate(view.plan.components.domains)
    return _same(
        "domains", ((("components", "domains", at, "name"), d.name, naming.kebab(d.name)) for at, d in named)
    )


def _entities(view: View) -> Iterator[Finding]:
    keys = (
        ((*at.path, "name"), at.entity.name, " ".join(naming.stem(at.entity.name))) for at in view.entities
    )
    return _same("entities", keys)


def _fields(view: View) -> Iterator[Finding]:
    keys = (
        ((*at.path, "name"), at.field.name, f"{at.owner.path} {naming.snake(at.field.name)}")
        for at in view.fields
    )
    return _same("fields", keys)


def _operations(view: View) -> Iterator[Finding]:
    keys = (
        ((*at.path, "name"), at.operation.name, naming.camel(at.operation.name)) for at in view.operations
    )
    return _same("operations", keys)


def _inputs(view: View) -> Iterator[Finding]:
    for at in view.operations:
        keys = (((*at.path, "input", name), name, naming.key(name)) for name in at.operation.input)
        yield from _same("inputs", keys)


def _pages(view: View) -> Iterator[Finding]:
    named = enumerate(view.plan.components.pages)
    return _same(
        "pages", ((("components", "pages", at, "name"), p.name, p.name.strip().lower()) for at, p in named)
    )


def _components(view: View) -> Iterator[Finding]:
    named = enumerate(view.plan.components.ui)
    keys = (
        (("components", "ui", at, "as" if c.as_ else "name"), c.as_ or c.name, c.as_ or c.name)
        for at, c in named
    )
    return _same("components", keys)


def _policies(view: View) -> Iterator[Finding]:
    named = enumerate(view.plan.database.policies)
    keys = (
        (("database", "policies", at, "policy"), p.policy, f"{naming.stem(p.entity)} {p.policy}")
        for at, p in named
    )
    return _same("policies of one entity", keys)


def _flags(view: View) -> Iterator[Finding]:
    named = enumerate(view.plan.rollout.featureFlags)
    return _same("flags", ((("rollout", "featureFlags", at), flag, naming.kebab(flag)) for at, flag in named))


def _checkpoints(view: View) -> Iterator[Finding]:
    named = enumerate(view.plan.humanCheckpoints)
    return _same("checkpoints", ((("humanCheckpoints", at), name, name) for at, name in named))


_TITLE: Final = "name: title, type: string"
_LIST: Final = "- {name: listItems, kind: query, input: {}, output: Item}"
_CREATE: Final = "- {name: createItem, kind: command, input: {title: string%s}, output: Item}"

CHECKS: Final = (
    Check(
        "plan.duplicate-domain",
        "error",
        "Two domains have the same name, so their code would share a folder.",
        "Give one another name, or put their entities and operations into one domain.",
        "components:\n  domains:\n    - {name: catalog, entities: [], operations: []}\n"
        "    - {name: Catalog, entities: [], operations: []}\n" + NO_ROUTES,
        domain(entity("Item", _TITLE)),
        _domains,
    ),
    Check(
        "plan.duplicate-entity",
        "error",
        "Two entities have the same name, perhaps in another case or in the plural: their tables would "
        "be one.",
        "Rename one of them. Entities of different domains share one database.",
        domain(entity("Item", _TITLE) + entity("items", _TITLE)),
        domain(entity("Item", _TITLE)),
        _entities,
    ),
    Check(
        "plan.duplicate-field",
        "error",
        "An entity has two fields of the same name: their columns would be one.",
        "Rename one of them.",
        item("name: unitPrice, type: int", "name: unit_price, type: int"),
        item("name: unitPrice, type: int"),
        _fields,
    ),
    Check(
        "plan.duplicate-operation",
        "error",
        "Two operations of a domain have the same name.",
        "Rename one of them.",
        domain(entity("Item", _TITLE), f"{_LIST}\n{_LIST}"),
        domain(entity("Item", _TITLE), _LIST),
        _operations,
    ),
    Check(
        "plan.duplicate-input",
        "error",
        "An operation has two inputs that become the same name in code.",
        "Rename one of them, or take it out.",
        domain(entity("Item", _TITLE), _CREATE % ", Title: string"),
        domain(entity("Item", _TITLE), _CREATE % ""),
        _inputs,
    ),
    Check(
        "plan.duplicate-page",
        "error",
        "Two pages have the same name, so their links in the navigation could not be told apart.",
        "Rename one of them.",
        pages("name: Home, route: /, layout: marketing", "name: Home, route: /start, layout: app"),
        pages("name: Home, route: /, layout: marketing", "name: Start, route: /start, layout: app"),
        _pages,
    ),
    Check(
        "plan.duplicate-component",
        "error",
        "Two library components are imported under the same name.",
        "Give one of them another name with `as`.",
        components(
            "name: Button, from: packages/ui/Button.tsx", "name: Button, from: packages/shop/Button.tsx"
        ),
        components("name: Button, from: packages/ui/Button.tsx"),
        _components,
    ),
    Check(
        "plan.duplicate-policy",
        "error",
        "An entity has two policies of the same name, which PostgreSQL refuses.",
        "Rename one of them.",
        database(
            "source: fromEntities\npolicies:\n" + "- {entity: Item, policy: mine, using: price > 0}\n" * 2
        ),
        database("source: fromEntities\npolicies:\n- {entity: Item, policy: mine, using: price > 0}"),
        _policies,
    ),
    Check(
        "plan.duplicate-flag",
        "error",
        "A feature flag is listed twice.",
        "Take one of them out.",
        "rollout: {featureFlags: [new-list, newList]}\n",
        "rollout: {featureFlags: [new-list]}\n",
        _flags,
    ),
    Check(
        "plan.duplicate-checkpoint",
        "error",
        "A checkpoint is listed twice; each is one approval.",
        "Take one of them out.",
        "humanCheckpoints: [beforeDeploy, beforeDeploy]\n",
        "humanCheckpoints: [beforeDeploy]\n",
        _checkpoints,
    ),
)
