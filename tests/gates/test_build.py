"""The gate `build`, on recordings of the real Next."""

from __future__ import annotations

import base64
from pathlib import Path

from bot.gates.build import GATE, ROUTES
from tests.gates.bench import RecordedBench, Tool, plan, recorded

BUILT = {".next/BUILD_ID": b"id", ROUTES: b'{"/page": "/", "/api/health/route": "/api/health"}'}


async def test_a_complete_build_passes_and_is_kept(tmp_path: Path) -> None:
    """Routes are counted from Next's own manifest; the output is kept for gates that run the app."""
    bench = RecordedBench(tmp_path, {"next": Tool(0, recorded("build.log").decode(), BUILT)})
    report = await GATE.check(bench, plan())
    assert report.passed
    assert report.figures == {"seconds": 1.5, "pages": 1, "API routes": 1}
    assert bench.kept == {"build": (".next",)}


async def test_what_does_not_compile_becomes_findings(tmp_path: Path) -> None:
    """A missing module and a syntax error are findings at their files, the latter at its line."""
    bench = RecordedBench(tmp_path, {"next": Tool(1, recorded("build-broken.log").decode())})
    report = await GATE.check(bench, plan())
    assert not report.passed
    assert [(f.path, f.line, f.column) for f in report.findings] == [
        ("app/(marketing)/page.tsx", 1, None),
        ("lib/http.ts", 45, 1),
    ]
    assert report.findings[0].message == "Module not found: Can't resolve './nowhere'"
    assert not bench.kept


async def test_a_page_that_throws_becomes_a_finding_at_its_source(tmp_path: Path) -> None:
    """An error while a page is prerendered points at the page's file and carries the error."""
    bench = RecordedBench(tmp_path, {"next": Tool(1, recorded("build-prerender.log").decode())})
    report = await GATE.check(bench, plan())
    assert [(f.path, f.message) for f in report.findings] == [
        ("app/(marketing)/page.tsx", "Prerendering /: Error: no menu today")
    ]


async def test_an_unknown_failure_shows_the_end_of_the_log(tmp_path: Path) -> None:
    """Whatever makes the build fail, there is at least one finding."""
    report = await GATE.check(RecordedBench(tmp_path, {"next": Tool(1, "Killed")}), plan())
    assert not report.passed
    assert report.findings[0].message == "Killed"


async def test_a_build_without_output_is_no_evidence(tmp_path: Path) -> None:
    """Status 0 with nothing built is no pass, also where the commit brought an output along."""
    (tmp_path / ".next").mkdir()
    (tmp_path / ".next/BUILD_ID").write_text("brought along")
    report = await GATE.check(RecordedBench(tmp_path, {"next": Tool(0)}), plan())
    assert not report.passed
    assert "BUILD_ID" in report.error


async def test_the_key_that_lets_the_cache_fit_is_fixed(tmp_path: Path) -> None:
    """Server actions get the same key of 32 bytes in each build, as webpack's cache needs."""
    bench = RecordedBench(tmp_path, {"next": Tool(0, "", BUILT)})
    await GATE.check(bench, plan())
    assert len(base64.b64decode(bench.envs["next"]["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"])) == 32
