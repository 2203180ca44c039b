"""Tests, rollout, hooks and the format itself; and keys that have no effect as they stand."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from bot.core.plan.checks.base import Check, Finding, View
from bot.core.plan.checks.examples import SQL, database, pages
from bot.core.plan.problems import Path
from bot.core.plan.support import NO_EFFECT


def _version(view: View) -> Iterator[Finding]:
    version = view.plan.version
    if version.split(".")[0] != "1":
        message = f"This Drystone reads version 1 of the plan format, and the plan says {version}."
        yield Finding(("version",), message, version, "1.x.y", "1.0.0")


_UNIT: Final = "such as domains/**/*.test.ts"
_TESTS: Final = re.compile(r"\btest\b|\bspec\b")


def _coverage(view: View) -> Iterator[Finding]:
    if view.plan.testing.coverageTarget == 0:
        message = "With a coverage target of 0 the `unit` gate passes with no test at all."
        yield Finding(("testing", "coverageTarget"), message, "0", "1 to 100", "70")


def _full_coverage(view: View) -> Iterator[Finding]:
    target = view.plan.testing.coverageTarget
    if target > 95:
        message = (
            f"{target} percent leaves no room: the smallest line of your own without a test fails the gate."
        )
        yield Finding(("testing", "coverageTarget"), message, str(target), "up to 95", "90")


def _globs(view: View) -> Iterator[Finding]:
    for index, glob in enumerate(view.plan.testing.unit):
        inside = posixpath.normpath(glob or ".")
        if not glob or glob.startswith(("/", "~", "!", "-")) or inside.startswith("..") or "\\" in glob:
            message = "Unit tests are files inside the application."
            yield Finding(("testing", "unit", index), message, glob, _UNIT)
        elif not _TESTS.search(glob.rpartition("/")[2]) and "__tests__/" not in glob:
            message = "Every file that a glob finds is run as a test: it has to name those that are."
            yield Finding(("testing", "unit", index), message, glob, _UNIT, _UNIT.removeprefix("such as "))


def _requirements(view: View) -> Iterator[Finding]:
    if view.plan.testing.gherkinFrom == "prd.requirements" and not view.around.has_prd:
        message = "There is no `prd.yaml` beside the plan: flows come from pages and operations instead."
        yield Finding(
            ("testing", "gherkinFrom"), message, "prd.requirements", "`none`, or a `prd.yaml`", "none"
        )


def _stages(view: View) -> Iterator[Finding]:
    for index, (before, after) in enumerate(pairwise(view.plan.rollout.stages), 1):
        if after <= before:
            message = f"Stages rise, and {after} follows {before}."
            allowed = ", ".join(map(str, sorted(set(view.plan.rollout.stages))))
            yield Finding(("rollout", "stages", index), message, str(after), f"more than {before}", allowed)


def _last_stage(view: View) -> Iterator[Finding]:
    stages = view.plan.rollout.stages
    if max(stages) < 100:
        message = f"The last stage is {stages[-1]} percent: some users would never see the release."
        yield Finding(("rollout", "stages"), message, str(stages[-1]), "100 as the last", at_key=True)


def _hooks(view: View) -> Iterator[Finding]:
    for when, commands in (("pre", view.plan.hooks.pre), ("post", view.plan.hooks.post)):
        for index, command in enumerate(commands):
            if not command.strip():
                yield Finding(("hooks", when, index), "This command is empty.", command, "a shell command")


def _empty_domains(view: View) -> Iterator[Finding]:
    for index, one in enumerate(view.plan.components.domains):
        if not one.entities and not one.operations:
            path = ("components", "domains", index, "name")
            yield Finding(path, f"The domain `{one.name}` has neither entities nor operations.", one.name)


def _idle(view: View) -> Iterator[Finding]:
    yield from _always_idle(view)
    yield from _idle_by_value(view)
    given = view.plan.database
    if given.source == "sql":
        for key, listed in (("policies", given.policies), ("indexes", given.indexes)):
            if listed:
                message = f"With `source: sql` the SQL decides: `{key}` has no effect. Write them in the SQL."
                yield Finding(("database", key), message, at_key=True)
    for index, page in enumerate(view.plan.components.pages):
        for at, section in enumerate(page.sections):
            if "props" in section.model_fields_set and not section.props:
                path = ("components", "pages", index, "sections", at, "props")
                yield Finding(path, "Empty `props` have no effect.", at_key=True)


def _idle_by_value(view: View) -> Iterator[Finding]:
    """Keys of which one value has no effect."""
    for index, route in enumerate(view.plan.api.routes):
        if not route.validate_:
            message = "`validate: false` has no effect: an operation checks its input in any case."
            yield Finding(("api", "routes", index, "validate"), message, "false")
    if view.plan.testing.gherkinFrom == "prd.requirements" and view.around.has_prd:
        message = "Flows are not taken from `prd.yaml` yet: they come from pages and operations."
        yield Finding(("testing", "gherkinFrom"), message, "prd.requirements", suggestion="none")


def _always_idle(view: View) -> Iterator[Finding]:
    if not NO_EFFECT:
        return
    whole = view.plan.model_dump(by_alias=True, exclude_unset=True)
    for one in NO_EFFECT:
        for path in _present(whole, one.path):
            yield Finding(path, f"`{one.path[-1]}` has no effect: {one.reason}.", at_key=True)


def _present(value: Any, steps: tuple[str, ...], done: Path = ()) -> Iterator[Path]:  # noqa: ANN401 (JSON)
    """The paths at which a value is set, `*` standing for any index or key."""
    if not steps:
        yield done
        return
    if steps[0] == "*":
        inside = enumerate(value) if isinstance(value, list | tuple) else value.items()
    else:
        inside = ((steps[0], value[steps[0]]),) if isinstance(value, dict) and steps[0] in value else ()
    for step, inner in inside:
        yield from _present(inner, steps[1:], (*done, step))


_TESTING: Final = "testing: {gherkinFrom: none, %s}\n"
_IDLE_POLICY: Final = "\npolicies:\n- {entity: Item, policy: cheap, using: price < 10}"

CHECKS: Final = (
    Check(
        "plan.format-version",
        "error",
        "The plan is written for another version of the format.",
        "Write `version: 1.0.0`, and the plan as this documentation says.",
        "version: 2.0.0\n",
        "version: 1.0.0\n",
        _version,
    ),
    Check(
        "plan.no-coverage",
        "warning",
        "The coverage target is 0.",
        "Ask for a share of lines, such as 70.",
        _TESTING % "coverageTarget: 0",
        _TESTING % "coverageTarget: 70",
        _coverage,
    ),
    Check(
        "plan.full-coverage",
        "warning",
        "The coverage target is above 95 percent, so that almost any change fails the gate.",
        "Ask for 95 or less.",
        _TESTING % "coverageTarget: 100",
        _TESTING % "coverageTarget: 90",
        _full_coverage,
    ),
    Check(
        "plan.test-glob",
        "error",
        "A glob of unit tests is empty, leads out of the application, or finds files that are no tests.",
        "Write it relative to the application, such as `domains/**/*.test.ts`.",
        _TESTING % "unit: [../tests/*.ts]",
        _TESTING % "unit: [tests/*.test.ts]",
        _globs,
    ),
    Check(
        "plan.no-requirements",
        "warning",
        "Flows are to come from the requirements in `prd.yaml` (the default), and there is none.",
        "Add a `prd.yaml`, or say `gherkinFrom: none`.",
        "testing: {gherkinFrom: prd.requirements}\n",
        "testing: {gherkinFrom: none}\n",
        _requirements,
    ),
    Check(
        "plan.stages-order",
        "error",
        "The stages of the rollout do not rise.",
        "List them from the smallest to the largest, each once.",
        "rollout: {stages: [50, 10, 100]}\n",
        "rollout: {stages: [10, 50, 100]}\n",
        _stages,
    ),
    Check(
        "plan.stages-end",
        "warning",
        "No stage of the rollout is 100 percent.",
        "End with 100.",
        "rollout: {stages: [10, 50]}\n",
        "rollout: {stages: [10, 50, 100]}\n",
        _last_stage,
    ),
    Check(
        "plan.empty-hook",
        "error",
        "A hook is an empty command.",
        "Write a command, or take it out.",
        'hooks: {pre: [" "]}\n',
        "hooks: {}\n",
        _hooks,
    ),
    Check(
        "plan.empty-domain",
        "warning",
        "A domain has neither entities nor operations, so nothing comes of it.",
        "Fill it, or take it out.",
        "components:\n  domains:\n    - {name: catalog, entities: [], operations: []}\napi: {routes: []}\n",
        "components: {}\n",
        _empty_domains,
    ),
    Check(
        "plan.no-effect",
        "warning",
        "A key has no effect as it stands.",
        "Take it out, or put what it says where the message tells.",
        database(SQL + _IDLE_POLICY),
        pages("name: Home, route: /, layout: marketing"),
        _idle,
    ),
)
