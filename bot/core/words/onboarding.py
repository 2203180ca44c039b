"""Words about setting a repository up, and about one in which Drystone is turned off."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.config import CONFIG_FILE
from bot.core.text import code

REMOVED = "Drystone was removed from this repository"
_HOLDS = {
    CONFIG_FILE: "how Drystone works here: who starts runs, whose approvals count. As it is, it changes nothing",
    ".github/ISSUE_TEMPLATE/build-from-a-plan.yml": "an issue form for a plan that is to be built",
    ".github/ISSUE_TEMPLATE/request-a-feature.yml": "an issue form for a wish, in plain words",
}


def body(files: Collection[str]) -> str:
    """The text of the pull request that brings these files."""
    listed = "\n".join(f"- {code(path)}: {_HOLDS[path]}." for path in sorted(files))
    return (
        "Drystone lays an application from a plan, course by course: every phase is a commit, every quality gate a "
        "check run, every human checkpoint a pull request that one of you approves. Merging this builds nothing.\n\n"
        f"### What it brings\n\n{listed}\n\n"
        "### What next\n\n"
        "1. Read the files, change them on this branch as you like, and merge.\n"
        "2. Open an issue by the form *Build from a plan*. Drystone says what is wrong with the plan or what it will "
        "build, and starts if you may.\n"
        "3. `/build help` in any issue or pull request lists all commands.\n\n"
        "**Close this pull request to turn Drystone off in this repository.** Reopen it, or put a "
        f"{code(CONFIG_FILE)} onto the default branch, to turn it on again. It is opened once, and never again."
    )


def turned_off(pull: int) -> str:
    """The answer to a command where nothing is to be built."""
    return (
        f"Drystone is turned off in this repository: #{pull}, which sets it up, was closed without being merged. "
        f"Reopen it, or put a {code(CONFIG_FILE)} onto the default branch, then say this again."
    )
