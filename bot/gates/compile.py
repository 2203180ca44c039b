"""The types fit: the TypeScript compiler over the whole app, after Next's own route types are made."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.plan.model import Plan
from bot.gates._report import NoEvidenceError, Session, carry_out, count, plain
from bot.ports.gate import Finding, Gate, GateReport, Level
from bot.ports.workbench import Bench

DIAGNOSTIC = re.compile(
    r"^(?P<path>[^\s(][^(\n]*)\((?P<line>\d+),(?P<column>\d+)\): "
    r"(?P<kind>error|warning) (?P<code>TS\d+): (?P<text>.*)$"
)
GLOBAL = re.compile(r"^(?P<kind>error) (?P<code>TS\d+): (?P<text>.*)$")


class Compile:
    """Any error of the compiler fails."""

    name = "compile"
    summary = "TypeScript compiles without an error"
    needs: tuple[str, ...] = ()

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        async def compiled(session: Session) -> GateReport:
            if plan.project.stack == "nextjs-15":
                await _make_route_types(session)
            return await _compile(session)

        return await carry_out(self.name, bench, compiled)


async def _make_route_types(session: Session) -> None:
    made = await session.run("node_modules/.bin/next", "typegen")
    if not made.ok:
        raise NoEvidenceError(f"next typegen ended with status {made.status}")


async def _compile(session: Session) -> GateReport:
    await session.clear("tsconfig.tsbuildinfo")
    done = await session.run("node_modules/.bin/tsc", "--noEmit", "--pretty", "false")
    findings = read_diagnostics(plain(done.output))
    if not done.ok and not findings:
        raise NoEvidenceError(f"tsc ended with status {done.status} and named no error")
    files = len({finding.path for finding in findings})
    summary = (
        f"{count(len(findings), 'type error')} in {count(files, 'file')}." if findings else "All types fit."
    )
    figures = {"errors": len(findings), "files with errors": files}
    return session.report(summary, findings, figures, passed=done.ok and not findings)


def read_diagnostics(output: str) -> list[Finding]:
    """What `tsc --pretty false` prints: one diagnostic a line, explanations indented below it."""
    findings: list[Finding] = []
    for line in output.splitlines():
        if match := DIAGNOSTIC.match(line):
            findings.append(_finding(match))
        elif match := GLOBAL.match(line):
            findings.append(Finding("tsconfig.json", 1, "failure", match["text"], match["code"]))
        elif findings and line.startswith("  "):
            findings[-1] = replace(findings[-1], message=f"{findings[-1].message}\n{line}")
    return findings


def _finding(match: re.Match[str]) -> Finding:
    level: Level = "failure" if match["kind"] == "error" else "warning"
    place = (match["path"], int(match["line"]))
    return Finding(*place, level, match["text"], match["code"], int(match["column"]))


GATE: Gate = Compile()
