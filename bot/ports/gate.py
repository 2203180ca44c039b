"""A quality gate: runs a real tool on an exact commit and reads what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.core.plan.model import Plan
from bot.ports.workbench import Bench

Level = Literal["notice", "warning", "failure"]


@dataclass(frozen=True)
class Finding:
    """One fault at a place in the app. Lines and columns count from 1; `path` is relative, or empty.

    `fixable`: the tool that found it says that it can mend it itself.
    """

    path: str
    line: int
    level: Level
    message: str
    code: str = ""
    column: int | None = None
    end_line: int | None = None
    fixable: bool = False


@dataclass(frozen=True)
class GateReport:
    """A gate's outcome. `figures` are shown as a table; `log` is what the tool printed, redacted and cut.

    `error` is set when the gate could not be carried out at all (install failed, time-out): never a pass.
    """

    gate: str
    passed: bool
    summary: str
    figures: Mapping[str, float | int | str]
    findings: tuple[Finding, ...]
    seconds: float
    log: str
    error: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    """Evidence to keep, such as screenshots of failed tests: name -> base64, a few megabytes at most."""


class Gate(Protocol):
    """One file in `bot/gates/`, ending in `GATE: Gate = …()`."""

    name: str
    summary: str
    needs: tuple[str, ...]
    """Gates whose output this one uses (e2e needs build). The others run side by side."""

    async def check(self, bench: Bench, plan: Plan) -> GateReport:
        """Run the tool on the bench, which holds the commit's files with dependencies installed."""
        ...
