"""Makes benches: a fresh folder for a commit, its dependencies from the workspace's own cache."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.adapters.workbench.bench import SandboxedBench
from bot.adapters.workbench.files import remove_tree, sweep, without_modules, write_files
from bot.adapters.workbench.install import Installer, Program
from bot.adapters.workbench.keeping import Keeping
from bot.adapters.workbench.place import Place
from bot.adapters.workbench.postgres import Postgres
from bot.adapters.workbench.process import Redact
from bot.adapters.workbench.sandbox import Sandbox, choose_sandbox
from bot.errors import UserError

# What every bench needs: Node runs, and the package managers are in reach.
TRIAL = """
for each in "$@"; do test -r "$each" || { echo "$each is out of reach"; exit 1; }; done
exec "$0" --version
"""


@dataclass(frozen=True)
class Machine:
    """What the workbench uses of this machine. `readable` are folders that hold these programs."""

    node: Path
    node_version: str
    managers: Mapping[str, Program]
    postgres: Path | None = None
    postgres_version: str = ""
    chromium: Path | None = None
    readable: tuple[Path, ...] = ()
    network_env: Mapping[str, str] = field(default_factory=dict)
    """What an install needs to reach the registry: proxies and certificates, never a token."""


@dataclass(frozen=True)
class SandboxedWorkbench:
    """The `Workbench` on this host. `SandboxedWorkbench.make` tries out which sandbox works here."""

    folder: Path
    machine: Machine
    sandbox: Sandbox
    redact: Redact = str
    require_isolation: bool = True

    @classmethod
    async def make(
        cls, folder: Path, machine: Machine, *, redact: Redact = str, require_isolation: bool = True
    ) -> SandboxedWorkbench:
        """A workbench below `folder` with the strongest sandbox that this machine and user allow."""
        for name in ("benches", "workspaces", "postgres"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(sweep, folder / "benches")
        programs = [program.argv[-1] for program in machine.managers.values()]
        trial = ("sh", "-c", TRIAL, str(machine.node), *programs)
        sandbox = await choose_sandbox(machine.readable, folder / "benches", trial=trial)
        return cls(folder, machine, sandbox, redact, require_isolation)

    @property
    def isolation(self) -> str:
        """What keeps a bench's commands from the rest of this machine, for people."""
        return self.sandbox.isolation

    @asynccontextmanager
    async def open(
        self, workspace: str, files: Mapping[str, bytes], *, install: bool = True
    ) -> AsyncIterator[SandboxedBench]:
        self._refuse_unwalled()
        bench = self._bench(workspace, digest_of(files))
        try:
            write_files(bench.path, without_modules(files))
            bench.place.hand_over("app")
            if install:
                await bench.add_modules(await self._installer(workspace).modules(files))
            yield bench
        finally:
            await bench.close()
            await remove_tree(bench.place.folder)

    async def missing_walls(self) -> str:
        return "" if self.sandbox.mode == "namespaces" else self.isolation

    async def lock(self, workspace: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        self._refuse_unwalled()
        return await self._installer(workspace).lock(files)

    def sandbox_for(self, workspace: str) -> Sandbox:
        """What a workspace's code runs behind. Raises `UserError` where that has to be more than there is."""
        self._refuse_unwalled()
        return self.sandbox.for_workspace(workspace)

    def postgres(self, sandbox: Sandbox) -> Postgres | None:
        """The database servers behind a sandbox; None where the machine has no PostgreSQL."""
        bins = self.machine.postgres
        if bins is None:
            return None
        return Postgres(self.folder / "postgres", bins, self.machine.postgres_version, sandbox)

    def _refuse_unwalled(self) -> None:
        if self.require_isolation and not self.sandbox.isolates:
            reasons = "; ".join(f"{mode}: {why}" for mode, why in self.sandbox.reasons.items())
            raise UserError(
                f"Nothing on this machine walls off the app's code ({reasons or 'its system cannot'}).",
                "Allow user namespaces, or set DRYSTONE_ALLOW_UNSANDBOXED=1 to run it unwalled.",
            )

    def _bench(self, workspace: str, content: str) -> SandboxedBench:
        sandbox = self.sandbox.for_workspace(workspace)
        place = Place.make(self.folder / "benches" / uuid.uuid4().hex[:12], sandbox)
        keeping = Keeping(self._workspace(workspace), content)
        return SandboxedBench(place, keeping, self.postgres(sandbox), self.machine.chromium, self.redact)

    def _installer(self, workspace: str) -> Installer:
        return Installer(
            self._workspace(workspace),
            self.folder / "benches",
            self.sandbox.for_workspace(workspace),
            self.machine.managers,
            self.machine.node_version,
            self.machine.network_env,
            self.redact,
        )

    def _workspace(self, workspace: str) -> Path:
        return self.folder / "workspaces" / hashlib.sha256(workspace.encode()).hexdigest()[:24]


def digest_of(files: Mapping[str, bytes]) -> str:
    """Forty hex digits that name these files, as a tree's id does."""
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        whole.update(hashlib.sha256(path.encode()).digest() + hashlib.sha256(content).digest())
    return whole.hexdigest()[:40]
