"""The gate `e2e`, on recordings of the real Playwright."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from bot.gates.e2e import GATE
from tests.gates.bench import RecordedBench, Tool, plan, recorded

REPORT = "test-results/e2e.json"


def results(*statuses: str) -> bytes:
    specs = [
        {"title": f"flow {n}", "file": "flow.spec.ts", "line": n + 1, "tests": [{"status": status}]}
        for n, status in enumerate(statuses)
    ]
    suites = [{"title": "flow.spec.ts", "file": "flow.spec.ts", "specs": specs}]
    return json.dumps({"config": {"rootDir": "/bench/e2e"}, "suites": suites, "errors": []}).encode()


def bench(path: Path, status: int, content: bytes, **given: Any) -> RecordedBench:
    return RecordedBench(path, {"playwright": Tool(status, "", {REPORT: content}, **given)})


async def test_a_failed_flow_points_at_the_line_and_carries_the_error(tmp_path: Path) -> None:
    """With row-level security dropped, the flow that another user is denied turns red at its line."""
    report = await GATE.check(bench(tmp_path, 1, recorded("e2e.json")), plan())
    assert not report.passed
    assert report.figures["passed"] == 1
    last = report.findings[-1]
    assert (last.path, last.line) == ("e2e/reservation.spec.ts", 44)
    assert last.message.startswith("a user neither sees nor can cancel another user's reservation\n")
    assert "toHaveCount" in last.message
    assert "\x1b" not in last.message


async def test_screenshots_of_failures_are_kept(tmp_path: Path) -> None:
    """The pictures that Playwright took of failed tests come with the report, as base64."""
    content = json.loads(recorded("e2e.json"))
    tool = Tool(1, "", {REPORT: json.dumps(content).encode()} | dict.fromkeys(_pictures(content), b"png"))
    report = await GATE.check(RecordedBench(tmp_path, {"playwright": tool}), plan())
    assert len(report.files) == 3
    assert {base64.b64decode(data) for data in report.files.values()} == {b"png"}


def _pictures(content: Any) -> list[str]:
    if isinstance(content, dict):
        own = [content["path"]] if content.get("contentType") == "image/png" else []
        return own + [path for value in content.values() for path in _pictures(value)]
    if isinstance(content, list):
        return [path.removeprefix("/bench/") for value in content for path in _pictures(value)]
    return []


async def test_flows_that_all_pass_pass(tmp_path: Path) -> None:
    """Every flow as expected is a pass."""
    report = await GATE.check(bench(tmp_path, 0, results("expected", "expected")), plan())
    assert report.passed
    assert report.summary == "2 flows passed, 0 failed."


async def test_no_flow_is_no_pass(tmp_path: Path) -> None:
    """No flow at all, or none but skipped ones, is no evidence."""
    for content in (results(), results("skipped")):
        report = await GATE.check(bench(tmp_path, 0, content), plan())
        assert not report.passed
        assert report.error


async def test_an_app_that_was_not_built_is_no_evidence(tmp_path: Path) -> None:
    """Without the built app there is nothing to drive."""
    given = bench(tmp_path, 0, results("expected"))
    given.built = False
    report = await GATE.check(given, plan())
    assert report.error == "the app has not been built"


async def test_an_error_outside_of_tests_fails(tmp_path: Path) -> None:
    """A server that does not start is reported with what Playwright says of it."""
    content = json.dumps(
        {"config": {"rootDir": "/bench/e2e"}, "suites": [], "errors": [{"message": "webServer timed out"}]}
    )
    report = await GATE.check(bench(tmp_path, 1, content.encode()), plan())
    assert not report.passed
    assert report.findings[0].message == "webServer timed out"


async def test_the_tests_get_a_database_a_browser_and_a_secret(tmp_path: Path) -> None:
    """The environment holds what the app's configuration reads, and the report's place."""
    given = bench(tmp_path, 0, results("expected"))
    await GATE.check(given, plan())
    names = ("DATABASE_URL", "MIGRATE_URL", "CHROMIUM_PATH", "PORT", "AUTH_MODE", "AUTH_DEV_SECRET")
    assert all(given.envs["playwright"][name] for name in (*names, "PREVIEW_DEV_AUTH"))
