"""Words about approvals: whose is awaited, whose did not count, and why."""

from __future__ import annotations

from bot.core.checkpoints import Demand, Verdict
from bot.core.losses import DATA_LOSS
from bot.core.run import Course, Run
from bot.core.text import code, inert
from bot.core.words import config_unusable, losses, people


def title(run: Run, course: Course) -> str:
    return f"{course.checkpoint}: {', '.join(course.steps)} of {inert(run.project)}"


def awaited(run: Run, judged: Verdict) -> str:
    """On whom the run waits, and for what."""
    is_approval = not (judged.problem or judged.objected_by)
    return _awaited(run, judged) + (
        f", in words that say `{DATA_LOSS}`" if is_approval and judged.losses else ""
    )


def _awaited(run: Run, judged: Verdict) -> str:
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


def state(run: Run, judged: Verdict) -> str:
    """A check run's title."""
    if judged.objected_by:
        return "Changes requested"
    if judged.is_approved:
        return f"Approved on {run.head[:7]}"
    another = "another" if judged.approved_by and judged.missing else "an"
    words = f' that says "{DATA_LOSS}"' if judged.losses else ""
    return f"Waiting for {another} approval of {run.head[:7]}{words}"


def summary(run: Run, course: Course, judged: Verdict) -> str:
    """Who is awaited, whose review did not count, and why."""
    lines = [
        f"The plan, as frozen (`{run.digest[:12]}`), asks for a person's approval at **{course.checkpoint}**, on "
        f"commit {run.head}."
    ]
    if judged.losses:
        lines.append(losses.explained(judged.losses))
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
