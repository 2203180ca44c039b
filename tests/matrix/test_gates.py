"""The apps of random plans under the real tools; `python -m tests.matrix` does the same for other seeds."""

from __future__ import annotations

import pytest

from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.flow.gates import Subject, run_gates
from bot.ports.gate import GateReport
from tests.gates.real import GATES, real_workbench
from tests.matrix.batch import found_in
from tests.matrix.plans import drawn, in_pairs

pytestmark = [pytest.mark.real, pytest.mark.long(draw=0)]


PAIRED = range(32)


@pytest.fixture(scope="module")
def workbench() -> SandboxedWorkbench:
    return real_workbench()


async def test_random_apps_compile_and_migrate_without_a_warning(workbench: SandboxedWorkbench) -> None:
    """Types, ESLint and the migrations of many apps, in one go."""
    trees = {plan.name: plan.app for plan in map(drawn, range(40))}
    assert [one async for one in found_in(workbench, trees, "compile", "lint", "migrate")] == []


@pytest.mark.parametrize("number", PAIRED)
async def test_a_random_app_passes_every_gate(workbench: SandboxedWorkbench, number: int) -> None:
    """Whatever two choices a plan combines, its app is green at once."""

    async def tell(report: GateReport) -> None:
        print(report.gate, report.seconds, report.summary)  # noqa: T201 — shown where the test fails

    plan = in_pairs()[number]
    subject = Subject("tests/matrix", plan.name, plan.app, plan.plan)
    reports = await run_gates(workbench, GATES, list(GATES), subject, tell)
    assert [(one.gate, one.error, one.findings) for one in reports if not one.passed] == []
