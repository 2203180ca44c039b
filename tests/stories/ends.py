"""How a story ended, as people see it on the forge: to be compared with how it ends undisturbed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.goldens import plain
from tests.world import REPO, World

MANIFEST = ".drystone/manifest.json"


async def seen(world: World) -> dict[str, Any]:
    """Without commits' names, times and numbers, which depend on the way there."""
    run = await world.run()
    pulls = await world.forge.pulls(REPO)
    checks = Counter((one.head_sha, one.name, one.conclusion) for one in world.check_runs())
    numbers = [run.issue, *(one["number"] for one in pulls)]
    return {
        "run": (run.status, run.waiting_for, run.trouble),
        "steps": [(step.name, step.status, step.attempt) for step in run.steps],
        "trees": {name: await tree(world, name) for name in await world.forge.branches(REPO)},
        "log": {name: await world.phases(name) for name in await world.forge.branches(REPO)},
        "pulls": [
            (one["head"]["ref"], one["base"]["ref"], one["state"], one["draft"], bool(one["merged_at"]))
            for one in pulls
        ],
        "bodies": [plain(await world.body(one["number"])) for one in pulls],
        "comments": [[plain(body) for body in await world.said(number)] for number in numbers],
        "checks": sorted((name, conclusion or "", count) for (_, name, conclusion), count in checks.items()),
        "deployments": [each["statuses"][-1]["state"] for each in await world.forge.deployments(REPO)],
        "deployed": sorted(set(world.target.deployed)) == [("staging", run.merged)],
    }


async def tree(world: World, ref: str) -> dict[str, str]:
    """A branch's files; the manifest without the commit that it names."""
    files = await world.tree(ref)
    if MANIFEST in files:
        kept = json.loads(await world.forge.file(REPO, MANIFEST, ref))
        files[MANIFEST] = json.dumps(kept["files"], sort_keys=True)
    return files
