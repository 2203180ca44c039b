"""The board: what a pull request's body and an issue's comment show of a run. Edited in place as it goes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import start, words
from bot.core.losses import losses_of
from bot.core.run import Course, Run, Step
from bot.core.text import code, inert
from bot.core.words import losses


def build_body(run: Run) -> str:
    """The build pull request: the whole run."""
    where = "this pull request" if run.is_on_offer else f"#{run.issue}"
    parts = [
        f"{words.state_line(run)}",
        f"Builds **{inert(run.project)}** from the plan in {where}, asked for by "
        f"{words.people((run.requester,))}. Each phase is a commit, each gate a check run, each checkpoint "
        "an approval.",
        _trouble(run),
        _losses(run, run.courses[-1]),
        *(_course(run, course) for course in run.courses),
        _preview(run),
        _deployment(run),
        _foot(run),
        "" if run.from_pull else f"Closes #{run.issue}",
    ]
    return "\n\n".join(part for part in parts if part)


def plan_comment(run: Run) -> str:
    """The one comment where the plan came from. On a pull request it is all there is: the body is its author's."""
    if not run.from_pull:
        return start.describe_text(run.plan_text, words.state_line(run))
    plan = start.describe_text(run.plan_text, "")
    return f"{build_body(run)}\n\n<details><summary>The plan</summary>\n\n{plan}\n\n</details>"


def course_body(run: Run, course: Course) -> str:
    """A checkpoint's pull request: just its course."""
    whole = f"#{run.build_pull}" if run.build_pull else code(run.branch)
    parts = [
        f"✅ **Laid** on {whole}" if course.laid else words.state_line(run),
        f"One course of {whole}: review these commits and approve them, and the next course is "
        f"laid. Approved on its head with green gates, it is fast-forwarded into {code(run.branch)} by itself.",
        _trouble(run),
        _losses(run, course),
        _course(run, course),
        "To have something changed, request changes and push fixes to this branch, or edit `buildplan.yaml` "
        "here: its phases are then made again, and what people changed is kept.",
        _foot(run),
    ]
    return "\n\n".join(part for part in parts if part)


def status(run: Run) -> str:
    """The answer to `/build status`."""
    parts = [words.state_line(run), _trouble(run), *(_course(run, course) for course in run.courses)]
    return "\n\n".join(part for part in parts if part)


def _trouble(run: Run) -> str:
    return words.halted(run) if run.status == "halted" else ""


def _losses(run: Run, course: Course) -> str:
    return "" if course.laid else losses.warning(losses_of(run, course))


def _course(run: Run, course: Course) -> str:
    where = f" · #{course.pull}" if course.pull else ""
    name = (
        f"Course {course.number}: to {course.checkpoint}" if course.checkpoint else f"Course {course.number}"
    )
    rows = [_step_row(name, _of_course(run, name)) for name in course.steps]
    gates = [_step_row(name, _gate_of(run, course, name), gate=True) for name in course.gates]
    fixes = [_fix_row(fix) for fix in run.steps if fix.kind == "fix" and fix.course == course.number]
    last = [_checkpoint_row(run, course)] if course.checkpoint else []
    head = "| | Step | Result | Took |\n|:-:|---|---|--:|"
    return f"#### {name}{where}\n\n" + "\n".join([head, *rows, *fixes, *gates, *last])


def _of_course(run: Run, name: str) -> Step | None:
    return next(
        (step for step in reversed(run.steps) if step.name == name and step.kind not in ("gate", "fix")), None
    )


def _gate_of(run: Run, course: Course, name: str) -> Step | None:
    steps = [step for step in run.steps if step.kind == "gate" and step.name == name]
    return next((step for step in reversed(steps) if step.course == course.number), None)


def _step_row(name: str, step: Step | None, *, gate: bool = False) -> str:
    label = f"gate **{name}**" if gate else f"**{name}**"
    if step is None:
        return f"| {words.ICONS['']} | {label} | | |"
    commit = f"{step.commit[:7]} " if step.commit and step.status == "done" and not gate else ""
    return f"| {words.ICONS[step.status]} | {label} | {commit}{inert(step.summary)} | {_took(step)} |"


def _fix_row(step: Step) -> str:
    label = f"fix of {step.mends} by **{step.name}**, attempt {step.attempt}"
    commit = f"{step.commit[:7]} " if step.status == "done" else ""
    return f"| {words.ICONS[step.status]} | {label} | {commit}{inert(step.summary)} | {_took(step)} |"


def _took(step: Step) -> str:
    return f"{step.ended_at - step.started_at:.1f} s" if step.ended_at and step.started_at else ""


def _checkpoint_row(run: Run, course: Course) -> str:
    if course.laid:
        by = f" by {words.people(course.approved_by)}" if course.approved_by else ""
        return f"| ✅ | approval **{course.checkpoint}** | approved{by} | |"
    if run.course == course and run.status == "waiting":
        return f"| 👀 | approval **{course.checkpoint}** | waiting for {run.waiting_for} | |"
    return f"| {words.ICONS['']} | approval **{course.checkpoint}** | | |"


def _preview(run: Run) -> str:
    return f"#### Preview\n\n{words.preview_line(run)}" if run.preview else ""


def _deployment(run: Run) -> str:
    steps: Sequence[Step] = [step for step in run.steps if step.kind == "deploy"]
    if not steps:
        return ""
    step = steps[-1]
    where = f" — {run.url}" if run.url else ""
    return f"#### Deployment\n\n{words.ICONS[step.status]} **{step.name}** {inert(step.summary)}{where}"


def _foot(run: Run) -> str:
    return (
        "<sub>`/build status` · `/build resume` · `/build retry <step>` · `/build cancel` · `/help` · "
        f"plan `{run.digest[:12]}` · run `{run.id}`</sub>"
    )
