"""The unit tests pass and cover as much as the plan asks for: vitest or jest, with line coverage."""

from __future__ import annotations

import re

from pydantic import BaseModel, TypeAdapter

from bot.core.plan.model import Plan
from bot.gates._report import NoEvidenceError, Session, carry_out, count, first_line, plain, read_report
from bot.ports.gate import Finding, Gate, GateReport
from bot.ports.workbench import Bench

REPORT = "test-results/unit.json"
COVERAGE = "coverage/coverage-summary.json"
COMMANDS = {
    "vitest": (
        *("node_modules/.bin/vitest", "run", "--coverage", "--reporter=default", "--reporter=json"),
        *(
            f"--outputFile.json={REPORT}",
            "--coverage.reporter=text-summary",
            "--coverage.reporter=json-summary",
        ),
        *("--coverage.reportsDirectory=coverage", "--coverage.reportOnFailure=true"),
    ),
    "jest": (
        *("node_modules/.bin/jest", "--ci", "--json", f"--outputFile={REPORT}", "--coverage"),
        *(
            "--coverageDirectory=coverage",
            "--coverageReporters=text-summary",
            "--coverageReporters=json-summary",
        ),
    ),
}
PLACE = re.compile(r"(?P<path>/[^\s():]+):(?P<line>\d+):(?P<column>\d+)")
THRESHOLD = re.compile(r"^(?:ERROR: |Jest: )?.*[Cc]overage.*threshold.*$", re.MULTILINE)
MOST_UNCOVERED = 10


class _Place(BaseModel):
    line: int
    column: int | None = None


class _Assertion(BaseModel):
    fullName: str
    status: str
    failureMessages: list[str] | None = None
    location: _Place | None = None


class _File(BaseModel):
    name: str
    status: str
    message: str = ""
    assertionResults: list[_Assertion] = []


class _Results(BaseModel):
    testResults: list[_File]


class _Share(BaseModel):
    total: int
    covered: int
    pct: float | str


class _Covered(BaseModel):
    lines: _Share
    statements: _Share
    functions: _Share
    branches: _Share


RESULTS = TypeAdapter(_Results)
SUMMARY = TypeAdapter(dict[str, _Covered])


class Unit:
    """A failed test fails, so do no tests at all and lines covered below the plan's target."""

    name = "unit"
    summary = "unit tests pass and cover the lines that the plan asks for"
    needs: tuple[str, ...] = ()

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        async def tested(session: Session) -> GateReport:
            return await _test(session, plan.testing.framework, plan.testing.coverageTarget)

        return await carry_out(self.name, bench, tested)


async def _test(session: Session, framework: str, target: int) -> GateReport:
    await session.clear("test-results", "coverage")
    done = await session.run(*COMMANDS[framework])
    results = read_report(session.bench, REPORT, RESULTS)
    tests = [test for file in results.testResults for test in file.assertionResults]
    passed, failed = (sum(test.status == status for test in tests) for status in ("passed", "failed"))
    findings = [f for file in results.testResults for f in _failures(session, file)]
    if not tests and not findings:
        raise NoEvidenceError("no test was run")
    covered = read_report(session.bench, COVERAGE, SUMMARY)
    percent = _percent(covered["total"].lines) if "total" in covered else 0.0
    if percent < target:
        findings += _uncovered(session, covered, target)
    figures = {
        "tests": len(tests),
        "passed": passed,
        "failed": failed,
        "skipped": len(tests) - passed - failed,
    }
    shares = {"line coverage %": percent, "target %": target, **_others(covered)}
    if not done.ok and not findings:
        findings = [_threshold(done.status, plain(done.output))]
    summary = f"{count(passed, 'test')} passed, {failed} failed; {percent:g} % of lines covered, {target} % asked for."
    return session.report(
        summary, findings, {**figures, **shares}, passed=done.ok and not findings and passed > 0
    )


def _failures(session: Session, file: _File) -> list[Finding]:
    path = session.relative(file.name)
    failed = [test for test in file.assertionResults if test.status == "failed"]
    if not failed and file.status == "failed":
        # The file could not even be read, so that none of its tests ran.
        line, column = _line_in(session, path, file.message)
        return [Finding(path, line, "failure", plain(file.message) or "could not be run", "suite", column)]
    return [_failure(session, path, test) for test in failed]


def _failure(session: Session, path: str, test: _Assertion) -> Finding:
    message = plain("\n".join(test.failureMessages or ["failed"]))
    line, column = _line_in(session, path, message)
    if test.location and line == 1:
        line, column = test.location.line, test.location.column
    return Finding(path, line, "failure", f"{test.fullName}\n{_without_stack(message)}", "test", column)


def _line_in(session: Session, path: str, message: str) -> tuple[int, int | None]:
    """Where the stack trace of a failure passes through the test's own file."""
    for match in PLACE.finditer(plain(message).replace("file://", "")):
        if session.relative(match["path"]) == path:
            return int(match["line"]), int(match["column"])
    return 1, None


def _without_stack(message: str) -> str:
    return "\n".join(line for line in message.splitlines() if not line.lstrip().startswith("at ")).strip()


def _percent(share: _Share) -> float:
    """Nothing to cover counts as uncovered: an app without code to test has not been tested."""
    return round(100 * share.covered / share.total, 2) if share.total else 0.0


def _others(covered: dict[str, _Covered]) -> dict[str, float]:
    total = covered.get("total")
    if total is None:
        return {}
    return {f"{name} %": _percent(getattr(total, name)) for name in ("statements", "functions", "branches")}


def _uncovered(session: Session, covered: dict[str, _Covered], target: int) -> list[Finding]:
    """The files that lack most lines, the worst first."""
    files = [
        (item.lines.total - item.lines.covered, path, item)
        for path, item in covered.items()
        if path != "total"
    ]
    worst = sorted((file for file in files if file[0]), key=lambda file: (-file[0], file[1]))
    if not worst:
        return [Finding("", 1, "failure", f"No line is covered; {target} % are asked for.", "coverage")]
    return [
        Finding(
            session.relative(path),
            1,
            "failure",
            f"{lacking} of {count(item.lines.total, 'line')} not covered ({_percent(item.lines):g} %); "
            f"the plan asks for {target} % in all.",
            "coverage",
        )
        for lacking, path, item in worst[:MOST_UNCOVERED]
    ]


def _threshold(status: int, output: str) -> Finding:
    """All passed and yet the tool is not content: the app's own thresholds, or an error beside the tests."""
    said = THRESHOLD.findall(output)
    reason = "\n".join(said) or f"the tests ended with status {status}: {first_line(output[-500:])}"
    return Finding("", 1, "failure", reason, "status")


GATE: Gate = Unit()
