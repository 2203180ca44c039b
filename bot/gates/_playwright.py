"""Browser tests by Playwright against the built app, with the bench's own database and browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pydantic import BaseModel, TypeAdapter

from bot.gates._report import NoEvidenceError, Session, plain, read_bytes, read_report
from bot.ports.gate import Finding
from bot.ports.workbench import Limits

LIMITS = Limits(seconds=600)
MOST_FILES = 8
MOST_FILE = 2 << 20
ENV = {"DRYSTONE_GATE": "e2e", "AUTH_MODE": "dev", "PREVIEW_DEV_AUTH": "1"}


class _Location(BaseModel):
    file: str = ""
    line: int = 1
    column: int | None = None


class _Error(BaseModel):
    message: str = "failed"
    location: _Location | None = None


class _Attachment(BaseModel):
    name: str
    contentType: str
    path: str | None = None


class _Result(BaseModel):
    status: str = ""
    errors: list[_Error] = []
    attachments: list[_Attachment] = []


class _Test(BaseModel):
    status: str
    results: list[_Result] = []


class _Spec(BaseModel):
    title: str
    file: str
    line: int
    column: int | None = None
    tests: list[_Test] = []


class _Suite(BaseModel):
    title: str = ""
    file: str = ""
    specs: list[_Spec] = []
    suites: list[_Suite] = []


class _Config(BaseModel):
    rootDir: str


class _Report(BaseModel):
    config: _Config
    suites: list[_Suite] = []
    errors: list[_Error] = []


REPORT = TypeAdapter(_Report)


@dataclass
class BrowserTests:
    """What the tests of one Playwright project came to."""

    passed: int = 0
    failed: int = 0
    flaky: int = 0
    skipped: int = 0
    findings: list[Finding] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, float | int | str]:
        return {"passed": self.passed, "failed": self.failed, "flaky": self.flaky, "skipped": self.skipped}


async def run_project(session: Session, project: str) -> BrowserTests:
    """Run one project of the app's Playwright configuration. Raises `NoEvidenceError`."""
    path = f"test-results/{project}.json"
    await session.clear("test-results")
    if not await session.bench.output_of("build"):
        raise NoEvidenceError("the app has not been built")
    env = {**ENV, **await session.bench.database(), **await session.bench.browser()}
    env["PLAYWRIGHT_JSON_OUTPUT_FILE"] = path
    playwright = ("node_modules/.bin/playwright", "test", f"--project={project}", "--reporter=list,json")
    done = await session.run(*playwright, env=env, limits=LIMITS)
    tests = read_tests(session, read_report(session.bench, path, REPORT))
    if not done.ok and not tests.findings:
        raise NoEvidenceError(f"Playwright ended with status {done.status} and named no failed test")
    if not tests.passed and not tests.findings:
        raise NoEvidenceError("no test was run")
    return tests


def read_tests(session: Session, report: _Report) -> BrowserTests:
    """Playwright's JSON: suites within suites, each with specs, each of them run once for a project."""
    tests = BrowserTests()
    for error in report.errors:
        tests.findings.append(_finding(session, report, "", _Spec(title="", file="", line=1), error))
    for suite in report.suites:
        _read_suite(session, report, suite, "", tests)
    return tests


def _read_suite(session: Session, report: _Report, suite: _Suite, above: str, tests: BrowserTests) -> None:
    title = above if suite.title == suite.file else f"{above}{suite.title} › "
    for spec in suite.specs:
        for test in spec.tests:
            _read_test(session, report, title, spec, test, tests)
    for inner in suite.suites:
        _read_suite(session, report, inner, title, tests)


def _read_test(
    session: Session, report: _Report, title: str, spec: _Spec, test: _Test, tests: BrowserTests
) -> None:
    match test.status:
        case "expected":
            tests.passed += 1
        case "flaky":
            tests.flaky += 1
        case "skipped":
            tests.skipped += 1
        case _:
            tests.failed += 1
            last = test.results[-1] if test.results else _Result()
            errors = last.errors or [_Error(message=last.status or "failed")]
            tests.findings += [_finding(session, report, title, spec, error) for error in errors[:3]]
            _keep_files(session, last, tests)


def _finding(session: Session, report: _Report, title: str, spec: _Spec, error: _Error) -> Finding:
    place = error.location or _Location(file=spec.file, line=spec.line, column=spec.column)
    path = place.file if place.file.startswith("/") else str(PurePosixPath(report.config.rootDir, place.file))
    message = plain(error.message).strip()
    text = f"{title}{spec.title}\n{message}" if spec.title else message
    return Finding(session.relative(path), max(place.line, 1), "failure", text, "test", place.column)


def _keep_files(session: Session, result: _Result, tests: BrowserTests) -> None:
    """Screenshots of failed tests; one that cannot be had is no reason to lose the report."""
    for attachment in result.attachments:
        if not attachment.path or attachment.contentType != "image/png" or len(tests.files) >= MOST_FILES:
            continue
        path = session.relative(attachment.path)
        try:
            tests.files[path.removeprefix("test-results/")] = read_bytes(session.bench, path, MOST_FILE)
        except NoEvidenceError:
            continue
