"""Many apps under one `node_modules`: compiled and linted by the real tools in one go."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.ports.workbench import Bench, Completed, Limits, Workbench
from tests.phases.trees import BOUND

TOOLS: Final = Path(__file__).parent / "tools"
LIMITS: Final = Limits(seconds=3600, memory=12 << 30, output=32 << 20)
OWN: Final = frozenset(("package.json", "pnpm-workspace.yaml", ".yarnrc.yml"))
NEXT_TYPES: Final = b'/// <reference types="next" />\n/// <reference types="next/image-types/global" />\n'
ONE_BY_ONE: Final = frozenset(("migrate", "unit"))
"""Tools that gain nothing from several apps in one process."""

Tree = Mapping[str, bytes]


@dataclass(frozen=True)
class Found:
    """What a tool finds wrong with an app."""

    app: str
    path: str
    line: int
    code: str
    message: str


async def found_in(workbench: Workbench, trees: Mapping[str, Tree], *tools: str) -> AsyncIterator[Found]:
    """What the tools (`compile`, `lint`, `migrate`, `unit`) find in these apps, as they find it."""
    async with workbench.open("tests/matrix", _files(trees)) as bench:
        for tool in tools:
            for share in [[app] for app in trees] if tool in ONE_BY_ONE else [list(trees)]:
                for found in await _run(bench, tool, share):
                    yield found


async def _run(bench: Bench, tool: str, apps: Sequence[str]) -> list[Found]:
    # As pnpm's own start scripts have it: ESLint's configurations name plugins that no app depends on itself.
    env = {"NODE_PATH": f"{bench.inside}/node_modules/.pnpm/node_modules"}
    done = await bench.run(
        ["node", "--max-old-space-size=6144", f"{tool}.mjs", *apps], env=env, limits=LIMITS
    )
    if not done.ok:
        raise AssertionError(_ended(tool, done))
    return [Found(**json.loads(line)) for line in done.output.splitlines() if line.startswith('{"app"')]


def _ended(tool: str, done: Completed) -> str:
    return f"{tool} ended with {done.status} {done.stopped}: {done.output[-2000:]}"


def _files(trees: Mapping[str, Tree]) -> dict[str, bytes]:
    """One folder with all apps, and the packages of every choice."""
    files = {f"{tool.name}": tool.read_bytes() for tool in sorted(TOOLS.glob("*.mjs"))}
    files |= {"package.json": json.dumps(_package()).encode(), "pnpm-workspace.yaml": _workspace()}
    for name, tree in trees.items():
        files |= {f"apps/{name}/{path}": data for path, data in tree.items() if path not in OWN}
        files[f"apps/{name}/next-env.d.ts"] = NEXT_TYPES
    return files


def _pinned() -> dict[str, dict[str, dict[str, str]]]:
    versions: dict[str, dict[str, dict[str, str]]] = json.loads(BOUND.templates.render("versions.json", {}))
    return versions


def _package() -> dict[str, object]:
    pinned = _pinned()
    kinds = {"dependencies": "dependencies", "devDependencies": "dev_dependencies"}
    return {
        "name": "matrix",
        "private": True,
        "packageManager": pinned["package_managers"]["pnpm"],
        **{kind: _all(pinned[key]) for kind, key in kinds.items()},
    }


def _workspace() -> bytes:
    pinned = _pinned()
    unbuilt = sorted({name for names in pinned["unbuilt"].values() for name in names})
    settings = {"overrides": _all(pinned["overrides"]), "allowBuilds": dict.fromkeys(unbuilt, False)}
    return json.dumps(settings).encode()


def _all(by_fact: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: version for pins in by_fact.values() for name, version in pins.items()}
