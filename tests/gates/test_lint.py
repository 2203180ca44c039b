"""The gate `lint`, on recordings of the real ESLint."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gates.lint import GATE, REPORT
from tests.gates.bench import RecordedBench, Tool, plan, recorded

CLEAN = b'[{"filePath": "/bench/app/page.tsx", "messages": []}]'


async def test_errors_and_warnings_become_findings(tmp_path: Path) -> None:
    """Rule, place and level of each message are in its finding; a file that cannot be parsed is a failure."""
    bench = RecordedBench(tmp_path, {"eslint": Tool(1, "", {REPORT: recorded("eslint.json")})})
    report = await GATE.check(bench, plan())
    assert not report.passed
    assert [(f.path, f.line, f.level, f.code) for f in report.findings] == [
        ("components/Broken.tsx", 2, "failure", "@typescript-eslint/no-unused-vars"),
        ("components/Broken.tsx", 3, "warning", "@next/next/no-img-element"),
        ("components/Broken.tsx", 3, "warning", "jsx-a11y/alt-text"),
        ("lib/syntax.ts", 1, "failure", "syntax"),
    ]
    assert report.summary == "2 errors and 2 warnings."


async def test_one_warning_fails(tmp_path: Path) -> None:
    """A warning is not green, whatever ESLint's status says."""
    said = b'[{"filePath": "/bench/a.ts", "messages": [{"severity": 1, "message": "m", "line": 3}]}]'
    report = await GATE.check(RecordedBench(tmp_path, {"eslint": Tool(0, "", {REPORT: said})}), plan())
    assert not report.passed
    assert report.findings[0].level == "warning"


async def test_nothing_found_passes(tmp_path: Path) -> None:
    """Files without messages are a pass."""
    report = await GATE.check(RecordedBench(tmp_path, {"eslint": Tool(0, "", {REPORT: CLEAN})}), plan())
    assert report.passed


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'[{"filePath": 1}]', b"\xff"])
async def test_a_report_that_cannot_be_read_is_no_evidence(tmp_path: Path, content: bytes) -> None:
    """No report, an empty one, or another shape is an error of the gate."""
    report = await GATE.check(RecordedBench(tmp_path, {"eslint": Tool(0, "", {REPORT: content})}), plan())
    assert not report.passed
    assert report.error


async def test_a_report_that_the_commit_brought_is_not_believed(tmp_path: Path) -> None:
    """A report written beforehand is removed before the tool runs."""
    (tmp_path / "test-results").mkdir()
    (tmp_path / REPORT).write_bytes(CLEAN)
    report = await GATE.check(RecordedBench(tmp_path, {"eslint": Tool(0)}), plan())
    assert not report.passed
    assert "not there" in report.error


@pytest.mark.parametrize("link", [REPORT, "test-results"])
async def test_a_report_behind_a_link_is_not_read(tmp_path: Path, link: str) -> None:
    """What commands leave may be links to files of the host: neither the file nor a folder is followed."""
    app, outside = tmp_path / "app", tmp_path / "outside"
    for folder in (app, outside):
        folder.mkdir()
    (outside / "eslint.json").write_bytes(CLEAN)
    target = outside if link == "test-results" else outside / "eslint.json"
    report = await GATE.check(RecordedBench(app, {"eslint": Tool(0, links={link: target})}), plan())
    assert not report.passed
    assert REPORT in report.error
