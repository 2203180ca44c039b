"""Which fixer is due for a red gate, when no more is tried, and what a fixer may touch at all. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.core.run import Remedy, Run, Step

MOST_ATTEMPTS = 2
"""For one gate, since people last had a hand in it."""
MANIFEST = "package.json"
DEPENDENCIES = ("dependencies", "devDependencies")
_NUMBERS = re.compile(r"\d+")
_TESTS = re.compile(r"(.*/)?(tests?|__tests__|e2e|a11y)/.*|.*\.(test|spec)\.[cm]?[jt]sx?")
_KEPT = re.compile(
    r"(.*/)?\.[^/]+(/.*)?"  # .github, .drystone.yml, .eslintrc, .npmrc: whatever begins with a dot
    r"|(.*/)?[^/]+\.config\.[^/]+|(.*/)?tsconfig[^/]*\.json|(.*/)?CODEOWNERS|buildplan[^/]*\.ya?ml"
    r"|(.*/)?(migrations|scripts)/.*|.*\.sql"
    r"|(.*/)?(pnpm-lock\.yaml|pnpm-workspace\.yaml|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock)"
)


def fingerprint(gate: str, path: str, code: str, message: str) -> str:
    """Twelve hex digits that name a finding: the same when its line moves or figures in its message change."""
    said = " ".join(_NUMBERS.sub("#", message).split())
    return hashlib.sha256("\0".join((gate, path, code, said)).encode()).hexdigest()[:12]


def led_to(run: Run, commit: str) -> tuple[Step, ...]:
    """The fixes that a commit came of, oldest first; a commit of anybody else's comes of none."""
    made = {step.commit: step for step in run.steps if step.kind == "fix" and step.status == "done"}
    found: list[Step] = []
    while fix := made.pop(commit, None):
        found.append(fix)
        commit = fix.base
    return tuple(reversed(found))


def tried(run: Run, gate: Step) -> tuple[Step, ...]:
    """The attempts to mend that gate that led to its commit, or to nothing, since the run was last set going."""
    in_vain = [step for step in run.steps if step.kind == "fix" and step.status in ("failed", "refused")]
    all_of_them = (*led_to(run, gate.commit), *(step for step in in_vain if step.base == gate.commit))
    return tuple(fix for fix in all_of_them if fix.mends == gate.name and fix.resumes == run.resumes)


def why_no_more(run: Run, gate: Step) -> str:
    """Why nothing more is tried for a red gate, for people; empty where something is, or nothing ever was."""
    before = tried(run, gate)
    if not before:
        return ""
    last = before[-1]
    if last.status != "done":
        return f"{last.name} could not mend it: {last.summary}"
    if _handed(before) & _found(gate):
        return f"{last.name} changed something (attempt {last.attempt}), and the same was found again"
    if len(before) >= MOST_ATTEMPTS:
        names = " and ".join(dict.fromkeys(fix.name for fix in before))
        return f"{MOST_ATTEMPTS} attempts, by {names}, did not turn it green"
    return ""


def due(run: Run, red: Sequence[Step]) -> tuple[Step, Remedy] | None:
    """The first red gate for which something is still to be tried, and the fixer whose turn it is."""
    for gate in red:
        if gate.remedies and not why_no_more(run, gate):
            return gate, gate.remedies[0]
    return None


def _handed(fixes: Sequence[Step]) -> set[str]:
    return {finding for fix in fixes for finding in fix.handed}


def _found(gate: Step) -> set[str]:
    return {finding for remedy in gate.remedies for finding in remedy.findings}


def refused_paths(
    gate: str, before: Mapping[str, bytes], after: Mapping[str, bytes], packages: Collection[str]
) -> list[str]:
    """The paths of a fix that it may not touch: what a gate judges by stays people's, and Drystone's.

    A fixer changes files that are there, outside of the tests of the gate that runs them; of a package.json it
    adds `packages` to the dependencies, and nothing else.
    """
    return sorted(path for path in after if not _may_touch(gate, path, before, after, packages))


def _may_touch(
    gate: str, path: str, before: Mapping[str, bytes], after: Mapping[str, bytes], packages: Collection[str]
) -> bool:
    if path not in before or _KEPT.fullmatch(path):
        return False
    if path == MANIFEST:
        return _adds_packages(before[path], after[path], packages)
    if path.endswith(f"/{MANIFEST}"):
        return False
    return gate in ("compile", "lint") or not _TESTS.fullmatch(path)


def _adds_packages(before: bytes, after: bytes, packages: Collection[str]) -> bool:
    try:
        old, new = json.loads(before), json.loads(after)
    except ValueError:
        return False
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    added = {name for kind in DEPENDENCIES for name in _of(new, kind).keys() - _of(old, kind).keys()}
    rest = {kind: {n: v for n, v in _of(new, kind).items() if n not in added} for kind in DEPENDENCIES}
    same = all(rest[kind] == _of(old, kind) for kind in DEPENDENCIES)
    return same and _others(old) == _others(new) and added <= set(packages)


def _of(package: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    named = package.get(kind) or {}
    return named if isinstance(named, dict) else {"": named}


def _others(package: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in package.items() if name not in DEPENDENCIES}
