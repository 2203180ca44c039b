"""A fixer's turn: what it changes of a commit, if it may, becomes a commit of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.app import App
from bot.core.events import StepFinished
from bot.core.fixing import MANIFEST, fingerprint, refused_paths
from bot.core.run import Remedy, Run, Step
from bot.core.start import plan_of
from bot.core.words import report_name
from bot.errors import UserError
from bot.flow.rules import judged_files
from bot.ports.fixer import Fault, Package
from bot.ports.gate import Finding
from bot.ports.repo import Stamp
from bot.ports.stack import Stack

MOST_HANDED = 100
MOST_NAMED = 3
SECTIONS = {"dependencies": "dependencies", "dev_dependencies": "devDependencies"}


def remedies(app: App, run: Run, report: Mapping[str, Any]) -> tuple[Remedy, ...]:
    """The fixers that take on what a gate found, by their names' order."""
    if report["passed"] or not report["findings"]:
        return ()
    fault = _fault(app, run, report)
    found = {name: fixer.takes(fault) for name, fixer in app.fixers.items()}
    return tuple(
        Remedy(fixer=name, findings=_named(fault.gate, taken)) for name, taken in found.items() if taken
    )


def _fault(app: App, run: Run, report: Mapping[str, Any]) -> Fault:
    findings = tuple(Finding(**found) for found in report["findings"])
    return Fault(str(report["gate"]), findings, packages_of(app.stacks[plan_of(run).project.stack]))


def _named(gate: str, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    names = {fingerprint(gate, found.path, found.code, found.message) for found in findings}
    return tuple(sorted(names)[:MOST_HANDED])


def packages_of(stack: Stack) -> dict[str, Package]:
    """All packages that apps of this stack may have, with the versions that Drystone pins; no other is ever added."""
    pinned = json.loads(stack.templates.render("versions.json", {}))
    return {
        name: Package(version, section)
        for kind, section in SECTIONS.items()
        for group in pinned[kind].values()
        for name, version in group.items()
    }


async def mend(app: App, run: Run, step: Step) -> StepFinished:
    """One attempt of one fixer, as a commit of its own off the generated line."""
    stamp = _stamp(run, step)
    tip = await app.repo.head(run.workspace, step.branch)
    if tip is None:
        raise UserError(f"The branch {step.branch} is gone.", "Restore it, then comment `/build resume`.")
    made = "" if tip == step.base else await app.repo.made(run.workspace, step.branch, stamp)
    if not made and tip != step.base:
        told = "somebody pushed meanwhile, and the gates look at that first"
        return StepFinished(run=run.id, step=step.id, outcome="cancelled", summary=told)
    if not made:
        changed = await _changed(app, run, step)
        if not changed:
            told = "it changed nothing"
            return StepFinished(run=run.id, step=step.id, outcome="failed", summary=told)
        laid = await app.repo.commit_files(run.workspace, step.branch, changed, stamp, base=step.base)
        made = laid.commit
    told = await _differing(app, run, step.base, made)
    return StepFinished(run=run.id, step=step.id, outcome="done", commit=made, summary=told)


def _stamp(run: Run, step: Step) -> Stamp:
    return Stamp(
        at=run.created_at + step.number,
        subject=f"Fix what {step.mends} found: {step.name}, attempt {step.attempt}",
        run=run.id,
        phase="fix",
        plan=run.digest,
        step=step.id,
        fixer=step.name,
        attempt=step.attempt,
    )


async def _changed(app: App, run: Run, step: Step) -> dict[str, bytes]:
    """What the fixer changes of the commit, with the lock file that follows from it. Raises `UserError`."""
    kept = await app.artifacts.get(run.workspace, run.id, report_name(step.mends, step.base))
    fixer = app.fixers.get(step.name)
    if kept is None or fixer is None:
        raise UserError(f"What {step.mends} found, or the fixer {step.name}, is not there any more.")
    fault = _fault(app, run, json.loads(kept))
    mine = Fault(fault.gate, fixer.takes(fault), fault.packages)
    files, _ = await judged_files(app, run, step.base)
    async with app.workbench.open(run.workspace.key, files) as bench:
        made = await fixer.fix(bench, mine, files)
    changed = {path: data for path, data in made.items() if data != files.get(path)}
    refused = refused_paths(step.mends, files, changed, fault.packages)
    if refused:
        raise UserError(
            f"it would change {', '.join(refused)}, which only people may, so nothing was committed"
        )
    if MANIFEST in changed:
        # Before the step that locks there is no lock file, and one made now would be out of date by then.
        locked = await app.workbench.lock(run.workspace.key, {**files, **changed})
        changed |= {path: data for path, data in locked.items() if path in files}
    return changed


async def _differing(app: App, run: Run, base: str, commit: str) -> str:
    """The files in which two commits differ, for people; the same however often it is asked."""
    before, after = await app.repo.tree(run.workspace, base), await app.repo.tree(run.workspace, commit)
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
    return f"{', '.join(paths[:MOST_NAMED])}{more}"
