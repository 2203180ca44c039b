"""`resolve(plan)`: the app that a plan describes. Pure, and the same for the same plan everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.core.ids import slug
from bot.core.plan import entities, naming, operations, places, protection
from bot.core.plan.app import AppModel, Domain, Entity, Operation
from bot.core.plan.model import Plan


def resolve(plan: Plan) -> AppModel:
    """The resolved app. Raises `UserError` for a plan that cannot be built; the plan's checks say so before."""
    names = entities.read_names(plan)
    tables = _entities(plan, names)
    by_domain = _operations(plan, names, tables)
    finished = operations.finish([o for each in by_domain.values() for o in each], tables, plan)
    tables = _protected(plan, names, tables, finished)
    listed = _with_lists(finished, tables)
    domains = tuple(_domain(name, tables, listed) for name in by_domain)
    title = (
        plan.variables.get("TENANT_NAME") or plan.variables.get("APP_NAME") or naming.label(plan.project.name)
    )
    return AppModel(
        name=plan.project.name,
        slug=slug(plan.project.name),
        title=title,
        enums=tuple(names.enums[key] for key in sorted(names.enums)),
        domains=domains,
        routes=places.routes(plan, domains),
        pages=places.pages(plan, domains),
        given_sql=plan.database.sql or "" if plan.database.source == "sql" else "",
        facts=_facts(plan),
        notes=tuple(dict.fromkeys(names.notes)),
        open_points=_open_points(domains),
    )


def _facts(plan: Plan) -> frozenset[str]:
    """What templates may ask for: `auth-clerk`, `payments-stripe`, `infra-vercel` …"""
    targets = {f"{key}-{value}" for key, value in plan.targets.model_dump().items()}
    facts = targets | {f"pm-{plan.project.packageManager}", f"source-{plan.database.source.lower()}"}
    facts |= {f"email-{'on' if plan.targets.email != 'none' else 'off'}"}
    facts |= {f"payments-{'on' if plan.targets.payments != 'none' else 'off'}"}
    facts |= {f"storage-{'on' if plan.targets.storage != 'none' else 'off'}"}
    if plan.targets.infra != "vercel":
        facts.add("container")
    if plan.targets.storage == "supabase-storage" or _edge_functions(plan):
        facts.add("supabase")
    if _edge_functions(plan):
        facts.add("edge-functions")
    return frozenset(facts)


def _edge_functions(plan: Plan) -> tuple[str, ...]:
    return plan.integrations.supabase.edgeFunctions if plan.integrations.supabase else ()


def _entities(plan: Plan, names: entities.Names) -> list[Entity]:
    built = []
    for domain in plan.components.domains:
        for entity in domain.entities:
            built.append(entities.build(names, entity, _folder(domain.name), plan))
    return _with_open_owners(plan, built)


def _with_open_owners(plan: Plan, built: list[Entity]) -> list[Entity]:
    """Rows that people make without signing in belong to nobody: their owner may be null."""
    if plan.database.source == "sql":
        return built
    public = [
        o for d in plan.components.domains for o in d.operations if o.auth == "public" and o.kind == "command"
    ]
    relaxed = []
    for entity in built:
        makes = [
            o
            for o in public
            if naming.stem(entity.name) == naming.stem(o.name)[-len(naming.stem(entity.name)) :]
        ]
        columns = tuple(replace(c, nullable=True) if c.owner and makes else c for c in entity.columns)
        relaxed.append(replace(entity, columns=columns))
    return relaxed


def _folder(domain: str) -> str:
    return naming.kebab(domain)


def _operations(plan: Plan, names: entities.Names, tables: Sequence[Entity]) -> dict[str, list[Operation]]:
    by_domain: dict[str, list[Operation]] = {}
    for domain in plan.components.domains:
        folder = _folder(domain.name)
        near = [entity for entity in tables if entity.domain == folder]
        others = [entity for entity in tables if entity.domain != folder]
        around = operations.Around(folder, near, others, names, plan)
        built = by_domain.setdefault(domain.name, [])
        for one in domain.operations:
            operation = operations.build(one, around)
            if operation is None:
                names.notes.append(f"`{domain.name}.{one.name}` has no entity to work on and is left out.")
            else:
                built.append(replace(operation, name=naming.unique(operation.name, {o.name for o in built})))
    return by_domain


def _with_lists(finished: Sequence[Operation], tables: Sequence[Entity]) -> list[Operation]:
    """Pages show rows, so each entity gets a list where the plan has none: data access, not a route."""
    operations_ = list(finished)
    for entity in tables:
        auth = _readers_of(entity)
        lists = [o for o in finished if o.entity == entity.name and o.meaning == "list" and is_plain(o)]
        if any(o.auth != "admin" or auth == "admin" for o in lists):
            continue
        taken = {o.name for o in finished if o.domain == entity.domain}
        operations_.append(_list(entity, auth, naming.unique(f"list{naming.pascal(entity.plural)}", taken)))
    return operations_


def _readers_of(entity: Entity) -> Literal["public", "user", "admin"]:
    if protection.readable_by_anyone(entity):
        return "public"
    return "user" if protection.readable_by_makers(entity) else "admin"


def _list(entity: Entity, auth: Literal["public", "user", "admin"], name: str) -> Operation:
    return Operation(
        name=name,
        title=f"List {entity.plural}",
        domain=entity.domain,
        entity=entity.name,
        meaning="list",
        kind="query",
        auth=auth,
        inputs=operations.PAGING,
        done="",
        many=True,
        derived=True,
    )


def is_plain(operation: Operation) -> bool:
    """Whether a list can be had with no input at all."""
    return all(one.optional for one in operation.inputs)


def _protected(
    plan: Plan, names: entities.Names, tables: Sequence[Entity], finished: Sequence[Operation]
) -> list[Entity]:
    tenant = {names.types[e.name]: e.multiTenant for d in plan.components.domains for e in d.entities}
    return [protection.protected(entity, tenant[entity.name], finished, plan, names) for entity in tables]


def _domain(name: str, tables: Sequence[Entity], finished: Sequence[Operation]) -> Domain:
    folder = _folder(name)
    return Domain(
        name=name,
        folder=folder,
        entities=tuple(entity for entity in tables if entity.domain == folder),
        operations=tuple(operation for operation in finished if operation.domain == folder),
    )


def _open_points(domains: Sequence[Domain]) -> dict[str, str]:
    points: dict[str, list[str]] = {}
    for domain in domains:
        path = f"domains/{domain.folder}/operations.ts"
        for one in domain.operations:
            if one.meaning == "open":
                points.setdefault(path, []).append(f"{one.name}: {one.reason}")
            else:
                stray = [i.key for i in one.inputs if not i.target and i not in operations.PAGING]
                if stray:
                    points.setdefault(path, []).append(
                        f"{one.name} takes {', '.join(stray)}, for which there is no column"
                    )
            for effect in one.effects:
                if effect.kind == "open":
                    points.setdefault(path, []).append(f"{one.name} should cause “{effect.name}”")
    return {path: "; ".join(said) for path, said in points.items()}
