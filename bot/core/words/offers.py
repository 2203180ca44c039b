"""Words about plans before they are built: in an issue, or offered by a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.facts import PullView
from bot.core.ids import BRANCH_PREFIX, PLAN_FILE
from bot.core.text import code
from bot.core.words import config_unusable, people

NONE = (
    f"This pull request does not change `{PLAN_FILE}`, so it brings no plan. Push one to its branch, then comment "
    "`/build` again."
)
NOTHING_STARTED = "Nothing is started by this."
UNCHANGED = "The plan is not changed"
REMOVED = "The plan is removed"
MISNAMED = "No plan of that name"
REFUSED = "Nothing is built from it. Push a fix: the plan is read again by itself."


def of_sound_plan(summary: str, digest: str, state: str) -> str:
    """The one comment about the plan of an issue: what is built, and how far it is."""
    parts = ["### The plan is sound", state, summary, f"Plan digest `{digest}`"]
    return "\n\n".join(part for part in parts if part)


def of_unsound_plan(problems: str, count: int) -> str:
    told = "Nothing was built. Edit the issue: the plan is read again by itself."
    return f"### {count_problems(count)}\n\n{problems}\n\n{told}"


def sound(warnings: int) -> str:
    """A plan check's title."""
    noted = f", with {warnings} warning{'s' if warnings != 1 else ''}" if warnings else ""
    return f"The plan is sound{noted}"


def count_problems(count: int) -> str:
    return f"The plan has {count} problem{'s' if count != 1 else ''}"


def unchanged(base: str) -> str:
    return f"This pull request leaves `{PLAN_FILE}` as it is on {code(base)}."


def removed(base: str) -> str:
    return (
        f"This pull request removes `{PLAN_FILE}`. Merged, {code(base)} has no plan any more; the application that "
        "was built from it stays as it is."
    )


def misnamed(names: Sequence[str]) -> str:
    return f"{_files(names)} not read: a plan is called `{PLAN_FILE}`, in the repository's root. Rename it."


def two_files(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"{_files(names)} named nearly as the plan, and only `{PLAN_FILE}` is read: rename or remove it."


def _files(names: Sequence[str]) -> str:
    return f"{', '.join(map(code, names))} {'is' if len(names) == 1 else 'are'}"


def changes(told: str) -> str:
    return f"### What it changes\n\n{told.rstrip()}"


def no_plan_yet(base: str) -> str:
    return f"There is no plan on {code(base)} yet: all of it is new."


def base_plan_unsound(base: str) -> str:
    return f"The plan on {code(base)} has problems itself, so the two cannot be compared."


def same_meaning(base: str) -> str:
    return f"Nothing: it means the same as the plan on {code(base)}."


def comment(title: str, next_step: str, text: str) -> str:
    """The one comment about the plan that a pull request brings."""
    return "\n\n".join(part for part in (f"### {title}", next_step, text) if part)


def next_step(pull: PullView, default_branch: str) -> str:
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
