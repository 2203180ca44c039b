"""Words about the PRD and the architecture that a pull request brings, and the plan that they mean."""

from __future__ import annotations

from bot.core.facts import PrdOffer
from bot.core.ids import BRANCH_PREFIX, PLAN_FILE
from bot.core.prd.files import ARCHITECTURE_FILE, PRD_FILE
from bot.core.text import code

FILES = f"`{PRD_FILE}` and `{ARCHITECTURE_FILE}`"
UNCHANGED = "The requirements are not changed"
REMOVED = "The requirements are removed"
UP_TO_DATE = "The plan is what the requirements mean"
COMPILED = "The plan is compiled"
KEPT = "The plan was changed by hand"
NOT_COMMITTED = "The plan is not committed"
CURED = f"No plan is compiled. Push a fix: {FILES} are read again by themselves."


def unchanged(base: str) -> str:
    return f"This pull request leaves {FILES} as they are on {code(base)}."


def removed(base: str) -> str:
    return (
        f"This pull request removes {FILES}. Merged, {code(base)} has no requirements any more; its plan, if there is "
        "one, stays as it is."
    )


def no_file(name: str, *, is_there: bool) -> str:
    """Why one of the files says nothing."""
    if is_there:
        return f"`{name}` is no file, so nothing can be read in it."
    other = ARCHITECTURE_FILE if name == PRD_FILE else PRD_FILE
    return f"There is no `{name}` beside `{other}`, and a plan is compiled from both."


def count_problems(count: int) -> str:
    return f"The requirements have {count} problem{'s' if count != 1 else ''}"


def kept() -> str:
    return (
        f"`{PLAN_FILE}` on this branch was written by people, or changed since it was compiled, so it is left alone. "
        f"What is only in it belongs into {FILES}; remove it from this branch, and it is compiled anew."
    )


def not_committed(offer: PrdOffer) -> str:
    """Why the plan is not committed to this pull request's branch; empty where it is."""
    pull = offer.pull
    if pull.from_fork:
        return "This branch is in a fork, and Drystone commits nothing there." + _BY_HAND
    if not offer.author_can_write:
        return f"The author of this pull request has no write access, so Drystone commits nothing to it.{_BY_HAND}"
    if offer.is_building:
        return f"A run builds on this branch, and its plan is frozen.{_BY_HAND}"
    if pull.head == offer.default_branch or pull.head.startswith(BRANCH_PREFIX):
        return f"Drystone commits no plan to {code(pull.head)}.{_BY_HAND}"
    return ""


_BY_HAND = f" `drystone prd generate` writes `{PLAN_FILE}` from {FILES}."


def refused(reason: str) -> str:
    return f"{reason}{_BY_HAND}"


def committed(branch: str) -> str:
    return f"`{PLAN_FILE}` on {code(branch)} is made from {FILES} of this commit, in a commit of its own."


def up_to_date() -> str:
    return f"`{PLAN_FILE}` is what {FILES} mean: there is nothing to commit."


def commit_subject() -> str:
    return f"Compile {PLAN_FILE} from {PRD_FILE} and {ARCHITECTURE_FILE}"
