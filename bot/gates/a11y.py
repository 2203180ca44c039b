"""People with disabilities can use the pages: axe in a real browser; serious and critical findings fail."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, TypeAdapter

from bot.core.plan.model import Plan
from bot.gates._playwright import run_project
from bot.gates._report import Session, carry_out, count, read_report
from bot.ports.gate import Finding, Gate, GateReport, Level
from bot.ports.workbench import Bench

REPORT = "test-results/axe.json"
Impact = Literal["critical", "serious", "moderate", "minor"]
IMPACTS: tuple[Impact, ...] = ("critical", "serious", "moderate", "minor")
FAILING: tuple[Impact, ...] = ("critical", "serious")
MOST_NODES = 5


class _Violation(BaseModel):
    page: str
    id: str
    impact: Impact | None = None
    help: str
    nodes: list[str] = []


VIOLATIONS = TypeAdapter(list[_Violation])


class Accessibility:
    """A serious or critical finding of axe fails, and so does a page that could not be looked at."""

    name = "a11y"
    summary = "axe finds nothing serious on the pages"
    needs: tuple[str, ...] = ("build",)

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        return await carry_out(self.name, bench, _look)


async def _look(session: Session) -> GateReport:
    tests = await run_project(session, "a11y")
    violations = read_report(session.bench, REPORT, VIOLATIONS)
    impacts: Counter[Impact] = Counter(violation.impact or "critical" for violation in violations)
    findings = [*map(_Pages(session.bench).finding, violations), *tests.findings]
    serious = sum(impacts[impact] for impact in FAILING)
    figures: dict[str, int] = {impact: impacts[impact] for impact in IMPACTS}
    figures["pages"] = tests.passed + tests.failed
    summary = (
        f"{count(serious, 'serious or critical finding')} on {count(tests.passed + tests.failed, 'page')}."
    )
    if tests.failed:
        summary += f" {count(tests.failed, 'page')} did not pass the app's own test."
    passed = not serious and not tests.findings and tests.passed > 0
    return session.report(summary, findings, figures, passed=passed, files=tests.files)


class _Pages:
    """The source files of the app's pages, by their routes."""

    def __init__(self, bench: Bench) -> None:
        found = (path.relative_to(bench.path) for path in sorted(bench.path.glob("app/**/page.tsx")))
        self._routes = [(_route(PurePosixPath(path)), str(path)) for path in found]

    def finding(self, violation: _Violation) -> Finding:
        """A finding at the page's file: axe knows elements, not lines."""
        level: Level = "failure" if (violation.impact or "critical") in FAILING else "warning"
        nodes = ", ".join(violation.nodes[:MOST_NODES])
        message = f"{violation.page}: {violation.help} ({violation.impact or 'no impact given'})\n{nodes}"
        return Finding(self._file(violation.page), 1, level, message.strip(), violation.id)

    def _file(self, page: str) -> str:
        return next((path for route, path in self._routes if route.fullmatch(page.partition("?")[0])), "")


def _route(path: PurePosixPath) -> re.Pattern[str]:
    """The route that Next gives a page: groups in round brackets are left out, square ones hold anything."""
    parts = [part for part in path.parts[1:-1] if not part.startswith(("(", "@"))]
    return re.compile("/" + "/".join("[^/]+" if part.startswith("[") else re.escape(part) for part in parts))


GATE: Gate = Accessibility()
