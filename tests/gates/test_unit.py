"""The gate `unit`, on recordings of the real vitest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.gates.unit import COVERAGE, GATE, REPORT
from bot.ports.gate import GateReport
from tests.gates.bench import RecordedBench, Tool, plan, recorded

FULL = {"total": 10, "covered": 10, "skipped": 0, "pct": 100}


def results(*statuses: str) -> bytes:
    tests = [{"fullName": f"t{n}", "status": status} for n, status in enumerate(statuses)]
    worst = "failed" if "failed" in statuses else "passed"
    file = {"name": "/bench/a.test.ts", "status": worst, "assertionResults": tests}
    return json.dumps({"testResults": [file]}).encode()


def coverage(**lines: tuple[int, int]) -> bytes:
    """`name=(total, covered)` for each file, and the sum."""
    total = (sum(t for t, _ in lines.values()), sum(c for _, c in lines.values()))
    shares = {f"/bench/{name}.ts": pair for name, pair in lines.items()} | {"total": total}
    kinds = ("lines", "statements", "functions", "branches")
    return json.dumps(
        {
            path: {kind: {"total": t, "covered": c, "pct": 100 * c / t if t else "Unknown"} for kind in kinds}
            for path, (t, c) in shares.items()
        }
    ).encode()


async def check(path: Path, status: int, tests: bytes, covered: bytes, output: str = "") -> GateReport:
    tool = Tool(status, output, {REPORT: tests, COVERAGE: covered})
    return await GATE.check(RecordedBench(path, {"vitest": tool}), plan())


async def test_failed_tests_and_unreadable_files_become_findings(tmp_path: Path) -> None:
    """A failed test points at the line that failed; a file that cannot be loaded is a failure of its own."""
    report = await check(tmp_path, 1, recorded("unit.json"), recorded("coverage-summary.json"))
    assert not report.passed
    assert [(f.path, f.line, f.code) for f in report.findings] == [
        ("lib/broken.test.ts", 4, "test"),
        ("lib/unreadable.test.ts", 1, "suite"),
    ]
    assert "expected 2 to be 3" in report.findings[0].message
    assert "node_modules" not in report.findings[0].message
    figures = {name: report.figures[name] for name in ("tests", "passed", "failed", "skipped")}
    assert figures == {"tests": 39, "passed": 37, "failed": 1, "skipped": 1}
    assert report.figures["line coverage %"] == 92.31


async def test_coverage_below_the_target_names_the_worst_files(tmp_path: Path) -> None:
    """All tests pass, yet too few lines are covered: the files that lack most lines are named first."""
    report = await check(tmp_path, 0, results("passed"), coverage(a=(10, 9), b=(40, 10), c=(30, 30)))
    assert not report.passed
    assert [f.path for f in report.findings] == ["b.ts", "a.ts"]
    assert "30 of 40 lines" in report.findings[0].message
    assert report.figures["line coverage %"] == 61.25


async def test_coverage_at_the_target_passes(tmp_path: Path) -> None:
    """The target itself is enough."""
    report = await check(tmp_path, 0, results("passed"), coverage(a=(10, 7)))
    assert report.passed, report
    assert "70 % of lines covered" in report.summary


@pytest.mark.parametrize("tests", [b'{"testResults": []}', results("skipped")])
async def test_no_test_run_is_no_pass(tmp_path: Path, tests: bytes) -> None:
    """No tests at all, or none but skipped ones, fail."""
    report = await check(tmp_path, 0, tests, coverage(a=(10, 10)))
    assert not report.passed


async def test_nothing_to_cover_is_no_pass(tmp_path: Path) -> None:
    """An app without a line that tests could cover has not been tested."""
    report = await check(tmp_path, 0, results("passed"), coverage(a=(0, 0)))
    assert not report.passed
    assert report.findings


async def test_a_bad_status_with_all_tests_passed_fails(tmp_path: Path) -> None:
    """The app's own thresholds, or an error beside the tests, are not swallowed."""
    said = "ERROR: Coverage for branches (60%) does not meet global threshold (70%)"
    report = await check(tmp_path, 1, results("passed"), coverage(a=(10, 10)), said)
    assert not report.passed
    assert report.findings[0].message == said


@pytest.mark.parametrize("missing", [REPORT, COVERAGE])
async def test_a_missing_report_is_no_evidence(tmp_path: Path, missing: str) -> None:
    """Tests without figures, or figures without tests, are an error of the gate."""
    leaves = {REPORT: results("passed"), COVERAGE: coverage(a=(10, 10))}
    del leaves[missing]
    for path, content in ((REPORT, results("passed")), (COVERAGE, coverage(a=(10, 10)))):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    report = await GATE.check(RecordedBench(tmp_path, {"vitest": Tool(0, "", leaves)}), plan())
    assert not report.passed
    assert missing in report.error
