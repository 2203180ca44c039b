"""Where things stand: the routes of the API and the pages, as paths of the app."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.plan import meaning, naming
from bot.core.plan.app import Domain, Entity, Operation, Page, Route, Section
from bot.core.plan.model import Page as PlanPage
from bot.core.plan.model import Plan
from bot.core.plan.model import Route as PlanRoute
from bot.errors import UserError

_PARAM: Final = re.compile(r"\{([A-Za-z0-9_-]+)\}|:([A-Za-z0-9_-]+)")
_PLAIN: Final = re.compile(r"[a-z0-9_-]+")
_OURS: Final = ("/api/health", "/api/dev-auth", "/api/auth", "/api/session", "/api/webhooks")
_USUAL_LIMIT: Final = {"query": 300, "command": 60}


def routes(plan: Plan, domains: Sequence[Domain]) -> tuple[Route, ...]:
    """The routes in the plan's order. `{id}` and `:id` become Next's `[id]`, one slug a place."""
    slugs: dict[str, str] = {}
    built = []
    for one in plan.api.routes:
        operation = _operation(one, domains)
        if any(one.path == taken or one.path.startswith(f"{taken}/") for taken in _OURS):
            raise UserError(
                f"The route `{one.path}` is one that every app has already.", "Give it another path."
            )
        folder, params = _folder(one.path, operation, slugs)
        limit = _USUAL_LIMIT[operation.kind] if one.rateLimit is None else one.rateLimit
        status = 201 if operation.meaning == "create" else 200
        built.append(
            Route(
                one.method,
                one.path,
                folder,
                params,
                operation.name,
                operation.domain,
                one.validate_,
                limit,
                status,
            )
        )
    return tuple(built)


def _operation(one: PlanRoute, domains: Sequence[Domain]) -> Operation:
    for domain in domains:
        name = one.operation.removeprefix(f"{domain.name}.")
        if name == one.operation:
            continue
        for operation in domain.operations:
            names = (naming.camel(name), naming.key(f"{name} {operation.entity}"))
            if operation.name in names and not operation.derived:
                return operation
    raise UserError(
        f"The route {one.method} {one.path} names `{one.operation}`, which is no operation.",
        "Write `domain.operation`.",
    )


def _folder(
    path: str, operation: Operation, slugs: dict[str, str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts: list[str] = []
    params: list[tuple[str, str]] = []
    for segment in path.removeprefix("/api/").split("/"):
        found = _PARAM.fullmatch(segment)
        if found is None and not _PLAIN.fullmatch(segment):
            raise UserError(
                f"`{segment}` in the route {path} is neither a word nor one parameter.",
                "Write `/api/things/{id}`.",
            )
        if found is None:
            parts.append(segment)
            continue
        # Next allows one slug name at a place of the tree, whatever the routes call it.
        name = naming.key(found.group(1) or found.group(2))
        slug = slugs.setdefault("/".join(parts), name)
        taken = {target for _, target in params}
        params.append((slug, _target(name, operation, taken)))
        parts.append(f"[{slug}]")
    return "/".join(parts), tuple(params)


def _target(name: str, operation: Operation, taken: Iterable[str]) -> str:
    keys = [one.key for one in operation.inputs]
    if name in keys:
        return name
    required = [one.key for one in operation.inputs if not one.optional and one.key not in taken]
    ids = [key for key in required if naming.words(key)[-1] == "id"]
    return (ids or required or [name])[0]


def pages(plan: Plan, domains: Sequence[Domain]) -> tuple[Page, ...]:
    """The pages in the plan's order."""
    entities = [entity for domain in domains for entity in domain.entities]
    operations = [operation for domain in domains for operation in domain.operations]
    taken: dict[str, str] = {}
    built = []
    for one in plan.components.pages:
        route = "/" + "/".join(part for part in one.route.split("/") if part)
        if route in taken:
            raise UserError(
                f"The pages `{taken[route]}` and `{one.name}` both stand at {route}.", "Move one of them."
            )
        taken[route] = one.name
        built.append(
            Page(
                name=naming.pascal(one.name),
                title=_title(one.name, plan.variables),
                route=route,
                folder=f"({one.layout}){route.replace('/_', '/%5F')}".rstrip("/"),
                layout=one.layout,
                sections=tuple(_section(s.component, s.props, plan) for s in one.sections),
                entities=_offers(one, domains, entities, operations),
            )
        )
    return tuple(built)


def _title(name: str, variables: dict[str, str]) -> str:
    text = str(naming.substituted(name, variables))
    return naming.label(text) if re.fullmatch(r"[A-Za-z0-9_-]+", text) else text


def _section(component: str, props: dict[str, object], plan: Plan) -> Section:
    return Section(
        component, {key: naming.substituted(value, plan.variables) for key, value in props.items()}
    )


def _offers(
    page: PlanPage, domains: Sequence[Domain], entities: Sequence[Entity], operations: Sequence[Operation]
) -> tuple[str, ...]:
    """The entities that a page is about: those it is called after, those of the domain it is called
    after, else the one that its domain's people make."""
    said = {naming.singular(word) for text in (page.name, page.route) for word in naming.words(text)}
    named = [e for e in entities if set(naming.stem(e.name)) <= said]
    longest = max((len(naming.stem(e.name)) for e in named), default=0)
    if exact := [e.name for e in named if len(naming.stem(e.name)) == longest]:
        return tuple(exact)
    for domain in domains:
        if {naming.singular(word) for word in naming.words(domain.name)} <= said:
            return tuple(entity.name for entity in domain.entities)
    if page.layout == "marketing":
        return ()
    wanted = "admin" if page.layout == "admin" else "user"
    made = [o.entity for o in operations if o.meaning == "create" and o.auth == wanted]
    made += [o.entity for o in operations if o.meaning == "create"]
    return tuple(dict.fromkeys(made))[:1] or tuple(entity.name for entity in entities[:1])


def is_state_change(operation: Operation) -> bool:
    """Whether an operation is offered as a button on a row rather than as a form."""
    required = [one for one in operation.inputs if one.target and not one.optional]
    return (
        operation.meaning in ("change", "delete")
        and len(required) == 1
        and meaning.verb_of(operation.name) != ""
    )
