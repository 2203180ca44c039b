"""The gates with the real tools, on an app generated from the restaurant's plan: green as it is, red when spoilt."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.cli.gates import read_folder
from bot.flow.fixing import packages_of
from bot.flow.gates import Subject, run_gate, run_gates
from bot.plugins import plugins
from bot.ports.fixer import Fault
from bot.ports.gate import GateReport
from tests.gates.bench import PLAN, plan
from tests.gates.real import FIXERS, GATES, WORKSPACE, real_workbench

pytestmark = pytest.mark.real
HOME = "app/(marketing)/page.tsx"
DROPPED = b'drop policy tenant_isolation on "Reservation";\n'
UNSAFE = b'alter table "Reservation" disable row level security;\n'
UNSEEN = '<><img src="/unseen.png" /><p style={{ color: "#ccc", background: "#fff" }}>unseen</p>'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The generated app."""
    out = tmp_path_factory.mktemp("app") / "app"
    generate = [sys.executable, "-m", "bot.cli.main", "generate", str(PLAN), "--out", str(out)]
    subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
    return read_folder(out)


@pytest.fixture(scope="module")
def workbench() -> SandboxedWorkbench:
    return real_workbench()


async def check(workbench: SandboxedWorkbench, name: str, files: Mapping[str, bytes]) -> GateReport:
    report = await run_gate(workbench, GATES, name, WORKSPACE, files, plan())
    assert not report.error, report.error
    return report


async def test_the_generated_app_is_green(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> None:
    """Every gate passes on the app as it is generated, with the figures that people are shown."""

    async def tell(report: GateReport) -> None:
        print(report.gate, report.seconds, report.summary)  # noqa: T201 — shown where the test fails

    subject = Subject(WORKSPACE, "green", files, plan())
    reports = await run_gates(workbench, GATES, list(GATES), subject, tell)
    assert [(r.gate, r.error, r.findings) for r in reports if not r.passed] == []
    by_name = {report.gate: report.figures for report in reports}
    assert int(by_name["e2e"]["passed"]) >= 2
    assert int(by_name["a11y"]["pages"]) >= 1
    assert float(by_name["unit"]["line coverage %"]) >= 70


async def test_a_type_error_turns_compile_red(
    workbench: SandboxedWorkbench, files: Mapping[str, bytes]
) -> None:
    """The finding stands at the line of the error."""
    spoilt = {**files, "lib/spoilt.ts": b'\nexport const seats: number = "two";\n'}
    report = await check(workbench, "compile", spoilt)
    assert [(f.path, f.line, f.code) for f in report.findings] == [("lib/spoilt.ts", 2, "TS2322")]


async def test_a_warning_turns_lint_red(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> None:
    """What ESLint only warns of is red."""
    component = b'export function Picture() {\n  return <img src="/x.png" alt="" />;\n}\n'
    report = await check(workbench, "lint", {**files, "components/Picture.tsx": component})
    assert [(f.path, f.level) for f in report.findings] == [("components/Picture.tsx", "warning")]
    assert not report.passed


async def test_missing_tests_turn_unit_red(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> None:
    """Below the plan's target, the files that lack most are named."""
    tests = sorted(path for path in files if path.endswith(".test.ts"))
    fewer = {path: text for path, text in files.items() if path not in tests[1:]}
    report = await check(workbench, "unit", fewer)
    assert not report.passed
    assert float(report.figures["line coverage %"]) < 70
    assert {f.code for f in report.findings} == {"coverage"}


async def test_a_dropped_policy_turns_e2e_red(
    workbench: SandboxedWorkbench, files: Mapping[str, bytes]
) -> None:
    """Without the policy nobody sees even a reservation of their own, and the flow in the browser tells."""
    spoilt = {**files, "db/migrations/9999_dropped.sql": DROPPED}
    # The green app's commit: a migration changes nothing of the build, which is taken as it was kept.
    report = await check(workbench, "e2e", spoilt)
    assert not report.passed
    assert all(f.path.startswith("e2e/") for f in report.findings)
    assert report.findings[0].line > 1


async def test_open_rows_turn_unit_red(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> None:
    """Without row-level security one user reads and cancels another's reservation, and the denied cases tell."""
    report = await check(workbench, "unit", {**files, "db/migrations/9999_open.sql": UNSAFE})
    assert not report.passed
    told = "\n".join(finding.message for finding in report.findings)
    assert "Reservation denies another user to see a row" in told
    assert "cancelReservation finds nothing of another user" in told


async def test_a_picture_without_text_turns_a11y_red(
    workbench: SandboxedWorkbench, files: Mapping[str, bytes]
) -> None:
    """What axe finds critical or serious is told, by its rule's name."""
    page = files[HOME].decode()
    start, end = page.index("return (") + len("return ("), page.rindex(");")
    spoilt = {**files, HOME: f"{page[:start]}{UNSEEN}{page[start:end]}</>{page[end:]}".encode()}
    report = await check(workbench, "a11y", spoilt)
    assert not report.passed
    told = "\n".join(f"{finding.code} {finding.message}" for finding in report.findings)
    assert "image-alt" in told
    assert "color-contrast" in told


async def mended(
    workbench: SandboxedWorkbench, fixer: str, report: GateReport, files: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """The files as a fixer leaves them; it takes on all that was found."""
    fault = Fault(report.gate, report.findings, packages_of(plugins().stacks["nextjs-15"]))
    assert FIXERS[fixer].takes(fault) == report.findings
    async with workbench.open(WORKSPACE, files) as bench:
        return {**files, **await FIXERS[fixer].fix(bench, fault, files)}


async def lets(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """With a variable that never varies."""
    return {**files, "lib/spoilt.ts": b"export function seats() {\n  let many = 2;\n  return many;\n}\n"}


async def lacks(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Without a package that its code imports."""
    package = files["package.json"].replace(b',\n    "zod": "4.6.7"', b"")
    return await locked(workbench, {**files, "package.json": package})


async def locked(workbench: SandboxedWorkbench, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return {**files, **await workbench.lock(WORKSPACE, files)}


@pytest.mark.long
@pytest.mark.parametrize(
    ("gate", "fixer", "spoil", "code", "path"),
    [
        pytest.param("lint", "eslint", lets, "prefer-const", "lib/spoilt.ts", id="eslint"),
        pytest.param("compile", "dependency", lacks, "TS2307", "package.json", id="dependency"),
    ],
)
async def test_what_a_fixer_mends_turns_green(
    workbench: SandboxedWorkbench,
    files: Mapping[str, bytes],
    gate: str,
    fixer: str,
    spoil: Any,
    code: str,
    path: str,
) -> None:
    """A fault that a fixer knows goes red, is mended in that one file, and goes green."""
    spoilt = await spoil(workbench, files)
    report = await check(workbench, gate, spoilt)
    assert {finding.code for finding in report.findings} == {code}
    made = await mended(workbench, fixer, report, spoilt)
    assert [name for name in made if made[name] != spoilt[name]] == [path]
    assert (await check(workbench, gate, await locked(workbench, made))).passed
