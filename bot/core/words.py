"""All the bot's words for people, in one place. Plain functions of state: Markdown out, nothing else.

Whatever somebody else wrote (names, titles, paths, tool output) goes through `inert`, `code` or `fence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.checkpoints import Demand, Verdict
from bot.core.facts import PullView
from bot.core.ids import BRANCH_PREFIX, PLAN_FILE
from bot.core.run import Course, Run, Step
from bot.core.text import code, fence, inert

MOST_NAMES = 10
AWAITING_FORGE = "the forge"
AWAITING_READY = "someone to take this pull request out of draft again"
AWAITING_MERGE = "someone to merge this pull request"
MERGED_UNAPPROVED = (
    "The pull request was merged without the approval that the plan asks for, so nothing more is built on it "
    "and nothing was deployed. Have someone with write access approve it (a merged pull request can still be "
    "reviewed), then comment `/build resume`; or revert the merge."
)
NO_PLAN = (
    "This issue holds no plan. Put a `buildplan.yaml` into its text as a fenced `yaml` block, then comment "
    "`/build` again."
)
NO_OFFER = (
    f"This pull request does not change `{PLAN_FILE}`, so it brings no plan. Push one to its branch, then comment "
    "`/build` again."
)
NOTHING_STARTED = "Nothing is started by this."
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


def report_name(gate: str, commit: str) -> str:
    """The artifact that holds a gate's report."""
    return f"gates/{gate}-{commit[:12]}.json"


def conflicts_name(step: Step) -> str:
    """The artifact that shows both sides of what people and a step both changed."""
    return f"conflicts/{step.id}.md"


def build_title(run: Run) -> str:
    return f"Build {inert(run.project)} (#{run.issue})"


def checkpoint_title(run: Run, course: Course) -> str:
    return f"{course.checkpoint}: {', '.join(course.steps)} of {inert(run.project)}"


def moment(seconds: float) -> str:
    """A point in time, to the minute: people all over the world read it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


def people(logins: Sequence[str]) -> str:
    """Names without `@`: nobody is notified by a table that is edited all the time."""
    more = f" and {len(logins) - MOST_NAMES} more" if len(logins) > MOST_NAMES else ""
    return ", ".join(f"**{inert(login)}**" for login in logins[:MOST_NAMES]) + more


def awaited(run: Run, judged: Verdict) -> str:
    """On whom the run waits."""
    if judged.problem:
        return "`.drystone.yml` on the default branch to be mended"
    if judged.objected_by:
        return f"{people(judged.objected_by)} to be satisfied: changes were requested"
    if judged.missing:
        return ", and ".join(_demanded(demand, judged) for demand in judged.missing)
    if judged.can_approve:
        return f"an approval by {people(judged.can_approve)}"
    return f"an approval by someone with write access other than {people((run.requester,))}"


def _demanded(demand: Demand, judged: Verdict) -> str:
    """One approval that is missing: by whom, and what makes it theirs to give."""
    left = [login for login in judged.can_approve if demand.is_met_by(login)]
    whose = "an approver of `.drystone.yml`"
    if demand.paths:
        more = f" and {len(demand.paths) - 1} more" if len(demand.paths) > 1 else ""
        whose = f"an owner of {code(demand.paths[0])}{more}"
    if left:
        return f"an approval by {whose}: {people(left)}"
    names = [*demand.people, *demand.others]
    return f"an approval by {whose}, of whom none may approve here: {people(names)}"


def nobody_left(run: Run, judged: Verdict) -> str:
    if judged.can_approve or (judged.approved_by and not judged.missing):
        return ""
    if judged.missing:
        return (
            "\n\nThey asked for or made this work, have no write access, or are a team, and who is in a team cannot "
            "be seen. Name somebody else in `.drystone.yml` or `CODEOWNERS` on the default branch."
        )
    told = (
        "\n\nNobody else with write access was found. A team of one can allow approving its own work with "
        "`approvals: {self: true}` in `.drystone.yml` on the default branch."
    )
    if run.is_on_offer:
        told += " Of a pull request of one's own the forge allows it to nobody: put the plan into an issue instead."
    return told


def checkpoint_state(run: Run, judged: Verdict) -> str:
    """A check run's title."""
    if judged.objected_by:
        return "Changes requested"
    if judged.is_approved:
        return f"Approved on {run.head[:7]}"
    another = "another" if judged.approved_by and judged.missing else "an"
    return f"Waiting for {another} approval of {run.head[:7]}"


def checkpoint_summary(run: Run, course: Course, judged: Verdict) -> str:
    """Who is awaited, whose review did not count, and why."""
    lines = [
        f"The plan, as frozen (`{run.digest[:12]}`), asks for a person's approval at **{course.checkpoint}**, on "
        f"commit {run.head}."
    ]
    if judged.approved_by:
        lines.append(f"Approved by {people(judged.approved_by)}.")
    if not judged.is_approved:
        lines.append(f"Waiting for {awaited(run, judged)}.{nobody_left(run, judged)}")
    if judged.ignored:
        lines.append("Reviews that do not count:")
        lines.append("\n".join(f"- {people((who,))} {inert(why)}" for who, why in judged.ignored.items()))
    if judged.problem:
        lines.append(config_unusable(judged.problem))
    lines.append(
        "A push voids the approval: it belongs to the commit. A rebase onto the base that changes no file keeps it."
    )
    return "\n\n".join(lines)


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
    lines += [f"- **{step.name}**: {inert(step.summary)}" for step in failed]
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


def plan_sound(summary: str, digest: str, state: str) -> str:
    """The one comment about the plan of an issue: what is built, and how far it is."""
    parts = ["### The plan is sound", state, summary, f"Plan digest `{digest}`"]
    return "\n\n".join(part for part in parts if part)


def plan_unsound(problems: str, count: int) -> str:
    return (
        f"### The plan has {count} problem{'s' if count != 1 else ''}\n\n"
        f"{problems}\n\nNothing was built. Edit the issue: the plan is read again by itself."
    )


OFFER_UNCHANGED = "The plan is not changed"
OFFER_REMOVED = "The plan is removed"
OFFER_MISNAMED = "No plan of that name"
OFFER_REFUSED = "Nothing is built from it. Push a fix: the plan is read again by itself."


def offer_sound(warnings: int) -> str:
    """A plan check's title."""
    noted = f", with {warnings} warning{'s' if warnings != 1 else ''}" if warnings else ""
    return f"The plan is sound{noted}"


def count_problems(count: int) -> str:
    return f"The plan has {count} problem{'s' if count != 1 else ''}"


def offer_unchanged(base: str) -> str:
    return f"This pull request leaves `{PLAN_FILE}` as it is on {code(base)}."


def offer_removed(base: str) -> str:
    return (
        f"This pull request removes `{PLAN_FILE}`. Merged, {code(base)} has no plan any more; the application that "
        "was built from it stays as it is."
    )


def offer_misnamed(names: Sequence[str]) -> str:
    return f"{_files(names)} not read: a plan is called `{PLAN_FILE}`, in the repository's root. Rename it."


def offer_two_files(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"{_files(names)} named nearly as the plan, and only `{PLAN_FILE}` is read: rename or remove it."


def _files(names: Sequence[str]) -> str:
    return f"{', '.join(map(code, names))} {'is' if len(names) == 1 else 'are'}"


def offer_changes(told: str) -> str:
    return f"### What it changes\n\n{told.rstrip()}"


def no_plan_yet(base: str) -> str:
    return f"There is no plan on {code(base)} yet: all of it is new."


def base_plan_unsound(base: str) -> str:
    return f"The plan on {code(base)} has problems itself, so the two cannot be compared."


def same_meaning(base: str) -> str:
    return f"Nothing: it means the same as the plan on {code(base)}."


def offer_comment(title: str, next_step: str, text: str) -> str:
    """The one comment about the plan that a pull request brings."""
    return "\n\n".join(part for part in (f"### {title}", next_step, text) if part)


def offer_next(pull: PullView, default_branch: str) -> str:
    """How a sound plan in a pull request is built, or why it is not."""
    refused = branch_refused(pull, default_branch)
    return f"**Next:** {refused or 'someone with write access comments `/build` to build it on this branch.'}"


def branch_refused(pull: PullView, default_branch: str) -> str:
    """Why nothing is built on this pull request's branch; empty where something may be."""
    if not pull.is_open:
        return "This pull request is closed, so nothing is built on its branch."
    if pull.from_fork:
        return (
            "This branch is in a fork, and Drystone builds nothing on a fork's branch. Someone with write access can "
            "push these commits to a branch of this repository, open a pull request from there and comment `/build`."
        )
    if pull.base != default_branch:
        return (
            f"This pull request goes into {code(pull.base)}, and plans are built into {code(default_branch)} only. "
            "Change its base, then comment `/build`."
        )
    if pull.head.startswith(BRANCH_PREFIX):
        return (
            "This is a branch of Drystone's own, on which a run of its own built. Give its commits a branch of "
            "another name, and open a pull request from there."
        )
    return ""


def how_to_start(author: str, *, can_write: bool, config_problem: str = "") -> str:
    """Who starts the run, where it does not start by itself."""
    if config_problem:
        return f"{config_unusable(config_problem)}\n\n{how_to_start(author, can_write=can_write)}"
    if can_write:
        return "**Next:** comment `/build` to start."
    return (
        f"**Next:** someone with write access comments `/build` to start; {people((author,))} has none, so "
        "the run does not start by itself."
    )


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
            names = ", ".join(step.name for step in run.in_flight) or "the next step"
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
