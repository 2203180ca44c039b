"""Every key of a plan has the effect that its documentation names, or a warning that it has none."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
import yaml

from bot.core.plan.load import PLAN, load
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem, pointer
from bot.core.workflow import courses_of
from tests.builders import rules
from tests.phases.trees import laid, plan_text

TEXT: Final = plan_text("every-key")
ABSENT: Final = object()
SQL: Final = """
create table books (
  id uuid primary key default gen_random_uuid(), user_id uuid not null, title text not null, pages int not null
);
alter table books enable row level security;
create policy mine on books using (user_id = auth.uid());
create table shelves (id uuid primary key default gen_random_uuid(), label text not null);
"""


@dataclass(frozen=True)
class Renamed:
    """Another name, wherever the plan's text has it."""

    old: str
    new: str


OTHER: Final[Mapping[str, object]] = {
    "version": "2.0.0",
    "project.name": "bookshop",
    "project.repo": "https://github.com/example/other",
    "variables": {"TENANT_NAME": "Village Library"},
    "components.pages": [{"name": "Start", "route": "/", "layout": "marketing"}],
    "components.pages.*.name": "Our books",
    "components.pages.*.route": "/all-books",
    "components.pages.*.sections": [],
    "components.pages.*.sections.*.component": "packages/platform/ui/src/sections/Faq.tsx",
    "components.pages.*.sections.*.props": {"title": "Hello", "cta": "Go"},
    "components.ui": [],
    "components.ui.*.name": "OtherButton",
    "components.ui.*.from": "packages/platform/ui/src/primitives/buttons/LinkButton.tsx",
    "components.ui.*.as": "OtherButton",
    "components.domains": [{"name": "spare", "entities": [], "operations": []}],
    "components.domains.*.name": Renamed("lending", "loans"),
    "components.domains.*.entities": Renamed(
        "fields: [{name: label", "fields: [{name: room, type: string, nullable: true}, {name: label"
    ),
    "components.domains.*.entities.*.name": Renamed("Book", "Volume"),
    "components.domains.*.entities.*.fields": Renamed("            - {name: pages, type: int}\n", ""),
    "components.domains.*.entities.*.fields.*.name": Renamed("title", "heading"),
    "components.domains.*.entities.*.fields.*.type": "text",
    "components.domains.*.entities.*.fields.*.default": "Nameless",
    "components.domains.*.entities.*.fields.*.check": "char_length(title) > 4",
    "components.domains.*.operations": [],
    "components.domains.*.operations.*.name": Renamed("createBook", "addBook"),
    "components.domains.*.operations.*.input": {"title": "string", "pages": "int", "note": "text"},
    "components.domains.*.operations.*.output": "Shelf",
    "components.domains.*.operations.*.sideEffects": ["stripe-charge"],
    "api.routes": [],
    "api.routes.*.path": "/api/volumes",
    "api.routes.*.operation": "lending.addShelf",
    "api.routes.*.rateLimit": 40,
    "database.sql": SQL.replace("pages int", "pages bigint"),
    "database.policies": [],
    "database.policies.*.entity": "Book",
    "database.policies.*.policy": "other_name",
    "database.policies.*.using": "id is null",
    "database.indexes": [],
    "database.indexes.*.table": "Shelf",
    "database.indexes.*.columns": ["title"],
    "integrations.supabase.projectRef": "ponmlkjihgfedcba",
    "integrations.supabase.edgeFunctions": ["count-book"],
    "integrations.clerk.roles": ["user", "admin", "librarian"],
    "integrations.clerk.protectedRoutes": ["/"],
    "integrations.stripe.products": ["membership"],
    "integrations.stripe.webhooks": ["invoice.paid"],
    "integrations.email.templates": ["welcome-book"],
    "testing.unit": ["lib/**/*.test.ts"],
    "testing.coverageTarget": 80,
    "rollout.featureFlags": ["old-search"],
    "rollout.stages": [50, 100],
    "hooks.pre": ["node scripts/other.mjs"],
    "hooks.post": ["node scripts/other.mjs"],
    "humanCheckpoints": ["beforeDeploy"],
}
"""Another value for each key that is neither a choice nor a flag: of those, all values are tried."""

GIVEN: Final[Mapping[str, Mapping[str, object]]] = {
    "targets.auth": {"integrations.clerk": ABSENT},
    "targets.payments": {"integrations.stripe": ABSENT},
    "targets.email": {"integrations.email": ABSENT, "components.domains.*.operations.*.sideEffects": []},
    "targets.storage": {"integrations.supabase": ABSENT},
    "components.pages": {"integrations.clerk": ABSENT},
    "components.pages.*.route": {"integrations.clerk": ABSENT},
    "components.ui.*.name": {"components.ui.*.as": ABSENT},
    "components.domains": {"api.routes": [], "database.policies": [], "database.indexes": []},
    "components.domains.*.entities": {"database.policies": []},
    "components.domains.*.entities.*.fields": {"database.indexes": []},
    "components.domains.*.operations": {"api.routes": []},
    "components.domains.*.operations.*.kind": {"api.routes": []},
    "components.domains.*.operations.*.output": {
        "components.domains.*.operations.*.name": "record",
        "api.routes": [],
    },
    "database.source": {"database.sql": SQL, "database.policies": [], "database.indexes": []},
    "database.sql": {
        "database.source": "sql",
        "database.sql": SQL,
        "database.policies": [],
        "database.indexes": [],
    },
    "database.policies.*.entity": {"database.policies.*.using": "id is not null"},
    "database.indexes.*.table": {"database.indexes.*.columns": ["id"]},
}
"""What has to be so that a key matters, or may be changed alone."""

REFUSED: Final = {
    "version": "plan.format-version",
    "project.stack": "plan.unsupported",
    "project.runtime": "plan.unsupported",
    "testing.framework": "plan.unsupported",
    "testing.e2e": "plan.unsupported",
    "api.routes.*.method": "plan.get-changes",
    "integrations.email.provider": "plan.email-provider",
}
"""Keys of which some value is refused, with the code that says why."""

IDLE: Final = frozenset({"plan.no-effect", "plan.no-requirements", "plan.sql-unused"})


def keys(rules_: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The keys of the schema that hold a value, with their rules; `*` stands for any place in a list."""
    for name, inner in rules_.get("properties", {}).items():
        yield from keys(inner, (*path, name))
    if path and "properties" not in rules_ and path[-1] != "*":
        yield ".".join(path), rules_
    if "properties" in rules_.get("items", {}):
        yield from keys(rules_["items"], (*path, "*"))


KEYS: Final = dict(keys(PLAN.schema))


def place(key: str) -> tuple[str | int, ...]:
    """Where a key stands in the plan: at the first place of each list."""
    return tuple(0 if step == "*" else step for step in key.split("."))


def with_set(plan: Any, key: str, value: object) -> Any:
    """A copy of the plan with another value of a key, or without it."""
    changed = copy.deepcopy(plan)
    *way, last = place(key)
    inside = changed
    for step in way:
        inside = inside[step]
    if value is ABSENT:
        inside.pop(last, None)
    else:
        inside[last] = copy.deepcopy(value)
    return changed


def base(key: str) -> Any:
    """The plan in which a key is changed."""
    plan = yaml.safe_load(TEXT)
    for other, value in GIVEN.get(key, {}).items():
        plan = with_set(plan, other, value)
    return plan


def changes() -> Iterator[tuple[str, object]]:
    """Each key with each value that it is changed to."""
    for key, rules_ in KEYS.items():
        values = [True, False] if rules_.get("type") == "boolean" else rules_.get("enum", [])
        yield from ((key, value) for value in values if with_set(base(key), key, value) != base(key))
        if key in OTHER:
            yield key, OTHER[key]


def changed_plan(key: str, value: object) -> Any:
    """The plan with one key changed."""
    if isinstance(value, Renamed):
        renamed = yaml.safe_load(TEXT.replace(value.old, value.new))
        for other, given in GIVEN.get(key, {}).items():
            renamed = with_set(renamed, other, given)
        return renamed
    return with_set(base(key), key, value)


def test_every_key_is_changed() -> None:
    """A new key of the schema has to be entered here, with a value to change it to."""
    assert {key for key, _ in changes()} == set(KEYS)
    assert set(OTHER) | set(GIVEN) | set(REFUSED) <= set(KEYS)


@pytest.mark.parametrize(("key", "value"), tuple(changes()), ids=str)
def test_every_key_has_its_effect(key: str, value: object) -> None:
    """Another value changes what is generated or how it is built, is refused with its reason, or is warned of."""
    loaded = load(yaml.safe_dump(changed_plan(key, value), sort_keys=False))
    if loaded.plan is None:
        assert {problem.code for problem in loaded.errors} == {REFUSED.get(key)}
    elif not _is_warned(key, loaded.warnings):
        plan = Plan.model_validate(base(key))
        assert outcome(plan) != outcome(loaded.plan)


def _is_warned(key: str, warnings: Iterable[Problem]) -> bool:
    return any(one.code in IDLE and one.pointer == pointer(place(key)) for one in warnings)


def outcome(plan: Plan) -> tuple[Mapping[str, bytes], object]:
    """What comes of a plan: the app, without the plan itself in it, and the courses in which it is laid."""
    tree = laid(plan)
    return {path: data for path, data in tree.items() if path != "buildplan.yaml"}, courses_of(
        rules().workflow, plan.humanCheckpoints, "branch"
    )
