"""The code keeps its rules: ESLint with the app's own configuration; a warning fails like an error."""

from __future__ import annotations

from pydantic import BaseModel, TypeAdapter

from bot.core.plan.model import Plan
from bot.gates._report import NoEvidenceError, Session, carry_out, count, read_report
from bot.ports.gate import Finding, Gate, GateReport
from bot.ports.workbench import Bench

REPORT = "test-results/eslint.json"


class _Message(BaseModel):
    message: str
    severity: int
    ruleId: str | None = None
    fatal: bool = False
    line: int | None = None
    column: int | None = None
    endLine: int | None = None
    fix: dict[str, object] | None = None


class _File(BaseModel):
    filePath: str
    messages: list[_Message]


RESULTS = TypeAdapter(list[_File])


class Lint:
    """Any error or warning fails."""

    name = "lint"
    summary = "ESLint finds neither errors nor warnings"
    needs: tuple[str, ...] = ()

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        return await carry_out(self.name, bench, _lint)


async def _lint(session: Session) -> GateReport:
    await session.clear("test-results")
    done = await session.run(
        "node_modules/.bin/eslint", ".", "--max-warnings=0", "--format=json", f"--output-file={REPORT}"
    )
    files = read_report(session.bench, REPORT, RESULTS)
    findings = [_finding(session, file, said) for file in files for said in file.messages]
    errors = sum(finding.level == "failure" for finding in findings)
    warnings = len(findings) - errors
    if not files or (not done.ok and not findings):
        raise NoEvidenceError(
            f"ESLint looked at {count(len(files), 'file')} and ended with status {done.status}"
        )
    summary = (
        f"{count(errors, 'error')} and {count(warnings, 'warning')}." if findings else "No rule is broken."
    )
    figures = {"errors": errors, "warnings": warnings, "files": len(files)}
    return session.report(summary, findings, figures, passed=done.ok and not findings)


def _finding(session: Session, file: _File, said: _Message) -> Finding:
    return Finding(
        session.relative(file.filePath),
        max(said.line or 1, 1),
        "failure" if said.fatal or said.severity == 2 else "warning",
        said.message,
        said.ruleId or "syntax",
        said.column,
        said.endLine,
        said.fix is not None,
    )


GATE: Gate = Lint()
