"""What each kind of step does: its work on the repository or the workbench, and its outcome as an event."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from bot.app import App
from bot.core.events import Outcome, StepFinished
from bot.core.ids import PLAN_FILE
from bot.core.open_points import peoples
from bot.core.plan.renames import FILE as RENAMES_FILE
from bot.core.run import Run, Step
from bot.core.start import plan_of
from bot.core.text import code, fence
from bot.core.words import conflicts_name, judged_by_others, report_name
from bot.core.words.laid import laid_body, laid_summary
from bot.core.workflow import LOCK, REPLAN
from bot.errors import UserError
from bot.flow.deploying import bring_up
from bot.flow.fixing import mend, remedies
from bot.flow.gates import as_json, run_gate, validation_report
from bot.flow.generate import generate
from bot.flow.redacting import redacted
from bot.flow.rules import judged_files
from bot.ports.gate import GateReport
from bot.ports.phase import ChangeSet, Material, Phase, PhaseInput
from bot.ports.repo import Conflicted, Laid, Stamp
from bot.ports.target import Deployment, Site


def stamp_of(run: Run, step: Step, subject: str, body: str = "") -> Stamp:
    """The date is the run's creation plus the step's number: made again, the commit is the same."""
    return Stamp(
        at=run.created_at + step.number,
        subject=subject,
        body=body,
        run=run.id,
        phase=step.name,
        plan=run.digest,
    )


async def freeze_plan(app: App, run: Run, step: Step) -> StepFinished:
    """The first commit of the build branch: the plan, as frozen. A pull request's is there already."""
    if run.from_pull:
        return _ended(run, step, run.head, f"plan {run.digest[:12]}, as it is on {run.branch}")
    base = await app.repo.head(run.workspace, run.base)
    if base is None:
        raise UserError(
            f"The branch {run.base} has no commit yet.", "Push a first one, then comment `/build resume`."
        )
    await app.repo.start_branch(run.workspace, run.branch, base)
    files, stamp = {PLAN_FILE: run.plan_text.encode()}, stamp_of(run, step, "Freeze the plan")
    laid = await app.repo.commit_files(run.workspace, run.branch, files, stamp)
    return _laid(run, step, laid, f"plan {run.digest[:12]}")


async def lay_phase(app: App, run: Run, step: Step) -> StepFinished:
    """One phase: a commit on the course's branch, merged with what people changed there."""
    tip = await _start_course(app, run, step)
    before, tree = await app.repo.generated(run.workspace, tip), await app.repo.tree(run.workspace, tip)
    material = await _material(app, run, {**app.library, **own_library(tree)})
    again = _made_again(app, run, step, material)
    now = tree if again or not material.released else None
    material = replace(material, renames=await _renames(app, run, now))
    if again is not None:
        change, subject = _lay_again(app, again, material, before), "Lay what the changed plan changes"
    else:
        change = _lay_one(app.phases[step.name], PhaseInput(material, before))
        subject = f"Lay {step.name}: {app.phases[step.name].summary}"
    change, kept = leave_peoples_own(change, before, tree)
    stamp = stamp_of(run, step, subject, laid_body(change.evidence, change.warnings))
    laid = await app.repo.lay(run.workspace, step.branch, change, stamp, keep=run.conflicts)
    if isinstance(laid, Conflicted):
        return await _conflicted(app, run, step, laid)
    told = laid_summary(len(change.writes), kept, tuple(change.open_points.values()), change.warnings)
    return _laid(run, step, laid, told).model_copy(update={"losses": change.losses})


def leave_peoples_own(
    change: ChangeSet, before: Mapping[str, bytes], tree: Mapping[str, bytes]
) -> tuple[ChangeSet, list[str]]:
    """Without what is people's whatever the plan says: texts that they had before Drystone came, such as a README,
    and the open points that they have written. Neither is a conflict: it stays."""
    prose = {path for path in change.writes if _is_prose(path) and path in tree and path not in before}
    kept = sorted(prose.union(peoples(change.writes, before, tree)))
    writes = {path: data for path, data in change.writes.items() if path not in kept}
    return replace(change, writes=writes), kept


def _is_prose(path: str) -> bool:
    return path.endswith(".md") or path == ".gitignore"


async def _start_course(app: App, run: Run, step: Step) -> str:
    """The tip to build on; a checkpoint's branch begins at the build branch."""
    build = await app.repo.head(run.workspace, run.branch)
    if build is None:
        raise UserError(f"The branch {run.branch} is gone.", "Restore it, then comment `/build resume`.")
    return await app.repo.start_branch(run.workspace, step.branch, build)


def own_library(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """The repository's own `packages/**`, which go before Drystone's."""
    return {path: data for path, data in tree.items() if PurePosixPath(path).parts[0] == "packages"}


async def _material(app: App, run: Run, library: Mapping[str, bytes]) -> Material:
    """The run's first commit, the plan's, has the generated line of the base branch as it was then."""
    plan, first = plan_of(run), next(step for step in run.steps if step.status == "done")
    released = await app.repo.generated(run.workspace, first.commit)
    return Material(plan, run.plan_text, library, app.stacks[plan.project.stack], released)


async def _renames(app: App, run: Run, tree: Mapping[str, bytes] | None) -> str:
    """The `buildplan.renames.yaml` in `tree`; without one, as it was when all phases were made again last.

    So the phases of a changed plan follow the same renames, whatever is pushed meanwhile.
    """
    if tree is None:
        whole = (app.rules.workflow.phases[0], REPLAN)
        laid = [step.commit for step in run.steps if step.status == "done" and step.name in whole]
        tree = await app.repo.tree(run.workspace, laid[-1])
    return tree.get(RENAMES_FILE, b"").decode(errors="replace")


def _made_again(app: App, run: Run, step: Step, material: Material) -> list[str] | None:
    """The phases that this step makes again, all at once; None where it lays just its own.

    An edited plan changes what was laid. On an app that was built before, the first phase brings what all of
    them make of the new plan: half of the old and half of the new would not compile.
    """
    every = [name for name in app.rules.workflow.phases if name != LOCK]
    if material.released and step.name in (REPLAN, every[0]):
        return every
    laid = {one.name for one in run.steps if one.kind == "phase" and one.status == "done"}
    return [name for name in every if name in laid] if step.name == REPLAN else None


def _lay_again(app: App, names: Iterable[str], material: Material, before: Mapping[str, bytes]) -> ChangeSet:
    """These phases for the new plan, as one change of what was generated; what none makes any more goes."""
    made = generate(material, (app.phases[name] for name in names))
    writes = {path: data for path, data in made.writes.items() if before.get(path) != data}
    return replace(made, writes=writes, deletes=frozenset(before) - frozenset(made.writes))


def _lay_one(phase: Phase, given: PhaseInput) -> ChangeSet:
    """A phase by itself. On an app that was built before, the step that brought all of them has warned of all."""
    change = phase.lay(given)
    return replace(change, warnings=(), losses=()) if given.released else change


async def _conflicted(app: App, run: Run, step: Step, found: Conflicted) -> StepFinished:
    """Both sides are shown; nothing is overwritten."""
    text = "\n\n".join(f"### {code(path)}\n\n{fence(both)}" for path, both in sorted(found.paths.items()))
    await app.artifacts.put(run.workspace, run.id, conflicts_name(step), redacted(app, text).encode())
    paths = ", ".join(sorted(found.paths))
    return StepFinished(
        run=run.id,
        step=step.id,
        outcome="refused",
        summary=(
            f"people and the plan changed the same lines of {paths}; settle them on {step.branch}, where what "
            "stands then is kept"
        ),
        conflicts=tuple(sorted(found.paths)),
    )


async def lock_dependencies(app: App, run: Run, step: Step) -> StepFinished:
    """The package manager's lock file, as a commit of its own off the generated line."""
    tip = await _start_course(app, run, step)
    files = await app.repo.tree(run.workspace, tip)
    locked = await app.workbench.lock(run.workspace.key, files)
    stamp = stamp_of(run, step, "Lock the dependencies")
    laid = await app.repo.commit_files(run.workspace, step.branch, locked, stamp, base=tip)
    return _laid(run, step, laid, ", ".join(sorted(locked)))


def _laid(run: Run, step: Step, laid: Laid, summary: str) -> StepFinished:
    return _ended(run, step, laid.commit, summary)


def _ended(run: Run, step: Step, commit: str, summary: str) -> StepFinished:
    return StepFinished(run=run.id, step=step.id, outcome="done", commit=commit, summary=summary)


async def check_gate(app: App, run: Run, step: Step) -> StepFinished:
    """One gate on one commit; its report is kept, and becomes part of the validation report.

    A report that this attempt has left behind already is its outcome: a gate is not run again because the
    world broke off what came after it.
    """
    left = await app.artifacts.get(run.workspace, run.id, report_name(step.name, step.commit))
    report = json.loads(left) if left else {}
    if report.get("step") != step.id:
        report = await _run_gate(app, run, step)
    await _keep_validation(app, run, step)
    outcome: Outcome = "done" if report["passed"] else "failed"
    summary = _first_line(report)
    return StepFinished(
        run=run.id,
        step=step.id,
        outcome=outcome,
        commit=step.commit,
        summary=summary,
        remedies=remedies(app, run, report),
    )


async def _run_gate(app: App, run: Run, step: Step) -> dict[str, Any]:
    files, foreign = await judged_files(app, run, step.commit)
    report = await run_gate(app.workbench, app.gates, step.name, run.workspace.key, files, plan_of(run))
    if missing := await app.workbench.missing_walls():
        report = replace(report, figures={**report.figures, "sandbox": missing})
    if foreign:
        told = judged_by_others(run, foreign)
        report = replace(report, summary=f"{report.summary} {told}", log=f"{told}\n\n{report.log}")
    return await _keep_report(app, run, step, report)


async def _keep_report(app: App, run: Run, step: Step, report: GateReport) -> dict[str, Any]:
    """The report as JSON; pictures and the like as files of their own beside it."""
    name = report_name(step.name, step.commit)
    kept = {**as_json(report), "step": step.id}
    files: Mapping[str, str] = kept["files"]
    for file, content in files.items():
        path = f"{name.removesuffix('.json')}/{PurePosixPath(file).name}"
        await app.artifacts.put(run.workspace, run.id, path, base64.b64decode(content))
    kept = redacted(app, {**kept, "files": dict.fromkeys(files, "")})
    data = json.dumps(kept, indent=2, sort_keys=True).encode()
    await app.artifacts.put(run.workspace, run.id, name, data)
    return kept


def _first_line(report: Mapping[str, Any]) -> str:
    text = str(report["error"] or report["summary"]).strip()
    return text.splitlines()[0][:200] if text else str(report["gate"])


async def _keep_validation(app: App, run: Run, step: Step) -> None:
    """`validation_report.json` of a commit: all gates that have reported on it."""
    names = await _report_names(app, run, step)
    while True:
        data = [await app.artifacts.get(run.workspace, run.id, name) for name in names]
        reports = [json.loads(one) for one in data if one]
        body = json.dumps(validation_report(reports, commit=step.commit), indent=2, sort_keys=True)
        await app.artifacts.put(run.workspace, run.id, "validation_report.json", body.encode())
        now = await _report_names(app, run, step)
        if now == names:
            return
        names = now  # another gate reported meanwhile, and what it wrote may just have been overwritten


async def _report_names(app: App, run: Run, step: Step) -> list[str]:
    names = await app.artifacts.names(run.workspace, run.id)
    end = f"-{step.commit[:12]}.json"
    return sorted(name for name in names if name.startswith("gates/") and name.endswith(end))


async def deploy_app(app: App, run: Run, step: Step) -> StepFinished:
    """The merge commit, exactly, to the environment that the step names."""
    site = Site(at=run.workspace, environment=step.name)
    outcome = await bring_up(app, run, site, step.commit, step.id)
    if outcome.deployed is None:
        raise UserError(outcome.error)
    return StepFinished(
        run=run.id,
        step=step.id,
        outcome="done",
        commit=step.commit,
        summary=_with_warning(outcome.deployed),
        url=outcome.deployed.url,
    )


def _with_warning(deployed: Deployment) -> str:
    missing = f" (no sandbox of its own here: {deployed.missing_walls})" if deployed.missing_walls else ""
    return f"{deployed.checked}{missing}"


STEPS: Mapping[str, Callable[[App, Run, Step], Awaitable[StepFinished]]] = {
    "plan": freeze_plan,
    "phase": lay_phase,
    "lock": lock_dependencies,
    "gate": check_gate,
    "fix": mend,
    "deploy": deploy_app,
}
