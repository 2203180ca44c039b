"""Flows in a browser: what someone does on a page with a form, and who may not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.core.generate import typescript
from bot.core.generate.code import Code, js
from bot.core.generate.domain import DomainView
from bot.core.generate.pages import PageView
from bot.core.generate.testing import is_understood, others_may
from bot.core.plan import naming
from bot.core.plan.app import Entity, Input, Operation, Page, Route
from bot.core.plan.bounds import is_later


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
        return naming.words(operation.name)[0].capitalize()

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
        initial = {s.value for s in self.create.sets}
        buttons = self.view.app.of_entity(self.entity.name, "change")
        bare = [o for o in buttons if all(i.key == self._key(o) or i.optional for i in o.inputs)]
        live = [o for o in bare if o.auth == "user" and not any(s.value in initial for s in o.sets)]
        return tuple(live[:1])

    def _key(self, operation: Operation) -> str:
        return self.domain_view.key_of(operation)

    @property
    def isolated(self) -> bool:
        """Whether another user sees nothing of it."""
        return (
            self.entity.owner is not None
            and is_understood(self.entity)
            and not others_may(self.entity, "SELECT")
        )

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
    if kind == "datetime":
        value = Code(f"localTime({4 if is_later(one.column.key) else 3})")
    elif kind == "date":
        value = Code(f"dateIn({4 if is_later(one.column.key) else 3})")
    elif kind == "json":
        value = js('{"note":"from a test"}')
    elif kind not in ("choice", "boolean"):
        value = Code(f"String({typescript.sample(one.column)})")
    return {"label": one.column.label, "kind": kind, "value": value, "required": required}


def flows(views: Sequence[PageView]) -> tuple[Flow, ...]:
    """The flows of an app's pages for signed-in users."""
    found: dict[tuple[str, str], Flow] = {}
    for view in views:
        for (component, entity), (section, _) in zip(view.bound, _bound_sections(view), strict=True):
            create = view.create_of(entity)
            if (
                component.takes != "resource"
                or view.page.layout != "app"
                or create is None
                or create.auth == "admin"
                or not is_understood(entity)
            ):
                continue
            submit = section.props.get("submitLabel") or component.says.get("submit")
            domain = view.app.domain(create.domain)
            label = str(submit) if submit else DomainView(view.app, domain).submit_label(create)
            found.setdefault((view.page.route, entity.name), Flow(view, entity, create, label))
    return tuple(found.values())


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
