"""Flows in a browser: what someone does on a page with a form, and who may not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bot.core.generate import samples, typescript
from bot.core.generate.code import Code, js
from bot.core.generate.domain import DomainView
from bot.core.generate.items import button_label
from bot.core.generate.pages import PageView, list_of
from bot.core.generate.testing import can_be_made, made_for
from bot.core.plan import access, naming
from bot.core.plan.app import Column, Entity, Input, Operation, Page, Route
from bot.core.plan.bounds import is_later
from bot.core.plan.states import STAMPS

# As `isOver` of the app's lib/view.ts has it.
_OVER: Final = re.compile(r"cancell?ed|rejected|declined|refunded|expired|denied", re.IGNORECASE)


@dataclass(frozen=True)
class Flow:
    """What someone does on a page with a form: fills it in, sees it done, changes it; and who may not."""

    view: PageView
    entity: Entity
    create: Operation
    submit: str

    @property
    def page(self) -> Page:
        return self.view.page

    @property
    def row(self) -> str:
        return self.entity.phrase.replace(" ", "-")

    @property
    def times(self) -> int:
        """In how many of its sections the page shows each row."""
        return sum(entity.name == self.entity.name for _, entity in self.view.bound)

    @cached_property
    def domain_view(self) -> DomainView:
        return DomainView(self.view.app, self.view.app.domain(self.create.domain))

    @cached_property
    def fields(self) -> tuple[Mapping[str, Any], ...]:
        """The form's fields with what is put into them."""
        return tuple(_field(one, self.domain_view) for one in self.domain_view.fields(self.create))

    @property
    def counted(self) -> bool:
        return any(re.search(r"\bn\b", str(one["value"])) for one in self.fields)

    @property
    def timed(self) -> bool:
        return any("localTime(" in str(one["value"]) for one in self.fields)

    def button(self, operation: Operation) -> str:
        """The words on the button of a state change."""
        return button_label(operation, self.entity)

    @cached_property
    def seeds(self) -> tuple[str, ...]:
        """Entities whose rows a new user needs before the form can be filled in."""
        references = [
            one.column.reference
            for one in self.domain_view.fields(self.create)
            if one.column.reference and not one.optional
        ]
        targets = [self.view.app.entity(reference.entity) for reference in references if reference]
        return tuple(dict.fromkeys(target.name for target in targets))

    @cached_property
    def changes(self) -> tuple[Operation, ...]:
        """Buttons on a new row that a user may press."""
        buttons = self.view.app.of_entity(self.entity.name, "change")
        bare = [o for o in buttons if all(i.key == self._key(o) or i.optional for i in o.inputs)]
        return tuple(o for o in bare if o.auth == "user" and self._is_offered(o))[:1]

    def _is_offered(self, operation: Operation) -> bool:
        """Whether a new row has the button, and the policies let its maker press it."""
        begun = [(one.value, self._begun(one.column)) for one in operation.sets if not one.now]
        timed = all(one.column.nullable or one.column.key in STAMPS for one in operation.sets if one.now)
        fresh = all(value != before and not _OVER.fullmatch(str(before)) for value, before in begun)
        return timed and fresh and access.succeeds(operation, self.entity) is True

    def _begun(self, column: Column) -> str | bool:
        """What a column holds in a row that was just made by the form."""
        value = next((one.value for one in self.create.sets if one.column.key == column.key), None)
        if value is not None:
            return value
        asked = next((one for one in self.create.inputs if one.target == column.key), None)
        if column.kind == "boolean":
            return asked is not None or column.default == "true"
        if asked is not None and not asked.optional and column.enum:
            return column.enum.values[0]
        return column.default.strip("'")

    def _key(self, operation: Operation) -> str:
        return DomainView(self.view.app, self.view.app.domain(operation.domain)).key_of(operation)

    @property
    def is_paged(self) -> bool:
        """Whether the page's address says which part of the list it shows, of this one alone."""
        listing = self.view.listings.get(self.entity.name)
        return listing is not None and not listing.prefix

    @property
    def narrowed(self) -> tuple[str, str, str] | None:
        """A filter with the value of a row that was just made, and another value."""
        listing = self.view.listings.get(self.entity.name)
        for one in listing.filters if listing else ():
            begun = str(self._begun(one.column))
            others = [value for value in one.column.enum.values if value != begun] if one.column.enum else []
            if others and one.column.enum and begun in one.column.enum.values:
                return one.key, begun, others[0]
        return None

    @property
    def isolated(self) -> bool:
        """Whether another user sees nothing of it."""
        return self.entity.owner is not None and access.may(self.entity, "SELECT", "other") is False

    @cached_property
    def api(self) -> tuple[tuple[Route, Code], ...]:
        """Routes that work on one row by its key alone, with their path over `key`."""
        found = []
        for route in self.view.app.routes_on(self.entity.name):
            operation = self.view.app.operation(route.domain, route.operation)
            one_key = operation.by_key and len(route.params) == 1
            only = (
                all(i.key == self._key(operation) or i.optional for i in operation.inputs)
                if one_key
                else False
            )
            if only and operation.auth == "user" and operation.meaning in ("change", "delete", "get"):
                path = re.sub(r"\{[^}]+\}|:[A-Za-z0-9_-]+", "${key}", route.path)
                found.append((route, Code(f"`{path}`")))
        return tuple(found[:2])


def _field(one: Input, view: DomainView) -> Mapping[str, Any]:
    required = view.required(one)
    kind = str(typescript.control(one.column)).split('"')[1]
    value = Code('""')
    if one.optional and not samples.is_known(one.column):
        pass
    elif kind == "datetime":
        days = 4 if is_later(one.column.key) else 3
        value = Code(f"localTime({days} + (n % 300))" if one.column.varied else f"localTime({days})")
    elif kind == "date":
        value = samples.sample(one.column)
    elif kind == "json":
        value = js('{"note":"from a test"}')
    elif kind not in ("choice", "boolean"):
        value = Code(f"String({samples.sample(one.column)})")
    return {"label": one.column.label, "kind": kind, "value": value, "required": required}


def flows(views: Sequence[PageView]) -> tuple[Flow, ...]:
    """The flows of an app's pages for signed-in users."""
    found: dict[tuple[str, str], Flow] = {}
    for view in views:
        for (component, entity), (section, _) in zip(view.bound, _bound_sections(view), strict=True):
            create = view.create_of(entity)
            if component.takes != "resource" or view.page.layout != "app":
                continue
            if create is None or not _can_be_played(create, entity, view):
                continue
            submit = section.props.get("submitLabel") or component.says.get("submit")
            domain = view.app.domain(create.domain)
            label = str(submit) if submit else DomainView(view.app, domain).submit_label(create)
            found.setdefault((view.page.route, entity.name), Flow(view, entity, create, label))
    return tuple(found.values())


def _can_be_played(create: Operation, entity: Entity, view: PageView) -> bool:
    """Whether a browser can fill the form in, and the page then shows the row."""
    domain = DomainView(view.app, view.app.domain(create.domain))
    shown = list_of(view.app, entity.name, view.page.layout)
    fields = [one for one in domain.fields(create) if not one.optional]
    return (
        create.auth != "admin"
        and shown is not None
        and access.may(entity, "INSERT", "maker") is True
        and access.may(entity, "SELECT", "maker") is True
        and all(
            _can_be_chosen(one, view) if one.column.reference else samples.is_known(one.column)
            for one in fields
        )
        and all(samples.is_known(c) for c in entity.columns if c.required and not (c.reference or c.primary))
    )


def _can_be_chosen(one: Input, view: PageView) -> bool:
    """Whether a test can make a row for a field to point to, and the page offers it."""
    if one.column.reference is None:
        return False
    target = view.app.entity(one.column.reference.entity)
    return (
        can_be_made(target, view.app)
        and list_of(view.app, target.name, view.page.layout) is not None
        and access.may(target, "SELECT", "maker") is True
        and all(_can_be_prepared(made) for made in made_for(target, view.app))
    )


def _can_be_prepared(entity: Entity) -> bool:
    """Whether someone who is an admin too may make a row of their own and read it back."""
    actions: tuple[access.Action, ...] = ("INSERT", "SELECT")
    return all(True in (access.may(entity, a, "maker"), access.may(entity, a, "admin")) for a in actions)


def _bound_sections(view: PageView) -> list[Any]:
    return [pair for pair in view.laid if view.binds(*pair)][: len(view.bound)]


def start_link(views: Sequence[PageView]) -> str:
    """The words of a link on the first page that leads to where people start; empty where there is none."""
    for view in views:
        for section, component in view.sections:
            if (
                view.page.route == "/"
                and component.fills.get("href") == "start"
                and "href" not in section.props
            ):
                return str(section.props.get("cta") or "")
    return ""


def called(name: str) -> str:
    """A spec's file name for an entity."""
    return naming.kebab(name)
