"""Names and keys. Every name that leaves the process is made here, so that making it again gives the same."""

from __future__ import annotations

import hashlib
import re

from bot.core.base import Value

BRANCH_PREFIX = "drystone/"
GEN_REFS = "refs/drystone/gen/"
UNSIGNED_REFS = "refs/drystone/unsigned/"
ANSWER = "answer:"
PLAN_FILE = "buildplan.yaml"
PLAN_CHECK = "plan"
OPEN_POINTS_CHECK = "open points"
"""The check run on the head of a pull request that brings a plan."""
PRD_CHECK = "prd"
"""The check run on the head of a pull request that brings what a plan is compiled from."""
MARKER = re.compile(r"<!-- drystone:([A-Za-z0-9_.:/-]+) -->")


class Workspace(Value):
    """One repository of one installation: the tenant boundary. `repo` is `owner/name`."""

    installation: int
    repo: str

    @property
    def key(self) -> str:
        """`{installation}/{owner}/{name}`, lower case: GitHub's names are case-insensitive."""
        return f"{self.installation}/{self.repo}".lower()


def slug(text: str, longest: int = 40) -> str:
    """`text` as a part of a branch or package name: `[a-z0-9-]`, never empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:longest].strip("-")
    return plain or "app"


def run_id(workspace: Workspace, issue: int, ordinal: int) -> str:
    """Sixteen hex digits that name the `ordinal`-th run of an issue: of two that begin at once, one is saved."""
    text = f"{workspace.key}#{issue}+{ordinal}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def build_branch(issue: int, project: str, runs_before: int = 0) -> str:
    """`drystone/12-name`; a later run of the same issue builds on a branch of its own."""
    again = f"-{runs_before + 1}" if runs_before else ""
    return f"{BRANCH_PREFIX}{issue}-{slug(project)}{again}"


def checkpoint_branch(build: str, checkpoint: str) -> str:
    return f"{build}--{checkpoint}"


def pull_check_id(name: str, pull: int, commit: str) -> str:
    """The external id of a check run about what a pull request brings."""
    return f"{name}/{pull}/{commit}"


def pull_of_check(external_id: str) -> int:
    """The pull request of such a check run; 0 for any other check."""
    name, _, rest = external_id.partition("/")
    number = rest.partition("/")[0]
    return int(number) if name in (PLAN_CHECK, PRD_CHECK) and number.isdecimal() else 0


def answer_topic(comment: int) -> str:
    """The topic of the one answer to a comment's commands."""
    return f"{ANSWER}{comment}"


def marker(key: str) -> str:
    """The hidden line by which the bot finds a comment or a pull request that it made."""
    return f"<!-- drystone:{key} -->"


def marker_of(text: str) -> str | None:
    """The key of the first marker in `text`."""
    found = MARKER.search(text)
    return found.group(1) if found else None
