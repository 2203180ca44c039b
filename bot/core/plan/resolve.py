"""`resolve(plan)`: the app that a plan describes. Pure, and the same for the same plan everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from bot.core.ids import slug
from bot.core.plan import access, consequences, entities, naming, operations, places, protection
from bot.core.plan.app import PAGING, AppModel, Domain, Entity, Operation
from bot.core.plan.candidates import output_name
from bot.core.plan.lookup import ByName, grouped
from bot.core.plan.model import Plan
from bot.core.plan.names import Names, read_names


def resolve(plan: Plan) -> AppModel:
    """The resolved app. Raises `UserError` for a plan that cannot be built; the plan's checks say so before."""
    names = read_names(plan)
    tables = _entities(plan, names)
    by_domain = _operations(plan, names, tables)
    built = [one for each in by_domain.values() for one in each]
    finished = consequences.finish(built, tables, plan.integrations)
    tables = _protected(plan, names, tables, finished)
    domains = _domains(by_domain, tables, _with_lists(finished, tables))
    written = _by_written_name(names, domains)
    title = (
        plan.variables.get("TENANT_NAME") or plan.variables.get("APP_NAME") or naming.label(plan.project.name)
    )
    return AppModel(
        name=plan.project.name,
        slug=slug(plan.project.name),
        title=title,
        enums=tuple(names.enums[key] for key in sorted(names.enums)),
        domains=domains,
        routes=places.routes(plan, written),
        pages=places.pages(plan, domains),
        given_sql=plan.database.sql or "" if plan.database.source == "sql" else "",
        facts=_facts(plan),
        notes=tuple(dict.fromkeys(names.notes)),
        open_points=_open_points(domains),
        written=written,
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


def _entities(plan: Plan, names: Names) -> list[Entity]:
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
    called = (name for one in public for name in (one.name, output_name(one.output)))
    stems = [naming.stem(name) for name in called if name]
    made = {stem[start:] for stem in stems for start in range(len(stem))}
    return [_with_open_owner(entity) if naming.stem(entity.phrase) in made else entity for entity in built]


def _with_open_owner(entity: Entity) -> Entity:
    columns = tuple(replace(c, nullable=True) if c.owner else c for c in entity.columns)
    return replace(entity, columns=columns)


def _folder(domain: str) -> str:
    return naming.kebab(domain)


def _operations(plan: Plan, names: Names, tables: Sequence[Entity]) -> dict[str, list[Operation]]:
    by_domain: dict[str, list[Operation]] = {}
    by_folder, by_name = grouped(tables, lambda entity: entity.domain), ByName(tables, lambda e: e.phrase)
    for domain in plan.components.domains:
        folder = _folder(domain.name)
        near = by_folder.get(folder, ())
        around = operations.Around(folder, near, tables, by_name, names, plan.integrations)
        built = by_domain.setdefault(domain.name, [])
        taken = {one.name for one in built}
        for one in domain.operations:
            operation = operations.build(one, around)
            if operation is None:
                names.notes.append(f"`{domain.name}.{one.name}` has no entity to work on and is left out.")
            else:
                built.append(replace(operation, name=naming.unique(operation.name, taken)))
                taken.add(built[-1].name)
                names.operations.setdefault(f"{domain.name}.{one.name}", (folder, built[-1].name))
    return by_domain


def _with_lists(finished: Sequence[Operation], tables: Sequence[Entity]) -> list[Operation]:
    """Pages show rows, so each entity gets a list where the plan has none: data access, not a route."""
    operations_ = list(finished)
    lists = grouped((o for o in finished if o.meaning == "list" and is_plain(o)), lambda o: o.entity)
    names = {folder: {o.name for o in group} for folder, group in grouped(finished, _domain_of).items()}
    for entity in tables:
        auth = _readers_of(entity)
        if any(o.auth != "admin" or auth == "admin" for o in lists.get(entity.name, ())):
            continue
        taken, rows = names.get(entity.domain, set()), naming.pascal(entity.plural)
        name = f"list{rows}" if f"list{rows}" not in taken else naming.unique(f"read{rows}", taken)
        operations_.append(_list(entity, auth, name))
    return operations_


def _readers_of(entity: Entity) -> Literal["public", "user", "admin"]:
    """Who may list the rows: a condition that is not told shows some to users, as far as anyone knows."""
    if access.may(entity, "SELECT", "stranger"):
        return "public"
    return "admin" if access.may(entity, "SELECT", "maker") is False else "user"


def _list(entity: Entity, auth: Literal["public", "user", "admin"], name: str) -> Operation:
    return Operation(
        name=name,
        title=f"List {entity.plural}",
        domain=entity.domain,
        entity=entity.name,
        meaning="list",
        kind="query",
        auth=auth,
        inputs=(*operations.filters_of(entity), *PAGING),
        done="",
        many=True,
        derived=True,
    )


def is_plain(operation: Operation) -> bool:
    """Whether a list can be had with no input at all."""
    return all(one.optional for one in operation.inputs)


def _protected(
    plan: Plan, names: Names, tables: Sequence[Entity], finished: Sequence[Operation]
) -> list[Entity]:
    from_entities = plan.database.source != "sql"
    tenant = {
        names.types[entity.name]: entity.multiTenant and from_entities
        for domain in plan.components.domains
        for entity in domain.entities
    }
    given, own = protection.given_policies(plan, names, tables), grouped(finished, lambda one: one.entity)
    return [
        protection.protected(
            one, own.get(one.name, ()), given.get(one.name, ()), multi_tenant=tenant[one.name]
        )
        for one in tables
    ]


def _domains(
    names: Iterable[str], tables: Sequence[Entity], finished: Sequence[Operation]
) -> tuple[Domain, ...]:
    entities_, operations_ = grouped(tables, lambda one: one.domain), grouped(finished, _domain_of)
    folders = {name: _folder(name) for name in names}
    return tuple(
        Domain(name, folder, entities_.get(folder, ()), operations_.get(folder, ()))
        for name, folder in folders.items()
    )


def _by_written_name(names: Names, domains: Sequence[Domain]) -> dict[str, Operation]:
    by_key = {(o.domain, o.name): o for domain in domains for o in domain.operations}
    return {written: by_key[key] for written, key in names.operations.items()}


def _domain_of(one: Operation) -> str:
    return one.domain


def _open_points(domains: Sequence[Domain]) -> dict[str, str]:
    points: dict[str, list[str]] = {}
    for domain in domains:
        folder = f"domains/{domain.folder}"
        for one in domain.operations:
            is_open = one.meaning == "open"
            said = points.setdefault(
                f"{folder}/open/{one.name}.ts" if is_open else f"{folder}/operations.ts", []
            )
            if is_open:
                said.append(f"{one.name}: {one.reason}")
            elif one.strays:
                said.append(f"{one.name} takes {', '.join(one.strays)}, for which there is no column")
            said += [f"{one.name} should cause “{each.name}”" for each in one.effects if each.kind == "open"]
    return {path: "; ".join(said) for path, said in points.items() if said}
