"""What the templates of tests need to know: valid inputs, rows to begin with, and what policies deny."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.core.generate import ddl, samples
from bot.core.generate.code import Code, js, key
from bot.core.generate.domain import DomainView
from bot.core.generate.items import item_function
from bot.core.generate.listing import is_paged
from bot.core.generate.openapi import path_of
from bot.core.plan import access
from bot.core.plan.access import Action, Who
from bot.core.plan.app import PAGING, AppModel, Column, Domain, Entity, Input, Operation, Route


def made_for(entity: Entity, app: AppModel) -> tuple[Entity, ...]:
    """The tables in which making a row of one makes rows: itself, and all that it has to point to."""
    made = {entity.name: entity}
    waiting = [entity]
    while waiting:
        needed = [c.reference.entity for c in waiting.pop().columns if c.reference and samples.is_filled(c)]
        waiting += [app.entity(name) for name in needed if name not in made]
        made |= {name: app.entity(name) for name in needed}
    return tuple(made.values())


def can_be_made(entity: Entity, app: AppModel) -> bool:
    """Whether tests can make up a valid row, with all that it points to."""
    return all(samples.can_be_made(one) for one in made_for(entity, app))


@dataclass(frozen=True)
class Probe:
    """An operation as its tests see it."""

    operation: Operation
    entity: Entity
    view: DomainView

    @property
    def name(self) -> str:
        return self.operation.name

    @property
    def caller(self) -> str:
        """Who calls it when all is well."""
        return {"public": "null", "user": "alice", "admin": "root"}[self.operation.auth]

    @cached_property
    def given(self) -> tuple[Input, ...]:
        """What a valid call gives: all inputs, but for those that may be left out and are not known."""
        asked = [one for one in self.operation.inputs if one not in PAGING and not self._is_filter(one)]
        return tuple(one for one in asked if not one.optional or self._is_known(one))

    def _is_filter(self, one: Input) -> bool:
        return self.operation.meaning == "list" and one.optional

    def _is_known(self, one: Input) -> bool:
        reference = one.column.reference
        if reference:
            return can_be_made(self.view.app.entity(reference.entity), self.view.app)
        return samples.is_known(one.column)

    @cached_property
    def inputs(self) -> tuple[Code, ...]:
        """`name: value` pairs of a valid input, over `n`, the key of the row `id` and `run`."""
        return tuple(Code(f"{key(one.key)}: {self.value(one)}") for one in self.given)

    def value(self, one: Input) -> Code:
        if self.keyed and one.key == self.view.key_of(self.operation):
            return Code("id" if self.entity.key.kind not in ("int", "bigint") else "Number(id)")
        if one.column.reference and self._is_known(one):
            return fixture_call(one.column, "run", "alice.userId", self.view.app)
        return samples.sample(one.column)

    @property
    def keyed(self) -> bool:
        """Whether its valid input names a row."""
        return self.operation.by_key

    @property
    def absent_key(self) -> Code:
        """The key of a row that is not there, as a text."""
        return _absent(self.entity.key, is_text=True)

    def nowhere(self, one: Input) -> Code:
        """A value that points to no row."""
        return _absent(one.column, is_text=False)

    @property
    def counts(self) -> bool:
        return any(has_n(pair) for pair in self.inputs)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.operation.inputs if not one.optional)

    @property
    def asked_for(self) -> bool:
        """Whether an empty form lacks something: a box that is not ticked says no."""
        return any(not one.optional and one.column.kind != "boolean" for one in self.operation.inputs)

    @property
    def hands_out_key(self) -> bool:
        return "ok:" not in self.view.result(self.operation)

    @property
    def is_paged(self) -> bool:
        return is_paged(self.operation) and not self.keyed and not self.counts

    @property
    def narrowed_by(self) -> tuple[Input, ...]:
        """What a list can be narrowed by and no row lacks."""
        if not self.is_paged:
            return ()
        return tuple(
            one
            for one in self.operation.inputs
            if self._is_filter(one) and one.target and not one.column.nullable and one not in PAGING
        )

    @property
    def followed_by(self) -> tuple[Code, ...]:
        """What follows once it is stored, in order."""
        told = [one for one in self.operation.effects if one.kind != "open"]
        return tuple(Code(f"[{js(one.kind)}, {js(one.name)}]") for one in told)

    @property
    def whole_page(self) -> Code:
        """The largest page of a list, as a further input."""
        return Code(", limit: 200" if PAGING[0] in self.operation.inputs else "")

    @cached_property
    def expected(self) -> tuple[Code, ...]:
        """What the row holds afterwards, as far as the operation says it."""
        if self.view.receipt(self.operation):
            return ()
        said = [one for one in self.operation.sets if not one.now]
        pairs = [Code(f"{key(one.column.key)}: {js(one.value)}") for one in said]
        owner = self.entity.owner
        if self.operation.meaning == "create" and owner and self.view.owner_input(self.operation):
            who = "null" if self.caller == "null" else f"{self.caller}.userId"
            pairs.append(Code(f"{key(owner.key)}: {who}"))
        return tuple(pairs)

    @cached_property
    def testable(self) -> bool:
        """Whether the tests can call it with success: rows can be made up, and the policies let it through."""
        compared = [one for one in self.given if one.target not in ("", self.entity.key.key)]
        return (
            self.operation.meaning != "open"
            and not (self.operation.meaning == "get" and compared)
            and can_be_made(self.entity, self.view.app)
            and all(self._is_known(one) for one in self.given)
            and access.succeeds(self.operation, self.entity) is True
        )

    @property
    def denied(self) -> bool:
        """Whether another user is denied the row."""
        action = _ACTIONS.get(self.operation.meaning)
        if action is None or self.operation.auth != "user" or self.entity.owner is None:
            return False
        wanted: tuple[Action, ...] = ("SELECT", action)
        return any(access.may(self.entity, one, "other") is False for one in wanted)


def _absent(column: Column, *, is_text: bool) -> Code:
    if column.kind in ("int", "bigint"):
        return Code('"2147483647"' if is_text else "2147483647")
    return Code("crypto.randomUUID()")


_ACTIONS: Final[dict[str, Action]] = {
    "get": "SELECT",
    "update": "UPDATE",
    "change": "UPDATE",
    "delete": "DELETE",
    "list": "SELECT",
}


def fixture_call(column: Column, run: str, user: str, app: AppModel) -> Code:
    """Makes the row that a foreign key points to, and gives the value that it points by."""
    if column.reference is None:
        return Code("undefined")
    target = app.entity(column.reference.entity)
    call = f"await make{target.name}({run}, {user})"
    if column.reference.column != target.key.sql:
        place = ", ".join(
            js(name) for name in (ddl.quote(target.table), target.key.sql, column.reference.column)
        )
        call = f"await valueOf({run}, {place}, {call})"
    return Code(f"Number({call})" if column.kind in ("int", "bigint") else call)


@dataclass(frozen=True)
class DomainTests:
    """One domain as the templates of its tests see it."""

    app: AppModel
    domain: Domain

    @cached_property
    def view(self) -> DomainView:
        return DomainView(self.app, self.domain)

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        return tuple(Probe(o, self.app.entity(o.entity), self.view) for o in self.domain.operations)

    @property
    def submits(self) -> tuple[Probe, ...]:
        """Operations with a form whose success can be tested."""
        return tuple(p for p in self.probes if p.operation.kind == "command")

    def item_of(self, entity: Entity) -> str:
        return item_function(entity)

    def form_value(self, probe: Probe, one: Input) -> Code:
        """A field's text as a browser sends it."""
        value = probe.value(one)
        return Code(f"JSON.stringify({value})") if one.column.kind == "json" else Code(f"String({value})")


def _in_template(text: str) -> Code:
    return Code(text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${"))


def has_n(text: str) -> bool:
    """Whether an expression counts on `n`."""
    return re.search(r"\bn\b", text) is not None


def fixture_pairs(entity: Entity, app: AppModel) -> tuple[Code, ...]:
    """`column: value` pairs of a row, over `n`, `run` and `userId`: SQL names, in quotes."""
    pairs = []
    for column in entity.columns:
        if column.owner:
            pairs.append(Code(f"{js(column.sql)}: userId"))
        elif samples.is_filled(column):
            pairs.append(Code(f"{js(column.sql)}: {_fixture_value(column, app)}"))
    return tuple(pairs)


def _fixture_value(column: Column, app: AppModel) -> Code:
    if column.reference:
        call = fixture_call(column, "run", "userId", app)
        return Code(f"given[{js(column.sql)}] ?? ({call})")
    if column.kind == "json":
        return Code(f"JSON.stringify({samples.sample(column)})")
    return samples.sample(column)


@dataclass(frozen=True)
class PolicyProbe:
    """An owned table whose policies tests can tell."""

    entity: Entity
    app: AppModel

    @property
    def table(self) -> Code:
        return js(ddl.quote(self.entity.table))

    @property
    def key(self) -> Code:
        return js(ddl.quote(self.entity.key.sql))

    @property
    def touched_text(self) -> Code:
        """An assignment that changes nothing, as text within a template literal."""
        name = ddl.quote((self.entity.owner or self.entity.key).sql)
        return _in_template(f"{name} = {name}")

    @property
    def needed(self) -> tuple[Code, ...]:
        """Rows that a row points to, made beforehand with all rights."""
        columns = [c for c in self.entity.columns if c.reference and c.required]
        return tuple(Code(f"{js(c.sql)}: {fixture_call(c, 'run', 'userId', self.app)}") for c in columns)

    @property
    def shown(self) -> bool:
        """Whether those see a row whose row it is."""
        return access.may(self.entity, "SELECT", "maker") is True

    def denied(self, action: Action, who: Who = "other") -> bool:
        finds: tuple[Action, ...] = (action,) if action == "INSERT" else ("SELECT", action)
        return any(access.may(self.entity, one, who) is False for one in finds)


def policy_probes(app: AppModel) -> tuple[PolicyProbe, ...]:
    """Owned tables of which rows can be made up."""
    return tuple(PolicyProbe(e, app) for e in app.entities if e.owner and can_be_made(e, app))


@dataclass(frozen=True)
class RouteProbe:
    """A route as its tests see it."""

    route: Route
    probe: Probe
    alias: str

    @property
    def params(self) -> tuple[Code, ...]:
        """Slugs with their values, from the valid input."""
        return tuple(Code(f"{key(slug)}: String(input[{js(target)}])") for slug, target in self.route.params)

    @property
    def documented(self) -> str:
        """The path by which the API's document describes it."""
        return path_of(self.route)

    @property
    def is_unhurried(self) -> bool:
        """Whether one caller may call it as often as the tests of one route do."""
        return self.route.limit == 0 or self.route.limit >= 20

    @property
    def in_path(self) -> tuple[str, ...]:
        return tuple(target for _, target in self.route.params)

    @property
    def has_body(self) -> bool:
        return self.route.method != "GET"


def route_probes(app: AppModel) -> tuple[RouteProbe, ...]:
    probes = {(d.folder, p.name): p for d in app.domains for p in DomainTests(app, d).probes}
    folders = {folder: at for at, folder in enumerate(sorted({route.folder for route in app.routes}))}
    return tuple(
        RouteProbe(r, probes[r.domain, r.operation], f"{r.method.lower()}{folders[r.folder]}")
        for r in app.routes
    )
