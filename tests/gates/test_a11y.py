"""The gate `a11y`, on recordings of the real axe in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.gates.a11y import GATE, REPORT
from tests.gates.bench import RecordedBench, Tool, plan, recorded

PAGES = recorded("a11y.json")


def bench(path: Path, axe: bytes | None) -> RecordedBench:
    page = path / "app/(marketing)/page.tsx"
    page.parent.mkdir(parents=True)
    page.touch()
    leaves = {"test-results/a11y.json": PAGES} | ({} if axe is None else {REPORT: axe})
    return RecordedBench(path, {"playwright": Tool(0, "", leaves)})


def violations(*impacts: str | None) -> bytes:
    found: list[dict[str, object]] = [
        {"page": "/", "id": f"rule-{n}", "impact": i, "help": "h", "nodes": []} for n, i in enumerate(impacts)
    ]
    return json.dumps(found).encode()


async def test_findings_name_the_page_the_rule_and_the_elements(tmp_path: Path) -> None:
    """A finding stands at the page's file and carries the rule, its impact and the elements."""
    report = await GATE.check(bench(tmp_path, recorded("axe.json")), plan())
    assert not report.passed
    assert {(f.path, f.code, f.level) for f in report.findings} == {
        ("app/(marketing)/page.tsx", "color-contrast", "failure"),
        ("app/(marketing)/page.tsx", "image-alt", "failure"),
    }
    assert "main > p" in report.findings[0].message
    assert (report.figures["critical"], report.figures["serious"], report.figures["pages"]) == (1, 1, 3)


@pytest.mark.parametrize("impact", ["critical", "serious", None])
async def test_serious_findings_fail(tmp_path: Path, impact: str | None) -> None:
    """Serious and critical fail; a finding without an impact counts as the worst."""
    assert not (await GATE.check(bench(tmp_path, violations("minor", impact)), plan())).passed


async def test_lesser_findings_are_warnings(tmp_path: Path) -> None:
    """Moderate and minor findings are shown and do not fail."""
    report = await GATE.check(bench(tmp_path, violations("moderate", "minor")), plan())
    assert report.passed
    assert [f.level for f in report.findings] == ["warning", "warning"]


@pytest.mark.parametrize("axe", [None, b"", b"{}", b'[{"page": "/"}]'])
async def test_pages_without_axes_report_are_no_evidence(tmp_path: Path, axe: bytes | None) -> None:
    """Pages that were opened but not examined prove nothing."""
    report = await GATE.check(bench(tmp_path, axe), plan())
    assert not report.passed
    assert REPORT in report.error
