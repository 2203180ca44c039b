"""Operations and routes: each route leads to an operation that fits its method and path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.core.plan import naming
from bot.core.plan.checks.base import PARAMETER, Check, Finding, View
from bot.core.plan.checks.examples import operation, routes
from bot.core.plan.explain import nearest
from bot.core.plan.model import Route
from bot.core.plan.problems import Path

_SEGMENT: Final = re.compile(r"[a-z0-9_-]{1,60}|\{[a-z_][a-z0-9_-]{0,59}\}|:[a-z_][a-z0-9_-]{0,59}")
_TAKEN: Final = ("/api/health", "/api/dev-auth", "/api/auth", "/api/session", "/api/webhooks")
_EFFECTS: Final = {"send-email": "email", "stripe-charge": "payments"}
_MAIL: Final = re.compile(r"mail|notif", re.IGNORECASE)
_CHARGE: Final = re.compile(r"charge|pay|stripe|checkout", re.IGNORECASE)


def _routes(view: View) -> Iterator[tuple[Path, Route]]:
    for index, route in enumerate(view.plan.api.routes):
        yield ("api", "routes", index), route


def _operations(view: View) -> Iterator[Finding]:
    for path, route in _routes(view):
        if route.operation not in view.operation_names:
            known = view.operation_names
            bare = [name for name in known if name.split(".")[-1] == route.operation.split(".")[-1]]
            near = bare[0] if bare else nearest(route.operation, known)
            message = f"The route leads to `{route.operation}`, which is no operation."
            yield Finding((*path, "operation"), message, route.operation, ", ".join(known), near)


def _paths(view: View) -> Iterator[Finding]:
    for path, route in _routes(view):
        segments = route.path.removeprefix("/").split("/")
        for segment in segments:
            if not _SEGMENT.fullmatch(segment):
                mended = [one if _SEGMENT.fullmatch(one) else _mended(one) for one in segments]
                message = f"`{segment}` is no part of a path."
                allowed = "lower-case letters, digits, - and _, or {name} or :name"
                yield Finding((*path, "path"), message, segment, allowed, "/" + "/".join(mended))


def _mended(segment: str) -> str:
    name = re.sub(r"[^a-z0-9_]", "", segment.replace("-", "_")).strip("0123456789") or "id"
    return f"{{{name}}}" if re.search(r"[{}:]", segment) else name


def _taken(view: View) -> Iterator[Finding]:
    for path, route in _routes(view):
        if any(route.path == taken or route.path.startswith(f"{taken}/") for taken in _TAKEN):
            message = f"`{route.path}` is taken: every application has a route of its own there."
            yield Finding((*path, "path"), message, route.path, f"anything but {', '.join(_TAKEN)}")


def _twice(view: View) -> Iterator[Finding]:
    for path, first, route in _alike(view):
        if route.path == first.path:
            message = f"There are two routes `{route.method} {route.path}`."
            yield Finding(
                (*path, "path"), message, f"{route.method} {route.path}", "each method and path once"
            )


def _collisions(view: View) -> Iterator[Finding]:
    for path, first, route in _alike(view):
        if route.path != first.path:
            message = f"`{route.path}` and `{first.path}` answer the same requests."
            yield Finding(
                (*path, "path"), message, route.path, "paths that differ in more than {…}", first.path
            )


def _alike(view: View) -> Iterator[tuple[Path, Route, Route]]:
    """Routes whose method and path, whatever its parameters are called, were there before."""
    first: dict[tuple[str, str], Route] = {}
    for path, route in _routes(view):
        key = (route.method, PARAMETER.sub("{}", route.path))
        if key in first:
            yield path, first[key], route
        else:
            first[key] = route


def _parameters(view: View) -> Iterator[Finding]:
    for path, route in _routes(view):
        at = view.operation_names.get(route.operation)
        inputs = {naming.key(name): name for name in at.operation.input} if at else {}
        for match in PARAMETER.finditer(route.path):
            name = match.group(1) or match.group(2)
            if at is not None and naming.key(name) not in inputs:
                near = nearest(name, at.operation.input)
                message = f"`{{{name}}}` is no input of `{route.operation}`."
                allowed = ", ".join(at.operation.input) or "the operation takes nothing"
                yield Finding((*path, "path"), message, name, allowed, near and naming.snake(near))


def _reading(view: View) -> Iterator[Finding]:
    for path, route in _routes(view):
        at = view.operation_names.get(route.operation)
        if at is not None and at.operation.kind == "command" and route.method == "GET":
            message = "GET must not change anything: browsers and crawlers follow it by themselves."
            yield Finding((*path, "method"), message, "GET", "POST, PUT, PATCH, DELETE", "POST")


def _writing(view: View) -> Iterator[Finding]:
    for path, route in _routes(view):
        at = view.operation_names.get(route.operation)
        if at is not None and at.operation.kind == "query" and route.method not in ("GET", "POST"):
            message = f"{route.method} says that something changes, and `{route.operation}` only reads."
            yield Finding((*path, "method"), message, route.method, "GET", "GET")


def _outputs(view: View) -> Iterator[Finding]:
    for at in view.operations:
        if view.entity(at.operation.output) is None:
            known = [one.entity.name for one in view.entities]
            message = (
                f"`{at.operation.output}` is no entity, so what `{at.operation.name}` returns is left open."
            )
            near = nearest(at.operation.output, known)
            yield Finding((*at.path, "output"), message, at.operation.output, ", ".join(known), near)


def _effects(view: View) -> Iterator[Finding]:
    for at in view.operations:
        for index, effect in enumerate(at.operation.sideEffects):
            if _service(effect) is None:
                message = f"What `{effect}` brings about is not known: it is left to a person."
                path = (*at.path, "sideEffects", index)
                yield Finding(path, message, effect, ", ".join(_EFFECTS), nearest(effect, _EFFECTS))


def _effect_targets(view: View) -> Iterator[Finding]:
    targets = view.plan.targets
    for at in view.operations:
        for index, effect in enumerate(at.operation.sideEffects):
            service = _service(effect)
            if service is not None and getattr(targets, service) == "none":
                providers = {"email": "resend, postmark", "payments": "stripe"}[service]
                message = f"`{effect}` needs `targets.{service}`, which is `none`."
                path = (*at.path, "sideEffects", index)
                yield Finding(path, message, effect, f"targets.{service}: {providers}")


def _service(effect: str) -> str | None:
    if _MAIL.search(effect):
        return "email"
    return "payments" if _CHARGE.search(effect) else None


def _admins(view: View) -> Iterator[Finding]:
    clerk = view.plan.integrations.clerk
    if clerk is None or not clerk.roles or "admin" in clerk.roles:
        return
    for at in view.operations:
        if at.operation.auth == "admin":
            message = f"Only an admin may call `{at.operation.name}`, and `integrations.clerk.roles` has no `admin`."
            yield Finding((*at.path, "auth"), message, "admin", ", ".join(clerk.roles))


_POST: Final = "method: POST, path: /api/items, operation: catalog.createItem"
_BY_ID: Final = 'method: DELETE, path: "/api/items/{id}", operation: catalog.deleteItem'

_KEYED: Final = (
    "components:\n  domains:\n    - name: catalog\n      entities:\n"
    "        - {name: Item, fields: [{name: key, type: string}]}\n      operations:\n"
    "        - {name: getItem, kind: query, input: {id: uuid, key: string}, output: Item}\n"
)
_GET: Final = 'method: GET, path: "/api/%s", operation: catalog.getItem'

CHECKS: Final = (
    Check(
        "plan.unknown-operation",
        "error",
        "A route leads to an operation that the plan does not have.",
        "Write `domain.operation`, both as they are called in the plan.",
        routes("method: POST, path: /api/items, operation: catalog.makeItem"),
        routes(_POST),
        _operations,
    ),
    Check(
        "plan.route-path",
        "error",
        "A part of a route's path is neither a word nor a whole `{parameter}`.",
        "Write parameters as `{id}` (or `:id`), as a part of their own.",
        routes('method: DELETE, path: "/api/items/{id}x", operation: catalog.deleteItem'),
        routes(_BY_ID),
        _paths,
    ),
    Check(
        "plan.route-taken",
        "error",
        "A route stands where every application has a route of its own.",
        "Give it another path.",
        routes("method: POST, path: /api/webhooks/items, operation: catalog.createItem"),
        routes(_POST),
        _taken,
    ),
    Check(
        "plan.duplicate-route",
        "error",
        "Two routes have the same method and path.",
        "Take one of them out, or give it another path.",
        routes(_POST, _POST),
        routes(_POST),
        _twice,
    ),
    Check(
        "plan.route-collision",
        "error",
        "Two routes differ only in how their parameters are called, so both would answer the same requests.",
        "Call the parameter the same in all routes, or give one of them another path.",
        _KEYED + routes(_GET % "items/{id}", _GET % "items/{key}"),
        _KEYED + routes(_GET % "items/{id}", _GET % "items-by-key/{key}"),
        _collisions,
    ),
    Check(
        "plan.path-not-in-input",
        "error",
        "A parameter in a route's path is no input of its operation.",
        "Add it to the operation's `input`, or call it as the input is called (`{item_id}` is `itemId`).",
        routes('method: DELETE, path: "/api/items/{item}", operation: catalog.deleteItem'),
        routes(_BY_ID),
        _parameters,
    ),
    Check(
        "plan.get-changes",
        "error",
        "A GET route leads to a command.",
        "Use POST, PUT, PATCH or DELETE; or make the operation a query.",
        routes("method: GET, path: /api/items, operation: catalog.createItem"),
        routes(_POST),
        _reading,
    ),
    Check(
        "plan.write-reads",
        "warning",
        "A route with a method that changes something leads to a query.",
        "Use GET (or POST where the input is long).",
        routes("method: DELETE, path: /api/items, operation: catalog.listItems"),
        routes("method: GET, path: /api/items, operation: catalog.listItems"),
        _writing,
    ),
    Check(
        "plan.unknown-output",
        "warning",
        "An operation returns something that is no entity. Its shape is left open for a person.",
        "Name an entity of the plan.",
        operation("name: countItems, kind: query, input: {}, output: Count"),
        operation("name: listItems, kind: query, input: {}, output: Item"),
        _outputs,
    ),
    Check(
        "plan.unknown-side-effect",
        "warning",
        "A side effect is none of those that Drystone knows. It is left open for a person.",
        "Use `send-email` or `stripe-charge`, or leave it to a person.",
        operation(
            "name: createItem, kind: command, input: {title: string}, output: Item, sideEffects: [ring-bell]"
        ),
        operation("name: createItem, kind: command, input: {title: string}, output: Item"),
        _effects,
    ),
    Check(
        "plan.side-effect-target",
        "error",
        "A side effect needs a service that `targets` does not have.",
        "Name the service in `targets`, or take the side effect out.",
        operation(
            "name: createItem, kind: command, input: {title: string}, output: Item, sideEffects: [send-email]"
        ),
        operation("name: createItem, kind: command, input: {title: string}, output: Item"),
        _effect_targets,
    ),
    Check(
        "plan.no-admin-role",
        "warning",
        "An operation is for admins, and the roles of Clerk have no `admin`: nobody could call it.",
        "Add `admin` to `integrations.clerk.roles`.",
        "integrations: {clerk: {roles: [user]}}\n"
        + operation("name: listItems, kind: query, input: {}, output: Item, auth: admin"),
        "integrations: {clerk: {roles: [user, admin]}}\n"
        + operation("name: listItems, kind: query, input: {}, output: Item, auth: admin"),
        _admins,
    ),
)
