"""What the templates of tests need to know: valid inputs, rows to begin with, and what policies deny."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.core.generate import ddl, typescript
from bot.core.generate.code import Code, js, key
from bot.core.generate.domain import DomainView, item_function
from bot.core.plan.app import AppModel, Column, Domain, Entity, Input, Operation, Policy, Route
from bot.core.plan.operations import PAGING
from bot.core.plan.protection import IS_ADMIN

_ME: Final = r"\(?\s*(?:select\s+)?auth\.uid\(\)\s*\)?"
_OWN: Final = re.compile(rf'\s*\(?\s*(?:"?(\w+)"?\s*=\s*{_ME}|{_ME}\s*=\s*"?(\w+)"?)\s*\)?\s*', re.IGNORECASE)
_NOBODYS: Final = re.compile(r'"?\w+"? is null')


def condition_kind(condition: str) -> str:
    """What a policy's condition lets through: `all`, `admin`, `own`, `nobodys`, or `other` for what is not told."""
    if not condition:
        return ""
    if condition.strip().lower() == "true":
        return "all"
    if condition == IS_ADMIN:
        return "admin"
    if _OWN.fullmatch(condition):
        return "own"
    return "nobodys" if _NOBODYS.fullmatch(condition) else "other"


def is_understood(entity: Entity) -> bool:
    """Whether tests can make a valid row, and can tell from the policies who may do what."""
    if entity.opaque:
        return False
    if not all(condition_kind(c) != "other" for p in entity.policies for c in (p.using, p.check)):
        return False
    owner = entity.owner
    owns = [_OWN.fullmatch(c) for p in entity.policies for c in (p.using, p.check)]
    return all(found is None or (owner is not None and owner.sql in found.groups()) for found in owns)


def others_may(entity: Entity, action: str) -> bool:
    """Whether any signed-in user may do this to another's row."""
    return any(
        policy.action in ("ALL", action)
        and {"authenticated", "public"} & set(policy.roles)
        and condition_kind(_condition(policy, action)) == "all"
        for policy in entity.policies
    )


def _condition(policy: Policy, action: str) -> str:
    return (policy.check or policy.using) if action == "INSERT" else policy.using


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
    def inputs(self) -> tuple[Code, ...]:
        """`name: value` pairs of a valid input, over `n`, the key of the row `id` and `run`."""
        pairs = [
            Code(f"{key(one.key)}: {self.value(one)}")
            for one in self.operation.inputs
            if one not in PAGING and not self._is_filter(one)
        ]
        return tuple(pairs)

    def _is_filter(self, one: Input) -> bool:
        return self.operation.meaning == "list" and one.optional

    def value(self, one: Input) -> Code:
        if one.key == self.view.key_of(self.operation):
            return Code("id" if self.entity.key.kind not in ("int", "bigint") else "Number(id)")
        if one.column.reference:
            return fixture_call(one.column, "run", "alice.userId", self.view.app)
        return typescript.sample(one.column)

    @property
    def keyed(self) -> bool:
        """Whether its valid input names a row."""
        return any(re.search(r"\bid\b(?!:)", pair.split(": ", 1)[1]) for pair in self.inputs)

    @property
    def counts(self) -> bool:
        return any(re.search(r"\bn\b", pair) for pair in self.inputs)

    @cached_property
    def required(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.operation.inputs if not one.optional)

    @cached_property
    def expected(self) -> tuple[Code, ...]:
        """What the row holds afterwards, as far as the operation says it."""
        pairs = []
        for setting in self.operation.sets:
            if not setting.now:
                pairs.append(Code(f"{key(setting.column.key)}: {js(setting.value)}"))
        if (
            self.operation.meaning == "create"
            and self.entity.owner
            and self.view.owner_input(self.operation)
            and not self.view.receipt(self.operation)
        ):
            pairs.append(
                Code(
                    f"{key(self.entity.owner.key)}: {'null' if self.caller == 'null' else self.caller + '.userId'}"
                )
            )
        return tuple(pairs)

    @property
    def testable(self) -> bool:
        """Whether the tests can call it with success: the policies are understood, and an outcome is told."""
        return self.operation.meaning != "open" and is_understood(self.entity)

    @property
    def denied(self) -> bool:
        """Whether another user is denied the row."""
        action = {
            "get": "SELECT",
            "update": "UPDATE",
            "change": "UPDATE",
            "delete": "DELETE",
            "list": "SELECT",
        }.get(self.operation.meaning, "")
        owned = self.entity.owner is not None
        return (
            bool(action) and owned and self.operation.auth == "user" and not others_may(self.entity, action)
        )

    @property
    def single_value(self) -> bool:
        """Whether calling it twice with values that do not differ is no conflict."""
        return not any(one.column.unique for one in self.operation.inputs)


def fixture_call(column: Column, run: str, user: str, app: AppModel) -> Code:
    """Makes the row that a foreign key points to, and gives its key."""
    if column.reference is None:
        return Code("undefined")
    target = app.entity(column.reference.entity)
    call = f"await make{target.name}({run}, {user})"
    return Code(f"Number({call})" if target.key.kind in ("int", "bigint") else call)


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

    def rows_of(self, probe: Probe) -> bool:
        """Whether the tests of an operation make a row first."""
        if not probe.testable:
            return False
        keyed = probe.operation.by_key and (
            probe.operation.auth != "public" or probe.operation.meaning == "get"
        )
        return keyed or probe.operation.meaning == "list"

    @cached_property
    def fixtures(self) -> tuple[str, ...]:
        """The functions of tests/fixtures.ts that the tests call."""
        rows = {f"make{probe.entity.name}" for probe in self.probes if self.rows_of(probe)}
        return tuple(sorted(rows | set(_made(self.probes))))

    @property
    def uses_alice(self) -> bool:
        admin = any(probe.operation.auth == "admin" for probe in self.probes)
        return admin or any(
            p.caller == "alice" or self.rows_of(p) or "alice" in " ".join(p.inputs) for p in self.probes
        )

    @property
    def uses_bob(self) -> bool:
        return any(probe.denied and probe.testable for probe in self.probes)

    @property
    def uses_root(self) -> bool:
        return any(probe.caller == "root" for probe in self.probes)

    @cached_property
    def form_fixtures(self) -> tuple[str, ...]:
        """The functions of tests/fixtures.ts that the tests of forms call."""
        done = [probe for probe in self.submits if self.form_works(probe)]
        rows = {f"make{probe.entity.name}" for probe in done if probe.operation.by_key}
        return tuple(sorted(rows | set(_made(done))))

    def form_works(self, probe: Probe) -> bool:
        """Whether a test sends the form with success."""
        return probe.testable and (probe.operation.auth != "public" or probe.operation.meaning == "create")

    @cached_property
    def form_samples(self) -> tuple[str, ...]:
        done = [probe for probe in self.submits if self.form_works(probe)]
        rows = " ".join(
            typescript.sample(c) for e in self.domain.entities for c in e.columns if not c.nullable
        )
        counted = ["next"] if any(probe.counts for probe in done) else []
        return tuple(
            sorted({*counted, *_sampled(done), *(n for n in ("dateIn", "timeIn") if f"{n}(" in rows)})
        )

    def form_callers(self) -> tuple[str, ...]:
        text = " ".join(p.caller + " " + " ".join(p.inputs) for p in self.submits)
        rows = any(self.form_works(p) and p.operation.by_key for p in self.submits)
        return tuple(name for name in ("alice", "root") if name in text or (name == "alice" and rows))

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

    @property
    def samples(self) -> tuple[str, ...]:
        counted = ["next"] if any(probe.counts for probe in self.probes) else []
        return tuple(sorted({*counted, *_sampled(self.probes)}))


def _made(probes: Iterable[Probe]) -> list[str]:
    return sorted({name for probe in probes for name in re.findall(r"make\w+(?=\()", " ".join(probe.inputs))})


def _sampled(probes: Iterable[Probe]) -> list[str]:
    text = " ".join(" ".join(probe.inputs) for probe in probes)
    return [name for name in ("dateIn", "timeIn") if f"{name}(" in text]


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
        elif column.required and not (column.primary and column.default):
            pairs.append(Code(f"{js(column.sql)}: {_fixture_value(column, app)}"))
    return tuple(pairs)


def _fixture_value(column: Column, app: AppModel) -> Code:
    if column.reference:
        call = fixture_call(column, "run", "userId", app)
        return Code(f"given[{js(column.sql)}] ?? ({call})")
    if column.kind == "json":
        return Code(f"JSON.stringify({typescript.sample(column)})")
    return typescript.sample(column)


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

    def denied(self, action: str) -> bool:
        return not others_may(self.entity, action)


def policy_probes(app: AppModel) -> tuple[PolicyProbe, ...]:
    owned = [e for e in app.entities if e.owner is not None and not e.owner.nullable and is_understood(e)]
    return tuple(PolicyProbe(e, app) for e in owned if e.policies)


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
    def in_path(self) -> tuple[str, ...]:
        return tuple(target for _, target in self.route.params)

    @property
    def has_body(self) -> bool:
        return self.route.method != "GET"


def route_fixtures(probes: Iterable[RouteProbe]) -> tuple[str, ...]:
    """The functions of tests/fixtures.ts that the tests of routes call."""
    listed = [one.probe for one in probes]
    rows = {f"make{probe.entity.name}" for probe in listed if probe.operation.by_key and probe.testable}
    return tuple(sorted(rows | set(_made(listed))))


def route_samples(probes: Iterable[RouteProbe]) -> tuple[str, ...]:
    """The functions of tests/samples.ts that the tests of routes call."""
    listed = [one.probe for one in probes]
    counted = ["next"] if any(probe.counts for probe in listed) else []
    return tuple(sorted({*counted, *_sampled(listed)}))


def policy_fixtures(probes: Iterable[PolicyProbe]) -> tuple[str, ...]:
    """The functions of tests/fixtures.ts that the tests of policies call."""
    listed = list(probes)
    needed = {name for one in listed for name in re.findall(r"make\w+(?=\()", " ".join(one.needed))}
    return tuple(sorted({f"make{one.entity.name}" for one in listed} | needed))


def route_probes(app: AppModel) -> tuple[RouteProbe, ...]:
    probes = {(d.folder, p.name): p for d in app.domains for p in DomainTests(app, d).probes}
    folders = {folder: at for at, folder in enumerate(sorted({route.folder for route in app.routes}))}
    return tuple(
        RouteProbe(r, probes[r.domain, r.operation], f"{r.method.lower()}{folders[r.folder]}")
        for r in app.routes
    )
