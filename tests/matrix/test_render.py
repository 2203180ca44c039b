"""Random sound plans: each is called sound, becomes an app without error, and gives the same bytes everywhere."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.matrix.choices import AXES, all_pairs, covering
from tests.matrix.plans import drawn
from tests.matrix.test_gates import PAIRED
from tests.phases.test_determinism import digest
from tests.phases.trees import ROOT

QUICK = range(24)
PRINT = (
    "from tests.matrix.test_render import digest_of; "
    f"print(' '.join(digest_of(seed) for seed in {list(QUICK[:6])}))"
)


def digest_of(seed: int) -> str:
    """One hash over the plan of a seed and the app that it becomes."""
    plan = drawn(seed)
    return digest({"plan": plan.text.encode(), **plan.app})


@pytest.mark.parametrize("seed", QUICK)
def test_a_random_plan_is_sound_and_becomes_an_app(seed: int) -> None:
    """What the checks call sound, the phases lay without error, the same twice."""
    plan = drawn(seed)
    assert [(one.pointer, one.message) for one in plan.loaded.errors] == []
    assert digest_of(seed) == digest_of(seed)


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Makassar", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_random_plans_and_apps_do_not_depend_on_the_machine(env: dict[str, str]) -> None:
    """A seed gives the same plan and the same bytes under another hash seed, locale and time zone."""
    inherited = {**os.environ, **env, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PRINT], cwd=ROOT, env=inherited, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [digest_of(seed) for seed in QUICK[:6]]


def test_the_chosen_plans_have_every_pair_of_choices() -> None:
    """Whatever two choices a plan may combine, one of the plans that run all gates combines them."""
    chosen = list(covering())
    assert set().union(*(choices.pairs for choices in chosen)) == all_pairs()
    assert len(chosen) == len(PAIRED)
    assert all(getattr(choices, axis) in values for choices in chosen for axis, values in AXES.items())
