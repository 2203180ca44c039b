"""Targets and integrations: settings for what is there, and names that are safe where they end up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from bot.core.plan.checks.base import Check, Finding, View
from bot.core.plan.explain import nearest
from bot.core.plan.model import Integrations, Targets
from bot.core.plan.problems import Path

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_EVENT: Final = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+|\*")
_PLACEHOLDER: Final = re.compile(r"(?i)your[_-]|changeme|<.*>|xxx")


def _settings(targets: Targets, given: Integrations) -> Iterator[tuple[str, str, bool, str]]:
    """Of each integration that is set: its key, the target that it belongs to, whether it fits, what "
    "would."""
    if given.stripe is not None:
        yield "stripe", "payments", targets.payments == "stripe", "stripe"
    if given.email is not None:
        yield "email", "email", targets.email != "none", given.email.provider or "resend"
    if given.clerk is not None:
        yield "clerk", "auth", targets.auth == "clerk", "clerk"
    if given.supabase is not None:
        fits = targets.database == "supabase" or targets.storage == "supabase-storage"
        yield "supabase", "database", fits, "supabase"


def _without_target(view: View) -> Iterator[Finding]:
    for key, target, fits, wanted in _settings(view.plan.targets, view.plan.integrations):
        if not fits:
            is_now = getattr(view.plan.targets, target)
            message = f"`integrations.{key}` is set, and `targets.{target}` is `{is_now}`."
            yield Finding(
                ("integrations", key), message, is_now, suggestion=f"{target}: {wanted}", at_key=True
            )


def _without_settings(view: View) -> Iterator[Finding]:
    targets, given = view.plan.targets, view.plan.integrations
    if targets.payments == "stripe" and (given.stripe is None or not given.stripe.products):
        message = "Stripe takes payments, and `integrations.stripe.products` names nothing to pay for."
        yield Finding(("targets", "payments"), message, "stripe", "products, or `payments: none`")
    if targets.email != "none" and (given.email is None or not given.email.templates):
        message = "Mail is sent, and `integrations.email.templates` names no message."
        yield Finding(("targets", "email"), message, targets.email, "templates, or `email: none`")


def _providers(view: View) -> Iterator[Finding]:
    email = view.plan.integrations.email
    wanted = view.plan.targets.email
    if email is not None and email.provider is not None and wanted not in ("none", email.provider):
        message = f"Mail is to be sent by `{email.provider}` here, and by `{wanted}` in `targets.email`."
        yield Finding(("integrations", "email", "provider"), message, email.provider, wanted, wanted)


def _named_files(view: View) -> Iterator[tuple[Path, str]]:
    given = view.plan.integrations
    lists: list[tuple[Path, tuple[str, ...]]] = [
        (("rollout", "featureFlags"), view.plan.rollout.featureFlags)
    ]
    if given.supabase:
        lists.append((("integrations", "supabase", "edgeFunctions"), given.supabase.edgeFunctions))
    if given.stripe:
        lists.append((("integrations", "stripe", "products"), given.stripe.products))
    if given.email:
        lists.append((("integrations", "email", "templates"), given.email.templates))
    if given.clerk:
        lists.append((("integrations", "clerk", "roles"), given.clerk.roles))
    for path, names in lists:
        yield from (((*path, index), name) for index, name in enumerate(names))


def _file_names(view: View) -> Iterator[Finding]:
    for path, name in _named_files(view):
        if not _FILE_NAME.fullmatch(name):
            near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
            message = "This becomes the name of a file or a key."
            yield Finding(path, message, name, "up to 60 letters, digits, - and _", near)


def _repeated(view: View) -> Iterator[Finding]:
    seen: set[tuple[Path, str]] = set()
    for path, name in _named_files(view):
        if path[0] != "rollout" and (path[:-1], name) in seen:
            yield Finding(path, f"`{name}` is listed twice.", name, "each once")
        seen.add((path[:-1], name))


def _events(view: View) -> Iterator[Finding]:
    stripe = view.plan.integrations.stripe
    for index, event in enumerate(stripe.webhooks if stripe else ()):
        if not _EVENT.fullmatch(event):
            near = nearest(event.replace("-", ".").replace("/", "."), _COMMON_EVENTS)
            message = f"`{event}` is not how Stripe names its events."
            path = ("integrations", "stripe", "webhooks", index)
            yield Finding(path, message, event, "such as checkout.session.completed", near)


_COMMON_EVENTS: Final = (
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "charge.refunded",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "invoice.paid",
    "invoice.payment_failed",
)


def _protected(view: View) -> Iterator[Finding]:
    clerk = view.plan.integrations.clerk
    known = [page.route for page in view.plan.components.pages] + [
        route.path for route in view.plan.api.routes
    ]
    for index, written in enumerate(clerk.protectedRoutes if clerk else ()):
        start = re.split(r"[*(]", written)[0]
        path = ("integrations", "clerk", "protectedRoutes", index)
        exact = start == written
        if not any(route == written if exact else f"{route}/".startswith(start) for route in known):
            message = f"`{written}` is no page and no route of the application."
            yield Finding(path, message, written, ", ".join(dict.fromkeys(known)), nearest(written, known))


def _placeholders(view: View) -> Iterator[Finding]:
    supabase = view.plan.integrations.supabase
    if supabase is not None and supabase.projectRef is not None and _PLACEHOLDER.search(supabase.projectRef):
        message = "This stands for a value that is still to be given: deploying to Supabase needs it."
        path = ("integrations", "supabase", "projectRef")
        yield Finding(path, message, supabase.projectRef, "the reference of a Supabase project")


def _refused(view: View) -> Iterator[Finding]:
    whole = view.plan.model_dump(by_alias=True)
    for one in view.around.refused:
        value: Any = whole
        for step in one.path:
            value = value[step]
        if value == one.value:
            yield Finding(
                one.path, f"`{one.value}` cannot be built: {one.reason}", one.value, one.instead, one.instead
            )


CHECKS: Final = (
    Check(
        "plan.unsupported",
        "error",
        "A choice that the schema allows cannot be built yet: no application with it has passed all gates.",
        "Choose what the message names.",
        "project: {stack: expo}\n",
        "project: {stack: nextjs-15}\n",
        _refused,
    ),
    Check(
        "plan.integration-without-target",
        "error",
        "A service has settings under `integrations`, and `targets` names another, or none.",
        "Name the service in `targets`, or take its settings out.",
        "integrations: {stripe: {products: [gift-card]}}\n",
        "targets: {payments: stripe}\nintegrations: {stripe: {products: [gift-card]}}\n",
        _without_target,
    ),
    Check(
        "plan.target-without-integration",
        "warning",
        "`targets` names a service for payments or mail, and `integrations` gives it nothing to do.",
        "Name products or templates, or set the target to `none`.",
        "targets: {email: resend}\n",
        "targets: {email: resend}\nintegrations: {email: {templates: [receipt]}}\n",
        _without_settings,
    ),
    Check(
        "plan.email-provider",
        "error",
        "`targets.email` and `integrations.email.provider` name different services.",
        "Name the same in both, or leave `provider` out.",
        "targets: {email: resend}\nintegrations: {email: {provider: postmark, templates: [receipt]}}\n",
        "targets: {email: resend}\nintegrations: {email: {provider: resend, templates: [receipt]}}\n",
        _providers,
    ),
    Check(
        "plan.unsafe-name",
        "error",
        "The name of a flag, function, product, template or role cannot be the name of a file or a key.",
        "Use letters, digits, `-` and `_`.",
        'rollout: {featureFlags: ["../flag"]}\n',
        "rollout: {featureFlags: [flag]}\n",
        _file_names,
    ),
    Check(
        "plan.listed-twice",
        "warning",
        "A function, product, template or role is listed twice.",
        "Take one of them out.",
        "integrations: {clerk: {roles: [user, user]}}\n",
        "integrations: {clerk: {roles: [user]}}\n",
        _repeated,
    ),
    Check(
        "plan.webhook-event",
        "error",
        "A webhook is not named as Stripe names its events.",
        "Use a name such as `checkout.session.completed`.",
        "targets: {payments: stripe}\nintegrations: {stripe: {products: [gift], webhooks: [Paid!]}}\n",
        "targets: {payments: stripe}\nintegrations: {stripe: {products: [gift], webhooks: [invoice.paid]}}\n",
        _events,
    ),
    Check(
        "plan.protected-route",
        "warning",
        "A protected route of Clerk is neither a page nor a route of the API.",
        "Name one that is there; `*` stands for all that follows.",
        "integrations: {clerk: {protectedRoutes: [/itmes]}}\n",
        'integrations: {clerk: {protectedRoutes: ["/api/*"]}}\n',
        _protected,
    ),
    Check(
        "plan.placeholder",
        "warning",
        "A value still stands for one that is to be given.",
        "Give the value before deploying, or leave the key out.",
        "integrations: {supabase: {projectRef: YOUR_SUPABASE_REF}}\n",
        "integrations: {supabase: {projectRef: abcdefghijklmnop}}\n",
        _placeholders,
    ),
)
