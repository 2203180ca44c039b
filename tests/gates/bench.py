"""A bench whose tools are recordings of real ones: what they printed, the reports they left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.plan.load import load
from bot.core.plan.model import Plan
from bot.ports.workbench import Completed, Limits

RECORDED = Path(__file__).parent / "recorded"
PLAN = Path(__file__).parent / "plan.yaml"
USUAL = Limits()


def recorded(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def plan() -> Plan:
    loaded = load(PLAN.read_text())
    assert loaded.plan is not None, loaded.errors
    return loaded.plan


@dataclass
class Tool:
    """What one program does when it is called: its status, what it prints, the files that it leaves."""

    status: int = 0
    output: str = ""
    leaves: Mapping[str, bytes] = field(default_factory=dict)
    stopped: str = ""
    links: Mapping[str, Path] = field(default_factory=dict)


@dataclass
class RecordedBench:
    """Calls are answered by the program's name; `rm` really removes."""

    path: Path
    tools: Mapping[str, Tool]
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    built: bool = True
    calls: list[tuple[str, ...]] = field(default_factory=list)
    envs: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def inside(self) -> str:
        return "/bench"

    async def run(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None, limits: Limits = USUAL
    ) -> Completed:
        self.calls.append(tuple(argv))
        name = argv[0].rpartition("/")[2]
        if name == "rm":
            for path in argv[3:]:
                _remove(self.path / path)
            return Completed(tuple(argv), 0, "", 0.0)
        tool = self.tools.get(name, Tool())
        self.envs[name] = env or {}
        for path, content in tool.leaves.items():
            target = self.path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        for path, leads_to in tool.links.items():
            (self.path / path).parent.mkdir(parents=True, exist_ok=True)
            (self.path / path).symlink_to(leads_to)
        return Completed(tuple(argv), tool.status, tool.output, 1.5, tool.stopped)

    async def database(self) -> Mapping[str, str]:
        return {"DATABASE_URL": "postgres://app", "MIGRATE_URL": "postgres://owner"}

    async def browser(self) -> Mapping[str, str]:
        return {"CHROMIUM_PATH": "/kit/chromium", "PORT": "3000", "AUTH_DEV_SECRET": "s" * 43}

    def secret(self, name: str) -> str:
        return f"{name}-".ljust(43, "x")

    async def output_of(self, gate: str) -> bool:
        return self.built

    async def keep(self, gate: str, *paths: str) -> None:
        self.kept[gate] = paths

    @asynccontextmanager
    async def cached(self, name: str, path: str) -> AsyncIterator[None]:
        yield


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        for inner in path.iterdir():
            _remove(inner)
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
