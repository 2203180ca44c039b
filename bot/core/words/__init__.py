"""All the bot's words for people: about runs here, about approvals, plans and failures beside.

Plain functions of state: Markdown out, nothing else. Whatever somebody else wrote (names, titles, paths, tool output)
goes through `inert`, `code` or `fence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.fixing import why_no_more
from bot.core.run import Run, Step
from bot.core.text import code, fence, inert
from bot.errors import UserError

MOST_NAMES = 10
AWAITING_FORGE = "the forge"
AWAITING_READY = "someone to take this pull request out of draft again"
AWAITING_MERGE = "someone to merge this pull request"
MERGED_UNAPPROVED = (
    "The pull request was merged without the approval that is asked for, so nothing more is built on it "
    "and nothing was deployed. Have someone with write access approve it (a merged pull request can still be "
    "reviewed), then comment `/build resume`; or revert the merge."
)
NO_PLAN = (
    "This issue holds no plan. Put a `buildplan.yaml` into its text as a fenced `yaml` block, then comment "
    "`/build` again."
)
NO_RUN = "There is no run here. `/build` starts one on an issue that holds a plan."
AGAIN = "`/build preview` brings it up again"
PREVIEW_MERGED = "the pull request was merged"
PREVIEW_EXPIRED = f"its 24 hours are over; {AGAIN}"
PREVIEW_DISPLACED = f"it made room for a newer one, as this machine runs two at most; {AGAIN}"
NO_PREVIEW = "There is no preview yet: it comes by itself once the gates of the build pull request are green."
NOT_ALLOWED = "needs write access to this repository, and {login} has none."
APOLOGY = (
    "Something went wrong on Drystone's side. It is logged as `{reference}`; nothing was lost. "
    "`/build resume` tries again."
)

ICONS = {
    "queued": "⏳",
    "running": "🔨",
    "done": "✅",
    "failed": "❌",
    "refused": "⛔",
    "cancelled": "🚫",
    "": "·",
}


def require_open(run: Run | None) -> None:
    """Raises `UserError` where there is no run, or where it is over; that says how it ended."""
    if run is None:
        raise UserError(NO_RUN)
    if run.is_ended:
        raise UserError(f"The run is over.\n\n{state_line(run)}")


def report_name(gate: str, commit: str) -> str:
    """The artifact that holds a gate's report."""
    return f"gates/{gate}-{commit[:12]}.json"


def conflicts_name(step: Step) -> str:
    """The artifact that shows both sides of what people and a step both changed."""
    return f"conflicts/{step.id}.md"


def build_title(run: Run) -> str:
    return f"Build {inert(run.project)} (#{run.issue})"


def moment(seconds: float) -> str:
    """A point in time, to the minute: people all over the world read it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def people(logins: Sequence[str]) -> str:
    """Names without `@`: nobody is notified by a table that is edited all the time."""
    more = f" and {len(logins) - MOST_NAMES} more" if len(logins) > MOST_NAMES else ""
    return ", ".join(f"**{inert(login)}**" for login in logins[:MOST_NAMES]) + more


def config_unusable(problem: str) -> str:
    """A configuration that cannot be read opens nothing."""
    return (
        "`.drystone.yml` cannot be used, so nothing starts by itself and no approval counts until it is mended on the "
        f"default branch: {inert(problem)}"
    )


def edited_plan_is_bad(count: int, problems: str) -> str:
    return (
        f"`buildplan.yaml` was edited on the branch and has {count} problem{'s' if count != 1 else ''} now. Mend "
        f"it there, and the run goes on by itself.\n\n{problems}"
    )


def judged_by_others(run: Run, paths: Sequence[str]) -> str:
    return f"Judged by the rules on {run.base}: changes to {', '.join(paths)} count once they are there."


def gates_failed(run: Run, failed: Sequence[Step], commit: str) -> str:
    """Which gates are red and what to do."""
    lines = [f"On commit {commit} not all gates are green:"]
    lines += [f"- **{step.name}**: {inert(step.summary)}{_tried(run, step)}" for step in failed]
    if run.merged:
        lines.append(
            f"\nThis is the merge commit: {code(run.base)} had moved, and what came of it is not what was gated. "
            "Nothing was deployed. `/build retry <gate>` runs a gate again where the cause lay outside; otherwise "
            f"`/build cancel` ends this run, and a fix goes to {code(run.base)} like any other change."
        )
        return "\n".join(lines)
    branch = run.course.branch if run.course else run.branch
    lines.append(
        f"\nThe checks show the findings on their lines. Push a fix to {code(branch)} and the gates run "
        "again by themselves; or comment `/build retry <gate>` where the cause lay outside."
    )
    return "\n".join(lines)


def _tried(run: Run, gate: Step) -> str:
    why = why_no_more(run, gate)
    return f" Tried: {inert(why)}." if why else ""


def fixed_by(fixes: Sequence[Step]) -> str:
    """A gate's fixes, for its check run and the board."""
    return f"Fixed by {', '.join(f'{fix.name} in attempt {fix.attempt}' for fix in fixes)}."


def step_title(step: Step) -> str:
    """What is going on, by name."""
    return f"{step.name} for {step.mends}" if step.mends else step.name


def step_failed(run: Run, step: Step) -> str:
    kind = "Deploying to" if step.kind == "deploy" else "The step"
    return (
        f"{kind} **{step.name}** ended with: {inert(step.summary)}\n\n"
        f"All that was done before is kept. `/build resume` goes on from {step.name}; `/build cancel` ends "
        "the run."
    )


def merged_early(number: int) -> str:
    return (
        f"#{number} was merged before all of its commits were there, so nothing more is built on it and nothing "
        "was deployed. `/build resume` opens another pull request for the rest, which is approved by itself; "
        "`/build cancel` ends the run."
    )


def retargeted(number: int, base: str, wanted: str) -> str:
    return (
        f"#{number} goes into {code(base)} now, and this run builds for {code(wanted)}. Change its base back, then "
        "comment `/build resume`; or end the run with `/build cancel`."
    )


def move_refused(branch: str, reason: str) -> str:
    return (
        f"{code(branch)} could not be moved: {inert(reason)}\n\n"
        "Nothing was forced. Bring the branches together (merge the one into the other), then comment "
        "`/build resume`."
    )


def halted(run: Run) -> str:
    return f"### Halted\n\n{run.trouble}"


def queued_behind(issue: int) -> str:
    return f"One run builds in a repository at a time: this one waits for that of #{issue}."


def frozen_differs(run: Run) -> str:
    return (
        f"The plan in this issue was edited after the run began. The run goes on with the plan as frozen "
        f"(`{run.digest[:12]}`); to change it, edit `buildplan.yaml` on {code(run.branch)}."
    )


def state_line(run: Run) -> str:
    """Where the run is, in one line."""
    number = (run.course.pull if run.course else 0) or run.build_pull
    pull = f" on #{number}" if number else ""
    match run.status:
        case "queued":
            return f"⏳ **Queued**: {run.waiting_for}" if run.waiting_for else "⏳ **Queued**"
        case "running":
            names = ", ".join(map(step_title, run.in_flight)) or "the next step"
            return f"🔨 **Building**{pull}: {names}"
        case "waiting":
            since = f" (since {moment(run.waiting_since)})" if run.waiting_since else ""
            return f"👀 **Waiting**{pull} for {run.waiting_for}{since}"
        case "halted":
            return f"⛔ **Halted**{pull}: see there what to do"
        case "completed":
            where = f", running at {run.url}" if run.url else ""
            where = where if run.merged else f": nothing to build, {code(run.base)} is as the plan says"
            return f"✅ **Completed**{pull}{where}"
        case _:
            return f"🚫 **{run.status.capitalize()}**{pull}"


def preview_lost(times: int, printed: str) -> str:
    return f"it ended by itself {times} times. {printed}".strip()


def preview_line(run: Run) -> str:
    """What can be looked at, or why nothing can."""
    preview = run.preview
    if preview is None:
        return ""
    which = f"`{preview.commit[:7]}`"
    match preview.status:
        case "starting":
            return f"⏳ {which} is being brought up"
        case "up":
            return (
                f"🔎 **{preview.url}** shows {which}, until the pull request is closed and for 24 hours at most. It "
                f"has a database of its own, and any address signs in.{_missing(preview.missing_walls)}"
            )
        case "failed":
            return f"❌ {which} could not be shown, and the run goes on without. {AGAIN}.\n\n{fence(preview.told)}"
        case _:
            return f"🚫 Not shown: {preview.told}"


def _missing(walls: str) -> str:
    """Where apps are walled off as gates are, nothing needs to be said."""
    return f"\n\n⚠️ This machine offers no sandbox of its own for it: {inert(walls)}" if walls else ""


def answer(text: str, actor: str, command: str) -> str:
    return f"> {code(command)} by {people((actor,))}\n\n{text}"


def unknown_command(command: str, suggestion: str, help_text: str) -> str:
    hint = f" Did you mean `{suggestion}`?" if suggestion else ""
    return f"There is no command {code(command)}.{hint}\n\n{help_text}"
