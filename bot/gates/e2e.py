"""The app does what its flows say: Playwright drives a real browser against the built app and a database."""

from __future__ import annotations

from bot.core.plan.model import Plan
from bot.gates._playwright import run_project
from bot.gates._report import Session, carry_out, count
from bot.ports.gate import Gate, GateReport
from bot.ports.workbench import Bench


class EndToEnd:
    """A failed test fails, and so do none at all."""

    name = "e2e"
    summary = "the flows work in a browser, against the built app and its database"
    needs: tuple[str, ...] = ("build",)

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        return await carry_out(self.name, bench, _drive)


async def _drive(session: Session) -> GateReport:
    tests = await run_project(session, "e2e")
    summary = f"{count(tests.passed, 'flow')} passed, {tests.failed} failed."
    passed = not tests.findings and tests.passed > 0
    return session.report(summary, tests.findings, tests.figures, passed=passed, files=tests.files)


GATE: Gate = EndToEnd()
