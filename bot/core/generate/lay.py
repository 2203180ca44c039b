"""Everything that the templates of an app are given: the resolved app, and what follows from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from bot.core.generate import ddl, openapi, typescript
from bot.core.generate.domain import DomainView
from bot.core.generate.environment import groups
from bot.core.generate.laying import Axis, Layer, Source
from bot.core.generate.pages import PageView, start
from bot.core.generate.routes import route_files
from bot.core.generate.seeds import seeds
from bot.core.generate.theme import palette
from bot.core.plan import naming
from bot.core.plan.app import AppModel, Domain, Page
from bot.core.plan.candidates import output_name
from bot.core.plan.case import is_many
from bot.core.plan.model import Plan
from bot.core.plan.resolve import resolve
from bot.errors import UserError

PROVIDERS: Final = {"clerk": "clerk", "authjs": "authjs", "firebase-auth": "firebase"}
PROVIDER_NAMES: Final = {"clerk": "Clerk", "authjs": "Auth.js", "firebase-auth": "Firebase"}
SERVICE_NAMES: Final = {
    "stripe": "Stripe for payments",
    "resend": "Resend for mail",
    "postmark": "Postmark for mail",
    "supabase-storage": "Supabase for files",
    "cloudinary": "Cloudinary for files",
}
COMMANDS: Final = {
    "pnpm": {"install": "pnpm install --frozen-lockfile", "run": "pnpm"},
    "npm": {"install": "npm ci", "run": "npm run"},
    "yarn": {"install": "yarn install --immutable", "run": "yarn"},
}


def _facts(plan: Plan, app: AppModel) -> frozenset[str]:
    """What the app has besides what its targets say: layouts, and what only some plans have a use for."""
    layouts = {f"layout-{page.layout}" for page in app.pages}
    effects = {"effects"} if any(one.effects for one in app.operations) else set()
    routed = (app.operation(route.domain, route.operation) for route in app.routes)
    effects |= {"commands"} if any(one.kind == "command" for one in routed) else set()
    flags = {"flags"} if plan.rollout.featureFlags else set()
    return app.facts | layouts | effects | flags


def layer(plan: Plan, source: Source, library: Mapping[str, bytes]) -> Layer:
    """The layer in which the phases of `plan` render their folders. Raises `UserError` for what is not built yet."""
    refuse_unbuilt(plan)
    app = resolve(plan)
    facts = _facts(plan, app)
    views = (PageView(app, page, library, with_data=True) for page in app.pages)
    facts |= {"lists"} if any(view.listings for view in views) else set()
    values: dict[str, Any] = {
        "app": app,
        "plan": plan,
        "facts": facts,
        "ts": typescript,
        "ddl": ddl,
        "first_rows": seeds,
        "theme": palette(app.slug, plan.variables),
        "provider": PROVIDERS[plan.targets.auth],
        "provider_name": PROVIDER_NAMES[plan.targets.auth],
        "services": [
            SERVICE_NAMES[t]
            for t in (plan.targets.payments, plan.targets.email, plan.targets.storage)
            if t != "none"
        ],
        "package_manager": plan.project.packageManager,
        "commands": COMMANDS[plan.project.packageManager],
        "environment": groups(facts, _supabase(plan)),
        "public_names": [n for g in groups(facts) for n in g.names if n.startswith("NEXT_PUBLIC_")],
        "roles": _roles(plan),
        "versions": _versions(source, facts, plan),
        "flag_name": lambda flag: "FLAG_" + re.sub(r"[^A-Z0-9]+", "_", flag.upper()),
        **_site(app, plan),
        **_integrations(app, plan),
    }
    axes = {
        "domain": domains(app, lambda domain: domain.entities or domain.operations),
        "worked": domains(app, lambda domain: domain.operations),
        "commanded": domains(app, lambda domain: DomainView(app, domain).commands),
        "owning": domains(app, lambda domain: domain.entities),
        "open": open_points,
        "page": lambda _: (),
        "route": lambda _: ((file.folder, {"route": file}) for file in route_files(app)),
        "edge": lambda _: ((naming.kebab(name), {"edge": name}) for name in values["edge_functions"]),
    }
    return Layer(source, facts, values, axes)


def refuse_unbuilt(plan: Plan) -> None:
    """What the schema allows and no template builds yet is refused, never half built."""
    if plan.project.runtime != "node":
        raise UserError(f"`project.runtime: {plan.project.runtime}` is not built yet.", "Use `node`.")
    if plan.testing.framework != "vitest":
        raise UserError(f"`testing.framework: {plan.testing.framework}` is not built yet.", "Use `vitest`.")
    if plan.testing.e2e != "playwright":
        raise UserError(f"`testing.e2e: {plan.testing.e2e}` is not built yet.", "Use `playwright`.")


def _supabase(plan: Plan) -> str:
    return (plan.integrations.supabase and plan.integrations.supabase.projectRef) or ""


def _roles(plan: Plan) -> tuple[str, ...]:
    listed = plan.integrations.clerk.roles if plan.integrations.clerk else ()
    return tuple(dict.fromkeys(("user", "admin", *listed)))


def _site(app: AppModel, plan: Plan) -> dict[str, Any]:
    sections = [section for page in app.pages if page.route == "/" for section in page.sections]
    lines = [
        str(s.props[key])
        for s in sections
        for key in ("subtitle", "tagline", "description")
        if isinstance(s.props.get(key), str)
    ]
    given = plan.integrations.clerk.protectedRoutes if plan.integrations.clerk else ()
    protected = [path for path in given if not path.startswith("/api")]
    protected += [path for page in app.pages if page.layout != "marketing" for path in _below(page)]
    return {
        "description": plan.variables.get("DESCRIPTION") or (lines or [app.title])[0],
        "navigation": [page for page in app.pages if page.route != "/" and page.layout != "admin"],
        "admin_pages": [page for page in app.pages if page.layout == "admin"],
        "start": start(app),
        "protected": list(dict.fromkeys(protected)),
    }


def _integrations(app: AppModel, plan: Plan) -> dict[str, Any]:
    stripe, supabase = plan.integrations.stripe, plan.integrations.supabase
    listed = plan.integrations.email.templates if plan.integrations.email else ()
    effects = [effect for operation in app.operations for effect in operation.effects]
    return {
        "openapi": openapi.document(app),
        "email_templates": sorted({*listed, *(e.name for e in effects if e.kind == "email")}),
        "products": sorted(
            {*(stripe.products if stripe else ()), *(e.name for e in effects if e.kind == "charge")}
        ),
        "webhooks": list(stripe.webhooks if stripe else ()),
        "mode": stripe.mode if stripe else "test",
        "edge_functions": list(dict.fromkeys(supabase.edgeFunctions if supabase else ())),
    }


def _below(page: Page) -> tuple[str, ...]:
    return ("/",) if page.route == "/" else (page.route, f"{page.route}/*")


def _versions(source: Source, facts: frozenset[str], plan: Plan) -> dict[str, Any]:
    pinned = json.loads(source.render("versions.json", {}))
    manager = plan.project.packageManager
    overrides = _chosen(pinned["overrides"], facts)
    key = {"npm": "overrides", "yarn": "resolutions"}.get(manager, "")
    return {
        "package_manager": pinned["package_managers"][manager],
        "dependencies": _chosen(pinned["dependencies"], facts),
        "dev_dependencies": _chosen(pinned["dev_dependencies"], facts),
        "overrides": overrides,
        "overrides_key": key if overrides else "",
        "unbuilt": sorted(
            name for fact, names in pinned["unbuilt"].items() if fact in {*facts, "always"} for name in names
        ),
    }


def _chosen(by_fact: Mapping[str, Mapping[str, str]], facts: frozenset[str]) -> dict[str, str]:
    chosen = {
        name: version
        for fact, pins in by_fact.items()
        if fact in {*facts, "always"}
        for name, version in pins.items()
    }
    return dict(sorted(chosen.items()))


def domains(app: AppModel, has: Callable[[Domain], object]) -> Axis:
    """The domains that have something."""

    def axis(_: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for domain in app.domains:
            if has(domain):
                yield domain.folder, {"domain": domain, "view": DomainView(app, domain)}

    return axis


def open_points(given: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The operations of a domain that are left open, each with the entity that it declares to return."""
    view: DomainView = given["view"]
    for one in view.open:
        returned = view.app.entity_called(output_name(one.output))
        yield one.name, {"operation": one, "returned": returned, "many": is_many(one.output)}


def with_pages(base: Layer, library: Mapping[str, bytes], *, with_data: bool) -> Layer:
    """The layer with the pages as an axis: all of them as far as they need no data, or those that do."""
    app: AppModel = base.values["app"]
    views = [PageView(app, page, library, with_data) for page in app.pages]

    def axis(_: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        for view in views:
            if not with_data or view.needs_data:
                yield view.page.folder, {"page": view}

    return Layer(base.source, base.facts, base.values, {**base.axes, "page": axis})


def with_values(base: Layer, **values: object) -> Layer:
    """The layer with more values for its templates."""
    return Layer(base.source, base.facts, {**base.values, **values}, base.axes)
