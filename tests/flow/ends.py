"""How a story on paper ended, as people see it: to be compared with how it ends undisturbed."""

from __future__ import annotations

import re
from typing import Any

from tests.paper import Paper


async def seen(world: Paper) -> dict[str, Any]:
    """All that people can see in the end, without times and names that depend on them."""
    host, runs = world.host, world.kept.tables.runs.values()
    return {
        "runs": [(run.status, run.waiting_for, plain(run.trouble), run.resumes) for run in runs],
        "steps": [(step.name, step.status, step.attempt) for run in runs for step in run.steps],
        "trees": {name: dict(host.commits[sha].files) for name, sha in host.branches.items()},
        "log": {name: log(world, sha) for name, sha in host.branches.items()},
        "pulls": [
            (pull.head, pull.base, pull.is_open, pull.is_merged, pull.is_draft, plain(pull.body))
            for pull in map(host.pull, sorted(host.pulls))
        ],
        "comments": sorted(plain(one.body) for said in host.comments.values() for one in said),
        "asked": world.host.asked,
        "failures": sorted(
            plain(data.decode()) for name, data in world.kept.artifacts.items() if "/failures/" in name
        ),
        "checks": sorted((one.name, one.status, one.conclusion or "") for one in host.checks.values()),
        "deployments": {name: told(world, name) for name in ("preview", "staging")},
        "running": sorted((site.environment, site.pull) for site in world.target.running),
        "deployed": sorted({environment for environment, _ in world.target.deployed}),
    }


def told(world: Paper, environment: str) -> list[str]:
    """What was said of an environment's deployments, in order."""
    return [state for _, name, state in world.host.deployments if name == environment]


def log(world: Paper, sha: str) -> list[str]:
    """A branch's commits by what made them, newest first."""
    return [one.stamp.phase if one.stamp else "" for one in world.host.history(sha)]


def plain(text: str) -> str:
    """Without what depends on when and in what order things were made."""
    moment = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    return re.sub(rf"{moment}|\b[0-9a-f]{{7,40}}\b|#\d+|\d+\.\d s|answer:\d+", "…", text)
