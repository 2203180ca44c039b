"""A PRD and an architecture become the plan that they mean; what cannot be said in one is told, never dropped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.plan.changes import plan_changes
from bot.core.plan.checks import Around
from bot.core.plan.load import load
from bot.core.plan.model import Plan
from bot.core.prd.compile import Compiled, compile_plan, is_compiled
from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, EXAMPLE
from bot.core.prd.files import ARCHITECTURE, PRD
from tests.core.plan.documents import documents
from tests.core.plan.test_checks import merged
from tests.core.prd.products import products

EXAMPLES = Path(__file__).parents[3] / "examples"
FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
KEPT = {"prd.left-open", "prd.not-played", "prd.not-compiled", "prd.unused"}
"""Warnings that a sound product may have: they are about what no plan says, so the plan has no problem."""


def compiled_example(name: str) -> Compiled:
    folder = EXAMPLES / name
    return compile_plan((folder / "prd.yaml").read_bytes(), (folder / "architecture.yaml").read_bytes())


def changed(patch: str, architecture: str = ARCHITECTURE_EXAMPLE) -> Compiled:
    """The example product with a part changed."""
    return compile_plan(json.dumps(merged(yaml.safe_load(EXAMPLE), yaml.safe_load(patch))), architecture)


def the_plan(compiled: Compiled) -> Plan:
    assert compiled.plan is not None, compiled.problems
    return compiled.plan


def test_the_restaurant() -> None:
    """Its PRD means the plan of the seed, but for browser tests, which no PRD feeds yet."""
    written = load((EXAMPLES / "restaurant-booking" / "buildplan.yaml").read_text())
    assert written.plan is not None
    changes = plan_changes(written.plan, the_plan(compiled_example("restaurant-booking")))
    assert [(one.place, one.becomes) for one in changes] == [(("testing", "gherkinFrom"), "none")]


@pytest.mark.parametrize("name", ["help-desk", "lending-library"])
def test_examples_are_up_to_date(name: str) -> None:
    """The plan beside an example's PRD is what `drystone prd generate` writes there, and has no problem."""
    compiled = compiled_example(name)
    assert (EXAMPLES / name / "buildplan.yaml").read_text() == compiled.text
    assert {one.code for one in compiled.problems} <= {"prd.not-played"}
    assert load(compiled.text, around=Around(has_prd=True)).problems == ()


@FEW
@given(products())
def test_a_sound_product_means_a_sound_plan(product: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Whatever a sound PRD asks for, its plan passes `plan check` with no problem, and nothing asked is lost."""
    texts = [json.dumps(one, ensure_ascii=False) for one in product]
    compiled = compile_plan(texts[0], texts[1])
    assert {one.code for one in compiled.problems} <= KEPT, compiled.problems
    assert load(compiled.text, around=Around(has_prd=True)).problems == ()
    assert is_compiled(compiled.text)
    asked = [one for feature in product[0]["features"] for one in feature["requirements"]]
    assert [one.id for one in compiled.trace] == [one["id"] for one in asked]
    for one, traced in zip(asked, compiled.trace, strict=True):
        assert bool(traced.became) is (one.get("priority") != "wont") is not bool(traced.reason)
        assert one["id"] in compiled.text
    assert compile_plan(texts[0].encode(), texts[1].encode()) == compiled


@FEW
@given(documents(PRD.schema), documents(ARCHITECTURE.schema))
def test_any_document_ends_in_a_plan_or_in_problems(prd: Any, architecture: Any) -> None:
    """Whatever the schemas let through: a plan, or errors that each have a place in one of the files."""
    compiled = compile_plan(json.dumps(prd), json.dumps(architecture))
    assert (compiled.plan is None) is bool(compiled.errors)
    assert (compiled.text == "") is (compiled.plan is None)
    assert {one.file for one in compiled.problems} <= {"prd.yaml", "architecture.yaml"}
    assert all(one.line >= 1 and one.column >= 1 for one in compiled.problems)


@pytest.mark.parametrize("name", ["prd", "architecture"])
def test_texts_that_are_none(name: str) -> None:
    """What is wrong with a text or its shape is told of its file, with lines, beside what is wrong with the other."""
    texts = {"prd": EXAMPLE, "architecture": ARCHITECTURE_EXAMPLE, name: "targets: [\nproduct: no\n"}
    compiled = compile_plan(texts["prd"], texts["architecture"])
    assert compiled.plan is None
    assert {one.file for one in compiled.problems} == {f"{name}.yaml"}
    assert compile_plan("", "").plan is None
    assert [one.code for one in compile_plan("", "").problems] == ["yaml.empty", "yaml.empty"]


@pytest.mark.parametrize(
    ("patch", "code", "line", "word"),
    [
        ("corner-shop", "plan.project-slug", 2, "Corner Shop"),
        ("string}", "plan.unknown-type", 10, "money}"),
        ("price >= 0", "plan.check-unknown-column", 11, "prize >= 0"),
        ("action: list", "plan.bad-name", 16, f"action: {'l' * 60}"),
    ],
)
def test_problems_of_the_plan_are_told_where_they_come_from(
    patch: str, code: str, line: int, word: str
) -> None:
    """What the plan's own checks find stands at the line of the PRD that asked for it."""
    problems = compile_plan(EXAMPLE.replace(patch, word), ARCHITECTURE_EXAMPLE).problems
    assert (code, "prd.yaml", line) in [(one.code, one.file, one.line) for one in problems]


def test_problems_of_the_architecture_are_told_there() -> None:
    """The same for what engineers decide: a choice that cannot be built has its line."""
    architecture = f"{ARCHITECTURE_EXAMPLE}stack: {{framework: remix}}\ndatabase:\n  source: sql\n"
    found = compile_plan(EXAMPLE, architecture).problems
    assert [(one.code, one.file, one.line, one.column) for one in found] == [
        ("plan.unsupported", "architecture.yaml", 3, 20),
        ("plan.sql-missing", "architecture.yaml", 5, 11),
    ]


def test_faults_of_scenarios_have_their_lines() -> None:
    """A misspelled step is told at its own line and column of the file."""
    spoken = "\n        scenarios: |\n          Scenario: A clerk\n            Gven I am in\n"
    text = EXAMPLE.replace(
        "- {id: KEEP-1, story: Clerks add what is new., actor: clerk, action: create, entity: Item}",
        "- id: KEEP-1\n        story: New.\n        actor: clerk\n        action: create\n"
        f"        entity: Item{spoken}",
    )
    (fault,) = compile_plan(text, ARCHITECTURE_EXAMPLE).errors
    assert text.split("\n")[fault.line - 1][fault.column - 1 :] == "Gven I am in"
    (quoted,) = compile_plan(
        text.replace(spoken, '\n        scenarios: "Gven"\n'), ARCHITECTURE_EXAMPLE
    ).errors[:1]
    assert quoted.pointer == "/features/0/requirements/1/scenarios"


def test_the_same_asked_twice_is_one_operation() -> None:
    """For all who asked: who may least decides who may call it."""
    again = "{id: SHOW-2, story: Clerks see it too., actor: clerk, action: list, entity: items}"
    compiled = compile_plan(EXAMPLE + f"      - {again}\n", ARCHITECTURE_EXAMPLE)
    operations = the_plan(compiled).components.domains[0].operations
    assert [(one.name, one.auth) for one in operations] == [("listItems", "public"), ("createItem", "admin")]
    assert compiled.trace[2].became == compiled.trace[0].became


def test_who_may_least_comes_last() -> None:
    """It makes no difference who asks first."""
    turned = EXAMPLE.replace("actor: visitor", "actor: clerk")
    again = "{id: SHOW-2, story: Visitors see it too., actor: visitor, action: list, entity: Item}"
    plan = the_plan(compile_plan(turned + f"      - {again}\n", ARCHITECTURE_EXAMPLE))
    assert plan.components.domains[0].operations[0].auth == "public"


def test_a_need_that_a_page_meets() -> None:
    """Its trace is the page, which names it in a comment."""
    compiled = compiled_example("restaurant-booking")
    assert compiled.trace[0].became == ("page Home",)
    assert "    # SEE-1 (must): As a visitor" in compiled.text


def test_who_cannot_be_told_is_told_at_the_actor() -> None:
    """An operation that nobody could call is told where the requirement says for whom it is."""
    architecture = f"{ARCHITECTURE_EXAMPLE}integrations: {{clerk: {{roles: [user]}}}}\n"
    (told,) = compile_plan(EXAMPLE, architecture).problems
    assert (told.code, told.pointer) == ("plan.no-admin-role", "/features/0/requirements/1/actor")


@pytest.mark.parametrize(
    ("action", "more", "route"),
    [
        ("get", "", "GET /api/items/{id}"),
        ("search", "", "GET /api/items/search"),
        ("add", "", "POST /api/items/add"),
        ("update", "", "PATCH /api/items/{id}"),
        ("delete", "", "DELETE /api/items/{id}"),
        ("publish", ", fields: [id]", "POST /api/items/{id}/publish"),
        ("publish", ", fields: [id], route: 'PUT /api/shown/{id}'", "PUT /api/shown/{id}"),
    ],
)
def test_where_the_api_has_an_action(action: str, more: str, route: str) -> None:
    """The plain places go to who comes first; a requirement may say another."""
    asked = f"{{id: MORE-1, story: More., actor: clerk, action: {action}, entity: Item{more}}}"
    plan = the_plan(compile_plan(EXAMPLE + f"      - {asked}\n", ARCHITECTURE_EXAMPLE))
    assert f"{plan.api.routes[-1].method} {plan.api.routes[-1].path}" == route


def test_a_name_that_every_app_has_already() -> None:
    """A noun whose plain place in the API is taken by the app itself stands below its feature."""
    plan = the_plan(compile_plan(EXAMPLE.replace("Item", "Webhook"), ARCHITECTURE_EXAMPLE))
    assert [one.path for one in plan.api.routes] == ["/api/catalog/webhooks", "/api/catalog/webhooks"]


def test_what_is_left_open_is_told() -> None:
    """An action whose meaning nobody can tell is a warning at the requirement's action."""
    asked = "{id: ODD-1, story: Odd., actor: clerk, action: juggle, entity: Item}"
    compiled = compile_plan(EXAMPLE + f"      - {asked}\n", ARCHITECTURE_EXAMPLE)
    (told,) = compiled.problems
    assert (told.code, told.severity, told.pointer) == (
        "plan.open-operation",
        "warning",
        "/features/0/requirements/2/action",
    )
    assert "juggleItem" in told.message


def test_only_what_was_compiled_bears_the_mark() -> None:
    """A plan that people changed or wrote is none that may be written over; line ends make no difference."""
    text = compile_plan(EXAMPLE, ARCHITECTURE_EXAMPLE).text
    assert is_compiled(text)
    assert is_compiled(text.replace("\n", "\r\n"))
    assert not is_compiled(text.replace("items", "things"))
    assert not is_compiled(text.split("\n", 2)[2])
    assert not is_compiled("")


@FEW
@given(st.text(max_size=40))
def test_any_text_ends_in_problems(text: str) -> None:
    """Whatever stands in the files, nothing breaks."""
    assert compile_plan(text, ARCHITECTURE_EXAMPLE).plan is None
    assert compile_plan(EXAMPLE, text).plan is None
