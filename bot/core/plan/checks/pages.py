"""Pages and the library components on them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from bot.core.plan.checks.base import Check, Finding, View, texts_in
from bot.core.plan.checks.examples import components, pages
from bot.core.plan.components import likely
from bot.core.plan.explain import nearest
from bot.core.plan.problems import Path

_SAFE: Final = re.compile(r"packages/[A-Za-z0-9_@.\-/ ()\[\]]+\.(?:tsx|jsx|ts|js)")
_SEGMENT: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,58}[a-z0-9])?")
_LONGEST: Final = 60
_TAKEN: Final = ("/api", "/sign-in", "/sign-up", "/404", "/500")
_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}|\$\{\s*([A-Za-z0-9_.-]+)\s*\}")


def _duplicates(view: View) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for index, page in enumerate(view.plan.components.pages):
        route = page.route.rstrip("/") or "/"
        if route in first:
            message = f"The pages `{first[route]}` and `{page.name}` have the same route."
            yield Finding(("components", "pages", index, "route"), message, page.route, "each route once")
        first.setdefault(route, page.name)


def _routes(view: View) -> Iterator[Finding]:
    for index, page in enumerate(view.plan.components.pages):
        path = ("components", "pages", index, "route")
        parts = [part for part in page.route.split("/") if part]
        good = [part.strip("-_") for part in parts if part.strip("-_")]
        tidy = "/" + "/".join(good)
        if page.route != tidy or not all(_SEGMENT.fullmatch(part) for part in good):
            message = f"`{page.route}` is not how a browser would write this path."
            yield Finding(path, message, page.route, "parts of lower-case letters, digits, - and _", tidy)
        elif any(tidy == taken or tidy.startswith(f"{taken}/") for taken in _TAKEN):
            message = f"`{page.route}` is taken: the application has routes of its own there."
            yield Finding(path, message, page.route, f"anything but {', '.join(_TAKEN)} and what is below")


def _names(view: View) -> Iterator[Finding]:
    for index, page in enumerate(view.plan.components.pages):
        path = ("components", "pages", index, "name")
        if not any(char.isprintable() and not char.isspace() for char in page.name):
            message = "The page's name is empty: its title and its link would say nothing."
            yield Finding(path, message, page.name, "a word or two", "Page")
        elif len(page.name) > _LONGEST:
            message = f"`{page.name[:20]}…` is too long for a title and a link."
            yield Finding(
                path, message, page.name, f"up to {_LONGEST} characters", page.name[:_LONGEST].strip()
            )


def _home(view: View) -> Iterator[Finding]:
    if all(page.route != "/" for page in view.plan.components.pages):
        message = "No page has the route `/`: who opens the application finds nothing there."
        yield Finding(("components", "pages"), message, allowed='a page with `route: "/"`', at_key=True)


def _components(view: View) -> Iterator[tuple[Path, str]]:
    for index, page in enumerate(view.plan.components.pages):
        for at, section in enumerate(page.sections):
            yield ("components", "pages", index, "sections", at, "component"), section.component
    for index, one in enumerate(view.plan.components.ui):
        yield ("components", "ui", index, "from"), one.from_


def is_safe_path(path: str) -> bool:
    """Whether a component's path stays inside `packages/` and is a file of code."""
    return bool(_SAFE.fullmatch(path)) and posixpath.normpath(path) == path and len(path) <= 300


def _unsafe(view: View) -> Iterator[Finding]:
    for path, written in _components(view):
        if not is_safe_path(written):
            message = (
                "A component's path is relative, below `packages/`, without `..`, and names a file of code."
            )
            yield Finding(path, message, written, "packages/….tsx", _tidied(written))


def _tidied(written: str) -> str:
    at = written.find("packages/")
    tidy = posixpath.normpath(written[at:]) if at >= 0 else ""
    for candidate in (tidy, f"{tidy}.tsx"):
        if is_safe_path(candidate):
            return candidate
    return ""


def _missing(view: View) -> Iterator[Finding]:
    library = view.around.library
    for path, written in _components(view):
        if library is not None and is_safe_path(written) and written not in library:
            message = "The library has no such component."
            allowed = "a file below `packages/` here or in Drystone's library"
            yield Finding(path, message, written, allowed, likely(written, library))


def _variables(view: View) -> Iterator[Finding]:
    known = view.plan.variables
    for path, text in _substituted(view):
        for match in _VARIABLE.finditer(text):
            name = match.group(1) or match.group(2)
            if name not in known:
                message = f"There is no variable `{name}`."
                yield Finding(
                    path, message, match.group(), ", ".join(known) or "no variables", nearest(name, known)
                )


def _substituted(view: View) -> Iterator[tuple[Path, str]]:
    for index, page in enumerate(view.plan.components.pages):
        yield ("components", "pages", index, "name"), page.name
        for at, section in enumerate(page.sections):
            yield from texts_in(section.props, ("components", "pages", index, "sections", at, "props"))


def _variable_names(view: View) -> Iterator[Finding]:
    for name in view.plan.variables:
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            near = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_").upper()
            message = f"`{name}` cannot be the name of a variable."
            yield Finding(("variables", name), message, name, "letters, digits and _", near, at_key=True)


_HOME: Final = "name: Home, route: /, layout: marketing"
_SECTION: Final = _HOME + ", sections: [{component: %s}]"
_PROPS: Final = _HOME + ', sections: [{component: packages/ui/Hero.tsx, props: {title: "%s"}}]'

CHECKS: Final = (
    Check(
        "plan.duplicate-page-route",
        "error",
        "Two pages have the same route.",
        "Give one of them another route.",
        pages(_HOME, "name: Start, route: /, layout: app"),
        pages(_HOME, "name: Start, route: /start, layout: app"),
        _duplicates,
    ),
    Check(
        "plan.page-route",
        "error",
        "A page's route has empty parts, or lies where the application has routes of its own.",
        "Write a route such as `/products`.",
        pages(_HOME, "name: Items, route: /api/items, layout: app"),
        pages(_HOME, "name: Items, route: /items, layout: app"),
        _routes,
    ),
    Check(
        "plan.page-name",
        "error",
        "A page's name is empty, or too long for a title and a link.",
        "Write the words that its link in the navigation is to show.",
        pages(_HOME, 'name: " ", route: /items, layout: app'),
        pages(_HOME, "name: Items, route: /items, layout: app"),
        _names,
    ),
    Check(
        "plan.no-home-page",
        "warning",
        "No page has the route `/`.",
        "Give one page the route `/`.",
        pages("name: Items, route: /items, layout: app"),
        pages(_HOME),
        _home,
    ),
    Check(
        "plan.component-path",
        "error",
        "A component's path leads out of `packages/`, is absolute, or is no file of code.",
        "Write the path as it is in the library: `packages/….tsx`.",
        components("name: Button, from: ../packages/ui/Button.tsx"),
        components("name: Button, from: packages/ui/Button.tsx"),
        _unsafe,
    ),
    Check(
        "plan.component-missing",
        "error",
        "Neither the repository nor Drystone's library has a component at this path.",
        "Use a component that is there, or add it below `packages/` in the repository.",
        components("name: Button, from: packages/ui/Buton.tsx"),
        components("name: Button, from: packages/ui/Button.tsx"),
        _missing,
    ),
    Check(
        "plan.undefined-variable",
        "error",
        "A text names a variable, as `{{NAME}}` or `${NAME}`, that `variables` does not have.",
        "Add it to `variables`.",
        pages(_PROPS % "{{SHOP}}"),
        'variables: {SHOP: "Corner Shop"}\n' + pages(_PROPS % "{{SHOP}}"),
        _variables,
    ),
    Check(
        "plan.variable-name",
        "error",
        "A variable's name has characters that no text could name it by.",
        "Use letters, digits and `_`, as in `TENANT_NAME`.",
        'variables: {"shop name": "Corner Shop"}\n',
        'variables: {SHOP_NAME: "Corner Shop"}\n',
        _variable_names,
    ),
)
