"""Why a run halted: what failed, where, the likely cause and what to do, for people and as an artifact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.core.actions import Failure
from bot.core.run import Run, Step
from bot.core.text import code, inert
from bot.core.words import report_name

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


def content(failure: Failure, reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The artifact: `{error, suggestions, files: [{path, line, gate, code, message}]}`, whole and in order."""
    files: list[dict[str, Any]] = [_file(path) for path in failure.files]
    causes: dict[str, None] = {}
    for report in reports:
        if report["error"]:
            causes[f"{report['gate']}: {NOT_CARRIED_OUT}"] = None
        for found in report["findings"]:
            files.append(_file(found["path"], report["gate"], found))
            cause = likely_cause(report["gate"], found["code"], found["message"])
            if cause:
                causes[f"{report['gate']}: {cause}"] = None
    return {"error": failure.error, "suggestions": [*causes, *failure.suggestions], "files": files}


def _file(path: str, gate: str = "", found: Mapping[str, Any] | None = None) -> dict[str, Any]:
    found = found or {"line": 0, "code": "", "message": ""}
    return {
        "path": path,
        "line": found["line"],
        "gate": gate,
        "code": found["code"],
        "message": found["message"],
    }


def places(kept: Mapping[str, Any], link: Link) -> str:
    """What was found where, linked to the line, and what is likely behind it."""
    gates = list(dict.fromkeys(one["gate"] for one in kept["files"] if one["gate"]))
    return "\n\n".join(_of_gate(gate, kept, link) for gate in gates)


def _of_gate(gate: str, kept: Mapping[str, Any], link: Link) -> str:
    found = [one for one in kept["files"] if one["gate"] == gate]
    rows = [f"- {_place(one, link)}{_message(one)}" for one in found[:MOST_PLACES]]
    if len(found) > MOST_PLACES:
        rows.append(f"- … and {len(found) - MOST_PLACES} more, in its check run")
    likely = [one.removeprefix(f"{gate}: ") for one in kept["suggestions"] if one.startswith(f"{gate}: ")]
    causes = "\n".join(f"Likely cause: {one}" for one in likely)
    return "\n\n".join(part for part in (f"**{gate}** found:", "\n".join(rows), causes) if part)


def _place(one: Mapping[str, Any], link: Link) -> str:
    if not one["path"]:
        return ""
    where = f"{one['path']}:{one['line']}"
    return f"[{code(where)}]({link(one['path'], one['line'])}) "


def _message(one: Mapping[str, Any]) -> str:
    lines = str(one["message"]).strip().splitlines() or [""]
    told = inert(lines[0][:LONGEST_MESSAGE])
    return f"{told} ({code(one['code'])})" if one["code"] else told
