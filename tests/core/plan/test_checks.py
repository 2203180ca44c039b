"""Every check of meaning: its documented example has the problem, its cured example has none at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from bot.core.plan.checks import CHECKS, Around, Check
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.load import Loaded, load
from bot.core.plan.resolve import resolve

AROUND = Around(
    library=frozenset({"packages/ui/Button.tsx", "packages/ui/Hero.tsx", "packages/shop/Button.tsx"})
)


def merged(base: Any, patch: Any) -> Any:
    """RFC 7396, but that null is a value."""
    if not isinstance(base, dict) or not isinstance(patch, dict):
        return patch
    return {**base, **{key: merged(base.get(key), value) for key, value in patch.items()}}


def load_changed(patch: str) -> Loaded:
    """The example plan with a part of it changed."""
    plan = merged(yaml.safe_load(EXAMPLE), yaml.safe_load(patch))
    return load(json.dumps(plan, ensure_ascii=False), around=AROUND)


def test_the_example_plan_is_sound() -> None:
    """What all examples start from has no problem of any kind."""
    assert load(EXAMPLE).problems == ()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_example_shows_the_problem(check: Check) -> None:
    """A check's documented example has its problem, with its severity, and names a place in the text."""
    found = [problem for problem in load_changed(check.example).problems if problem.code == check.code]
    assert found
    assert {problem.severity for problem in found} == {check.severity}
    assert all(problem.pointer for problem in found)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_example_has_no_other_error(check: Check) -> None:
    """An example shows one problem: no error of another code stands beside it."""
    assert {problem.code for problem in load_changed(check.example).errors} <= {check.code}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_cured_example_is_sound(check: Check) -> None:
    """What the documentation shows as the cure has no problem left, not even a warning."""
    assert load_changed(check.cured).problems == ()


def test_codes_are_unique_and_many() -> None:
    """Each code stands for one check; there are at least 30 of them."""
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes) >= 30
    assert all(code.startswith("plan.") for code in codes)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_what_the_checks_call_sound_can_be_resolved(check: Check) -> None:
    """No plan without errors is refused later, when it is resolved into an application."""
    for text in (check.example, check.cured):
        plan = load_changed(text).plan
        assert plan is None or resolve(plan).name == plan.project.name
