"""Branch rules: what a pull request or a push has to fulfil before it changes a protected branch."""

from __future__ import annotations

from bot.localforge.ops.checks import latest_runs
from bot.localforge.ops.reviews import standing, tell_dismissed
from bot.localforge.records import Json, Pull
from bot.localforge.site import Act
from bot.localforge.state import at_least


def rule(act: Act, branch: str, kind: str) -> Json | None:
    """The parameters of a rule of that kind in force for a branch; None when there is none."""
    for one in act.repo.rules.get(branch, []):
        if one["type"] == kind:
            return dict(one.get("parameters") or {})
    return None


def blocks_push(act: Act, branch: str) -> bool:
    """Whether only pull requests may change the branch."""
    return rule(act, branch, "pull_request") is not None


def unmet(act: Act, pull: Pull) -> list[str]:
    """Sentences on the rules of the base branch that a pull request does not fulfil yet."""
    problems = _reviews_unmet(act, pull)
    checks = rule(act, pull.base_ref, "required_status_checks") or {}
    green = {
        run.name
        for run in latest_runs(act, pull.head_sha)
        if run.conclusion in ("success", "neutral", "skipped") and run.status == "completed"
    }
    green |= {one.context for one in act.repo.statuses if (one.sha, one.state) == (pull.head_sha, "success")}
    for check in checks.get("required_status_checks", []):
        if check["context"] not in green:
            problems.append(f'Required status check "{check["context"]}" is expected.')
    return problems


def _reviews_unmet(act: Act, pull: Pull) -> list[str]:
    wanted = rule(act, pull.base_ref, "pull_request")
    if wanted is None:
        return []
    stand = standing(act, pull)
    writers = {who: one for who, one in stand.items() if at_least(act.state.role(act.repo, who), "write")}
    approvals = [who for who, one in writers.items() if one.state == "APPROVED"]
    problems = []
    if any(one.state == "CHANGES_REQUESTED" for one in writers.values()):
        problems.append("Changes were requested by a reviewer with write access.")
    count = int(wanted.get("required_approving_review_count", 0))
    if len(approvals) < count:
        noun = "review is" if count == 1 else "reviews are"
        problems.append(f"At least {count} approving {noun} required by reviewers with write access.")
    return problems


async def dismiss_stale(act: Act, pull: Pull) -> None:
    """After a push: where the rule says so, approvals of older commits end."""
    wanted = rule(act, pull.base_ref, "pull_request") or {}
    if not wanted.get("dismiss_stale_reviews_on_push"):
        return
    for review in list(act.repo.reviews.values()):
        if review.pull == pull.number and review.state == "APPROVED" and review.commit_id != pull.head_sha:
            review.state = "DISMISSED"
            await tell_dismissed(act, pull, review)
