"""What people reach: operations that their policies let through, and pages that show something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.core.plan import access, naming
from bot.core.plan.app import Operation
from bot.core.plan.checks.base import Check, Finding, View
from bot.core.plan.checks.examples import domain, entity
from bot.core.plan.resolve import is_plain


def _public_changes(view: View) -> Iterator[Finding]:
    for at in view.operations:
        one = at.operation
        keys = {"id", naming.flat(f"{one.output} id")}
        if (
            one.kind == "command"
            and one.auth == "public"
            and keys & {naming.flat(name) for name in one.input}
        ):
            message = f"Anyone may call `{one.name}` for any row, without signing in, and so see all rows."
            yield Finding((*at.path, "auth"), message, "public", "user, admin", "user")


def _denied(view: View) -> Iterator[Finding]:
    app = view.app
    if app is None:
        return
    for position, written in enumerate(view.plan.components.domains):
        built = {naming.camel(one.name): one for one in app.domains[position].operations if not one.derived}
        for index, one in enumerate(written.operations):
            found = built.get(naming.camel(one.name))
            if (
                found
                and found.meaning != "open"
                and access.succeeds(found, app.entity(found.entity)) is False
            ):
                message = f"No policy of `{found.entity}` lets anyone do what `{one.name}` does: it is always refused."
                path = ("components", "domains", position, "operations", index, "name")
                yield Finding(path, message, one.name, "a policy for it, or no policies of your own")


def _empty_pages(view: View) -> Iterator[Finding]:
    app = view.app
    if app is None:
        return
    for index, page in enumerate(app.pages):
        if page.layout != "marketing" or page.sections or not page.entities:
            continue
        if not any(_is_for_all(app.of_entity(name)) for name in page.entities):
            names = ", ".join(f"`{name}`" for name in page.entities)
            message = f"The page is for everyone, and nobody sees a row of {names} without signing in: it stays empty."
            path = ("components", "pages", index, "layout")
            yield Finding(path, message, "marketing", "app, admin", "app")


def _is_for_all(operations: Sequence[Operation]) -> bool:
    """Whether some list or form needs no sign-in."""
    shown = [one for one in operations if one.auth == "public"]
    return any(one.meaning == "create" or (one.meaning == "list" and is_plain(one)) for one in shown)


_ITEM: Final = entity("Item", "name: title, type: string")
_SAVE: Final = "- {name: updateItem, kind: command, input: {id: uuid, title: string}, output: Item%s}"
_MAKE: Final = domain(_ITEM, "- {name: createItem, kind: command, input: {title: string}, output: Item}")
_POLICIES: Final = "database:\n  source: fromEntities\n  policies:\n"
_READ: Final = "    - {entity: Item, policy: reads, action: SELECT, using: user_id = auth.uid()}\n"
_WRITE: Final = "    - {entity: Item, policy: writes, action: INSERT, using: user_id = auth.uid()}\n"
_HOME: Final = "components:\n  pages:\n    - {name: Home, route: /, layout: marketing}\n"

CHECKS: Final = (
    Check(
        "plan.public-change",
        "warning",
        "An operation that changes or removes a row by its key is public: anyone may do that to every row.",
        "Say `auth: user` or `auth: admin`.",
        domain(_ITEM, _SAVE % ", auth: public"),
        domain(_ITEM, _SAVE % ""),
        _public_changes,
    ),
    Check(
        "plan.policy-denies",
        "warning",
        "The plan's own policies let nobody do what an operation does, so that it always fails.",
        "Add a policy for the operation's action, or take the policies of the entity out.",
        _MAKE + _POLICIES + _READ,
        _MAKE + _POLICIES + _READ + _WRITE,
        _denied,
    ),
    Check(
        "plan.page-shows-nothing",
        "warning",
        "A page for everyone is about an entity whose rows only signed-in people see, and which only they make.",
        "Say `layout: app`, or give the entity a public list.",
        _HOME + "    - {name: Items, route: /items, layout: marketing}\n",
        _HOME + "    - {name: Items, route: /items, layout: app}\n",
        _empty_pages,
    ),
)
