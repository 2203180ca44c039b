"""Where things stand: the routes of the API and the pages, as paths of the app."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bot.core.plan import naming, verbs
from bot.core.plan.app import Domain, Operation, Page, Route, Section
from bot.core.plan.lookup import ByName
from bot.core.plan.model import Page as PlanPage
from bot.core.plan.model import Plan
from bot.errors import UserError

_PARAM: Final = re.compile(r"\{([A-Za-z0-9_-]+)\}|:([A-Za-z0-9_-]+)")
_PLAIN: Final = re.compile(r"[a-z0-9_-]+")
_OURS: Final = ("/api/health", "/api/dev-auth", "/api/auth", "/api/session", "/api/webhooks")
_USUAL_LIMIT: Final = {"query": 300, "command": 60}


def routes(plan: Plan, operations: Mapping[str, Operation]) -> tuple[Route, ...]:
    """The routes in the plan's order. `{id}` and `:id` become Next's `[id]`, one slug a place.

    `operations` are found by the names that routes call them by: `domain.operation`.
    """
    slugs: dict[str, str] = {}
    built = []
    for one in plan.api.routes:
        operation = operations.get(one.operation)
        if operation is None:
            raise UserError(
                f"The route {one.method} {one.path} names `{one.operation}`, which is no operation.",
                "Write `domain.operation`.",
            )
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
        # Next allows one slug name at a place of the tree, whatever the routes call it, and each once in a path.
        name = naming.key(found.group(1) or found.group(2))
        slug = slugs.setdefault("/".join(parts), naming.unique(name, {known for known, _ in params}))
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
    offered = _Offered(domains)
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
                entities=offered.on(one),
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


class _Offered:
    """What pages are about: the entities of an app, by their names and by their makers."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self._domains = ByName(domains, lambda one: " ".join(map(naming.singular, naming.words(one.name))))
        self._entities = [entity for domain in domains for entity in domain.entities]
        self._by_name = ByName(self._entities, lambda entity: entity.phrase)
        made = [one for domain in domains for one in domain.operations if one.meaning == "create"]
        self._made_by = {who: [o.entity for o in made if o.auth == who] for who in ("admin", "user")}
        self._made = [one.entity for one in made]

    def on(self, page: PlanPage) -> tuple[str, ...]:
        """The entities that a page is called after, those of the domain it is called after, else the one
        that its layout's people make."""
        texts = (page.name, page.route.strip("/") or page.name)
        said = {naming.singular(word) for text in texts for word in naming.words(text)}
        named = self._by_name.within(said)
        longest = max((len(naming.stem(entity.phrase)) for entity in named), default=0)
        if named:
            return tuple(entity.name for entity in named if len(naming.stem(entity.phrase)) == longest)
        for domain in self._domains.within(said):
            return tuple(entity.name for entity in domain.entities)
        if page.layout == "marketing":
            return ()
        made = self._made_by["admin" if page.layout == "admin" else "user"] or self._made
        return tuple(made[:1] or [entity.name for entity in self._entities[:1]])


def is_state_change(operation: Operation) -> bool:
    """Whether an operation is offered as a button on a row rather than as a form."""
    required = [one for one in operation.inputs if one.target and not one.optional]
    return (
        operation.meaning in ("change", "delete")
        and len(required) == 1
        and verbs.verb_of(operation.name) != ""
    )
