"""What a run left on the forge, in a form that two runs can be compared by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.ids import Workspace, marker_of
from bot.localforge import LocalForge
from bot.localforge.records import Repo

MANIFEST = ".drystone/manifest.json"
BOT = "drystone[bot]"


@dataclass(frozen=True)
class Evidence:
    """`tree`: path -> content's id, at the merge; `commits`: subjects, oldest first; the rest: what is there once."""

    tree: dict[str, str]
    commits: tuple[str, ...]
    pulls: frozenset[str]
    comments: frozenset[str]
    checks: frozenset[str]
    deployments: frozenset[str]


async def evidence(forge: LocalForge, at: Workspace, merged: str) -> Evidence:
    """All of it. Fails where anything that must be there once is there twice."""
    log = await forge.log(at.repo, merged)
    subjects = {one["sha"]: one["message"].splitlines()[0] for one in log}
    return Evidence(
        tree=await _tree(forge, at, merged),
        commits=tuple(reversed(subjects.values())),
        pulls=_once(one["head"]["ref"] for one in await forge.pulls(at.repo)),
        comments=_once(_comments(forge.looking(at.repo).repo)),
        checks=_once(_checks(forge.looking(at.repo).repo, subjects)),
        # A preview may be over before it began: then the forge has not heard of it.
        deployments=_once(one["environment"] for one in await forge.deployments(at.repo)) - {"preview"},
    )


async def _tree(forge: LocalForge, at: Workspace, merged: str) -> dict[str, str]:
    listed = await forge.looking(at.repo).git.run("ls-tree", "-r", merged)
    tree = {path: about.split()[2] for about, path in (row.split("\t", 1) for row in listed.splitlines())}
    # The manifest names a commit, which names its run: of two runs, what it says of files is the same.
    tree[MANIFEST] = json.dumps(json.loads(await forge.file(at.repo, MANIFEST, merged))["files"])
    return tree


def _comments(repo: Repo) -> Iterable[str]:
    """Number and topic of each comment of the bot's."""
    return (f"#{one.issue} {marker_of(one.body)}" for one in repo.comments.values() if one.login == BOT)


def _checks(repo: Repo, subjects: dict[str, str]) -> Iterable[str]:
    """Name and commit of each check run."""
    return (f"{one.name} of {subjects[one.head_sha]!r}" for one in repo.check_runs.values())


def _once(names: Iterable[str]) -> frozenset[str]:
    counted = Counter(names)
    twice = {name for name, count in counted.items() if count > 1}
    assert not twice, f"there more than once: {sorted(twice)}"
    return frozenset(counted)
