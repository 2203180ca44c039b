"""Why a run halted: what failed, where, the likely cause and what to do, for people and as an artifact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.actions import Failure
from bot.core.run import Run, Step
from bot.core.text import code, inert
from bot.core.words import report_name

Report = Mapping[str, Any]
"""A gate's report as it is stored, or one finding of it."""
Link = Callable[[str, int], str]
"""The page that shows a file's line, by path and line."""
MOST_PLACES = 10
"""In a comment, of each gate; the artifact and the check run have them all."""
LONGEST_MESSAGE = 300
UNPARSED = "The file cannot be parsed: a bracket or a quote is left open."
CAUSES: Sequence[tuple[str, str, str]] = (
    (
        "",
        r"TS2307|Module not found|Failed to resolve import|Cannot find (module|package)",
        "A path is mistyped, or a package is missing in package.json.",
    ),
    ("compile", r"^TS(2304|2552|2503) ", "A name is mistyped, or its import is missing."),
    (
        "compile",
        r"^TS(2322|2345|2739|2740|2741|2769) ",
        "A value has another type than the place that it goes to.",
    ),
    (
        "compile",
        r"^TS(2339|2551|2353|2561) ",
        "A field is mistyped, or the plan does not have it (any more).",
    ),
    ("compile", r"^TS1\d\d\d ", UNPARSED),
    ("compile", "", "Code does not fit the types that are generated from the plan."),
    ("lint", r"^syntax ", UNPARSED),
    (
        "lint",
        r"^no-restricted-imports ",
        "The database is reached around withUser(), and so around its policies.",
    ),
    ("lint", r"no-unused-vars ", "Something is declared or imported that nothing uses."),
    ("lint", "", "A rule of the app's own ESLint configuration is broken."),
    ("unit", r"^coverage ", "Code was added without tests, or tests were taken away."),
    ("unit", r"^suite ", "The test file cannot be read, so none of its tests ran."),
    ("unit", "", "The code does something else than its test expects: one of the two is out of date."),
    (
        "build",
        "",
        "An import that is not there, a page that throws while it is prerendered, or the configuration.",
    ),
    (
        "e2e",
        "",
        "The app does something else than the flow expects, or a policy lets through what it should not.",
    ),
    ("a11y", "", "The page's markup keeps some people out: the rule's name says whom and how."),
)
"""Gate (or any), a pattern for `code message`, and what is likely behind it. The first that fits counts."""
NOT_CARRIED_OUT = (
    "It could not be carried out: dependencies, a limit of time or memory, or a tool without a report."
)


def likely_cause(gate: str, finding_code: str, message: str) -> str:
    """What is likely behind a finding; empty for a gate that nothing is known about."""
    said = f"{finding_code} {message}"
    return next((told for who, what, told in CAUSES if who in ("", gate) and re.search(what, said)), "")


def of_gates(run: Run, red: Sequence[Step], commit: str) -> dict[str, Any]:
    """What is kept of red gates, as fields of a `Failure`."""
    branch = run.course.branch if run.course and not run.merged else run.base
    retries = " or ".join(f"`/build retry {step.name}`" for step in red)
    return {
        "error": "; ".join(f"{step.name}: {step.summary}" for step in red),
        "suggestions": (
            f"Push a fix to {branch}; the gates run again by themselves.",
            f"Comment {retries} to try again where the cause lay outside.",
        ),
        "commit": commit,
        "reports": tuple(report_name(step.name, commit) for step in red),
    }


def of_step(run: Run, step: Step) -> dict[str, Any]:
    """What is kept of a phase, lock or deployment that failed, as fields of a `Failure`."""
    return {
        "error": f"{step.name}: {step.summary}",
        "suggestions": (
            f"Mend what the error names, then comment `/build retry {step.name}`: all before is kept.",
        ),
        "files": run.conflicts if step.is_conflict else (),
    }


def content(failure: Failure, reports: Sequence[Report]) -> dict[str, Any]:
    """The artifact: `{error, suggestions, files: [{path, line, gate, code, message}]}`, whole and in order."""
    files = [_file(path) for path in failure.files]
    files += [
        _file(found["path"], report["gate"], found) for report in reports for found in report["findings"]
    ]
    causes = [f"{report['gate']}: {cause}" for report in reports for cause in _causes(report)]
    return {"error": failure.error, "suggestions": [*causes, *failure.suggestions], "files": files}


def _causes(report: Report) -> list[str]:
    """What is likely behind a gate's findings, each cause once."""
    gate, first = report["gate"], [NOT_CARRIED_OUT] if report["error"] else []
    found = [likely_cause(gate, one["code"], one["message"]) for one in report["findings"]]
    return list(dict.fromkeys(cause for cause in (*first, *found) if cause))


def _file(path: str, gate: str = "", found: Report | None = None) -> dict[str, Any]:
    known = {name: found[name] for name in ("line", "code", "message")} if found else {}
    return {"path": path, "line": 0, "gate": gate, "code": "", "message": "", **known}


def places(reports: Sequence[Report], link: Link) -> str:
    """What each gate found where, linked to the line, and what is likely behind it."""
    return "\n\n".join(_of_gate(report, link) for report in reports)


def _of_gate(report: Report, link: Link) -> str:
    found = report["findings"]
    rows = [f"- {_place(one, link)}{_message(one)}" for one in found[:MOST_PLACES]]
    if len(found) > MOST_PLACES:
        rows.append(f"- … and {len(found) - MOST_PLACES} more, in its check run")
    head = f"**{report['gate']}** found:" if rows else f"**{report['gate']}**"
    causes = "\n".join(f"Likely cause: {cause}" for cause in _causes(report))
    return "\n\n".join(part for part in (head, "\n".join(rows), causes) if part)


def _place(one: Report, link: Link) -> str:
    if not one["path"]:
        return ""
    where = code(f"{one['path']}:{one['line']}")
    return f"[{where}]({link(one['path'], one['line'])}) "


def _message(one: Report) -> str:
    lines = str(one["message"]).strip().splitlines() or [""]
    told = inert(lines[0][:LONGEST_MESSAGE])
    return f"{told} ({code(one['code'])})" if one["code"] else told
