"""Trees of generated apps, made once for each test process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

import phases
from bot.adapters.templates import bind, read_library
from bot.core.plan.model import Plan
from bot.flow.generate import applied
from bot.ports.phase import ChangeSet, Material, Phase, PhaseInput
from bot.registry import load
from bot.stacks.nextjs_15 import STACK

ROOT = Path(__file__).parents[2]
PLANS = Path(__file__).parent / "plans"
ORDER = ("scaffold", "assemble", "domains", "migrate", "api", "integrate", "tests", "preview", "deploy")
BOUND = bind(STACK, ROOT / "templates")
LIBRARY = read_library(ROOT / "templates")
PHASES: Mapping[str, Phase] = load(phases, "PHASE")


def plan_text(name: str) -> str:
    """The text of one of the plans beside the tests, or of the restaurant's."""
    beside = PLANS / f"{name}.yaml"
    path = beside if beside.exists() else ROOT / "examples" / name / "buildplan.yaml"
    return path.read_text("utf-8")


def plan_of(name: str, **changes: object) -> Plan:
    """A plan, with some of its top-level parts replaced."""
    return Plan.model_validate({**yaml.safe_load(plan_text(name)), **changes})


@cache
def tree_of(name: str) -> Mapping[str, bytes]:
    """The whole app of a plan."""
    return laid(plan_of(name), plan_text(name))


def laid(
    plan: Plan, text: str = "", upto: str = "deploy", library: Mapping[str, bytes] = LIBRARY
) -> dict[str, bytes]:
    """The app of a plan after the phases up to one."""
    material = Material(plan, text, library, BOUND)
    tree: dict[str, bytes] = {}
    for name in ORDER[: ORDER.index(upto) + 1]:
        tree = applied(tree, PHASES[name].lay(PhaseInput(material, tree)))
    return tree


@cache
def changes_of(phase: str, name: str) -> ChangeSet:
    """What one phase yields for a plan."""
    material = Material(plan_of(name), plan_text(name), LIBRARY, BOUND)
    return PHASES[phase].lay(PhaseInput(material, {}))


def text_of(tree: Mapping[str, bytes], path: str) -> str:
    return tree[path].decode()
