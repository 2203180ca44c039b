"""Every rule of a product: its documented example breaks it, its cured example breaks none."""

from __future__ import annotations

import json

import pytest
import yaml

from bot.core.prd.compile import Compiled, compile_plan
from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, EXAMPLE
from bot.core.prd.files import PRD_FILE
from bot.core.prd.reference import prd_page
from bot.core.prd.rules import COVERED, RULES, Rule
from tests.core.plan.test_checks import merged


def compile_changed(rule: Rule, patch: str) -> Compiled:
    """The example product with a part of the rule's file changed; texts of several lines stay blocks of lines."""
    architecture = COVERED if rule.code == "prd.coverage" else ARCHITECTURE_EXAMPLE
    if rule.file != PRD_FILE:
        return compile_plan(EXAMPLE, json.dumps(merged(yaml.safe_load(architecture), yaml.safe_load(patch))))
    return compile_plan(json.dumps(merged(yaml.safe_load(EXAMPLE), yaml.safe_load(patch))), architecture)


def test_the_example_is_sound() -> None:
    """What all examples start from has no problem of any kind."""
    assert compile_plan(EXAMPLE, ARCHITECTURE_EXAMPLE).problems == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_example_breaks_the_rule(rule: Rule) -> None:
    """A rule's documented example has its problem, with its severity and place, and no error beside it."""
    compiled = compile_changed(rule, rule.example)
    found = [problem for problem in compiled.problems if problem.code == rule.code]
    assert found
    assert {(one.severity, one.file) for one in found} == {(rule.severity, rule.file)}
    assert all(one.pointer for one in found)
    assert {one.code for one in compiled.errors} <= {rule.code}
    assert (compiled.plan is None) is (rule.severity == "error")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_cured_example_is_sound(rule: Rule) -> None:
    """What the documentation shows as the cure has no problem left, not even a warning."""
    compiled = compile_changed(rule, rule.cured)
    if rule.code == "prd.unused":
        assert rule.code not in {one.code for one in compiled.problems}
    else:
        assert compiled.problems == ()


def test_every_rule_is_documented_once() -> None:
    """Each code stands for one rule, and in `docs/prd.md` with its severity."""
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    page = prd_page()
    assert all(f"### `{rule.code}` ({rule.severity})" in page for rule in RULES)
