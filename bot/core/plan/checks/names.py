"""Names that are usable where they end up: in code, in SQL, in URLs and in branches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.core.ids import slug
from bot.core.plan import naming, taken
from bot.core.plan.checks.base import Check, Finding, View
from bot.core.plan.checks.examples import domain, entity, item
from bot.core.plan.problems import Path


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DOMAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LONGEST: Final = 50
_GLOBALS: Final = _words(
    "Any Array ArrayBuffer Boolean Date Error Function Infinity JSON Map Math NaN Number Object "
    "Promise Proxy "
    "Record RegExp Set String Symbol"
)
_KEYWORDS: Final = _words(
    "await break case catch class const continue debugger default delete do else enum export extends false "
    "finally for function if implements import in instanceof interface let new null package private "
    "protected "
    "public return static super switch this throw true try typeof undefined var void while with yield"
)


def _spelling(view: View) -> Iterator[Finding]:
    for path, name, pattern in _identifiers(view):
        if not pattern.fullmatch(name):
            form = naming.pascal if name[:1].isupper() else naming.key
            near = form(name) if re.search("[A-Za-z]", name) else ""
            allowed = "letters, digits and _, a letter first"
            yield Finding(path, f"`{name}` cannot be a name in code.", name, allowed, near)
        elif len(name) > _LONGEST:
            yield Finding(
                path, f"`{name[:20]}…` is too long for a name in SQL.", name, f"up to {_LONGEST} characters"
            )


def _identifiers(view: View) -> Iterator[tuple[Path, str, re.Pattern[str]]]:
    for index, one in enumerate(view.plan.components.domains):
        yield ("components", "domains", index, "name"), one.name, _DOMAIN
    for owner in view.entities:
        yield (*owner.path, "name"), owner.entity.name, _NAME
    for field in view.fields:
        yield (*field.path, "name"), field.field.name, _NAME
    for at in view.operations:
        yield (*at.path, "name"), at.operation.name, _NAME
        yield from (((*at.path, "input", name), name, _NAME) for name in at.operation.input)
    for index, ui in enumerate(view.plan.components.ui):
        key, name = ("as", ui.as_) if ui.as_ else ("name", ui.name)
        yield ("components", "ui", index, key), name, _NAME


def _reserved(view: View) -> Iterator[Finding]:
    for at in view.entities:
        if naming.pascal(at.entity.name) in _GLOBALS:
            message = f"`{at.entity.name}` is a type of TypeScript itself: in code it is called otherwise."
            yield Finding((*at.path, "name"), message, at.entity.name, suggestion=f"{at.entity.name}Entry")
    for one in view.operations:
        if one.operation.name in _KEYWORDS:
            message = (
                f"`{one.operation.name}` is a word of TypeScript itself: in code it is called otherwise."
            )
            near = one.operation.name + naming.pascal(one.operation.output)
            yield Finding((*one.path, "name"), message, one.operation.name, suggestion=near)


def _reserved_in_sql(view: View) -> Iterator[Finding]:
    named = [((*at.path, "name"), at.entity.name) for at in view.entities]
    named += [((*at.path, "name"), at.field.name) for at in view.fields]
    for path, name in named:
        if name.lower() in taken.SQL_WORDS:
            message = f"`{name}` is a reserved word of SQL: it has to be quoted wherever SQL names it."
            yield Finding(path, message, name)


def _project(view: View) -> Iterator[Finding]:
    name = view.plan.project.name
    if not re.search("[A-Za-z]", name):
        message = "Nothing of the project's name can be the name of a package and a branch."
        yield Finding(("project", "name"), message, name, "lower-case letters, digits and hyphens", "my-app")


def _project_slug(view: View) -> Iterator[Finding]:
    name = view.plan.project.name
    short = slug(name)
    if re.search("[A-Za-z]", name) and short != name:
        message = (
            f"Packages, branches and databases will be called `{short}`, since `{name}` cannot be their name."
        )
        yield Finding(("project", "name"), message, name, suggestion=short)


CHECKS: Final = (
    Check(
        "plan.project-name",
        "error",
        "Nothing of the project's name can be used for a package, a branch and a database, or it is "
        "too long.",
        "Choose a name of lower-case letters, digits and hyphens, such as `corner-shop`.",
        "project: {name: '!!!'}\n",
        "project: {name: corner-shop}\n",
        _project,
    ),
    Check(
        "plan.project-slug",
        "warning",
        "The project's name has capitals, spaces or other characters that packages and branches cannot "
        "have. A "
        "plain form of it is used there.",
        "Nothing has to be done; or write the plain form.",
        "project: {name: Corner Shop}\n",
        "project: {name: corner-shop}\n",
        _project_slug,
    ),
    Check(
        "plan.bad-name",
        "error",
        "A name cannot be written in code or SQL: it has other characters than letters, digits and "
        "`_`, starts "
        "with a digit, or is longer than PostgreSQL keeps.",
        "Use a name such as `unitPrice` (fields, operations) or `LineItem` (entities).",
        item("name: unit price, type: int"),
        item("name: unitPrice, type: int"),
        _spelling,
    ),
    Check(
        "plan.reserved-word",
        "warning",
        "An entity or an operation has the name of something that TypeScript itself has. In code it "
        "gets another.",
        "Choose a more telling name, as `OrderDate` for `Date` or `deleteItem` for `delete`.",
        domain(entity("Error", "name: text, type: string")),
        domain(entity("Failure", "name: text, type: string")),
        _reserved,
    ),
    Check(
        "plan.reserved-sql-word",
        "warning",
        "An entity or a field has the name of a reserved word of SQL. What Drystone writes is quoted; "
        "SQL written "
        "by hand has to quote it too.",
        "Choose another name, or quote it in `check`, `using` and `sql`.",
        item("name: order, type: int"),
        item("name: position, type: int"),
        _reserved_in_sql,
    ),
)
