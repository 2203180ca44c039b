"""What is kept and told of a failure: causes, places, what to do."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.actions import Failure
from bot.core.words.failures import CAUSES, NOT_CARRIED_OUT, content, likely_cause, places

FAILURE = Failure(
    name="failures/0.json", error="lint: 1 error", suggestions=("Push a fix.",), files=("a.ts",)
)


def report(gate: str, *findings: dict[str, Any], error: str = "") -> dict[str, Any]:
    return {"gate": gate, "summary": "s", "error": error, "findings": list(findings)}


def found(path: str, line: int = 3, code: str = "x", message: str = "m") -> dict[str, Any]:
    return {"path": path, "line": line, "code": code, "message": message}


@pytest.mark.parametrize(
    ("gate", "code", "message", "told"),
    [
        ("compile", "TS2307", "Cannot find module 'zod'", "a package is missing"),
        ("build", "", "Module not found: Can't resolve 'zod'", "a package is missing"),
        ("unit", "suite", 'Failed to resolve import "zod"', "a package is missing"),
        ("compile", "TS2304", "Cannot find name 'x'.", "its import is missing"),
        ("compile", "TS2322", "Type 'string'", "another type"),
        ("compile", "TS2339", "Property 'x'", "field is mistyped"),
        ("compile", "TS1005", "';' expected.", "cannot be parsed"),
        ("compile", "TS9999", "?", "generated from the plan"),
        ("lint", "syntax", "Parsing error", "cannot be parsed"),
        ("lint", "no-restricted-imports", "Use withUser()", "around its policies"),
        ("lint", "@typescript-eslint/no-unused-vars", "'a' is defined", "nothing uses"),
        ("lint", "prefer-const", "'a' is never", "A rule"),
        ("unit", "coverage", "3 of 4", "without tests"),
        ("unit", "suite", "SyntaxError", "none of its tests ran"),
        ("unit", "test", "expected 1", "out of date"),
        ("build", "build", "boom", "prerendered"),
        ("e2e", "test", "boom", "flow"),
        ("a11y", "image-alt", "boom", "markup"),
        ("another", "", "boom", ""),
    ],
)
def test_the_likely_cause(gate: str, code: str, message: str, told: str) -> None:
    """Each kind of finding has its cause in a sentence; of a gate that nothing is known about nothing is said."""
    cause = likely_cause(gate, code, message)
    assert told in cause
    assert bool(cause) == bool(told)


def test_every_gate_has_a_cause() -> None:
    """Whatever a gate finds, something is told."""
    assert {gate for gate, pattern, _ in CAUSES if not pattern} == {
        "compile",
        "lint",
        "unit",
        "build",
        "e2e",
        "a11y",
    }


def test_what_is_kept() -> None:
    """The error, causes once each and then what to do, and each place with what was found there."""
    kept = content(FAILURE, [report("lint", found("b.ts"), found("c.ts", 9))])
    assert kept["error"] == "lint: 1 error"
    assert kept["suggestions"] == [
        "lint: A rule of the app's own ESLint configuration is broken.",
        "Push a fix.",
    ]
    assert [(one["path"], one["line"], one["gate"]) for one in kept["files"]] == [
        ("a.ts", 0, ""),
        ("b.ts", 3, "lint"),
        ("c.ts", 9, "lint"),
    ]


def test_a_gate_that_could_not_be_carried_out() -> None:
    """It has no places, and its cause is another."""
    given = [report("unit", error="It took too long.")]
    assert content(FAILURE, given)["suggestions"][0] == f"unit: {NOT_CARRIED_OUT}"
    assert places(given, lambda path, line: "") == f"**unit**\n\nLikely cause: {NOT_CARRIED_OUT}"


def test_what_tools_say_is_data() -> None:
    """Messages and paths are shown as they are: no mark-up, no mention, no second line."""
    hostile = found("a`](http://x)`.ts", 1, "c`d", "<img src=x> @team [x](http://y)\nsecond")
    told = places([report("lint", hostile)], lambda path, line: "https://forge/a")
    assert "<img" not in told
    assert "@team" not in told
    assert "](http://y)" not in told
    assert "second" not in told
    assert "](https://forge/a)" in told
