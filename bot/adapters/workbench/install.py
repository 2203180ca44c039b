"""Dependencies: installed once for each lock file and kept per workspace; install scripts never run."""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.workbench.files import locked, put_in_place, remove_tree, write_files
from bot.adapters.workbench.keeping import evict_folders
from bot.adapters.workbench.managers import Manager, manager_of, manifests, without_hosts
from bot.adapters.workbench.place import Place
from bot.adapters.workbench.process import Redact, run
from bot.adapters.workbench.sandbox import Job, Mount, Sandbox, own, platform_tag
from bot.errors import UserError
from bot.ports.workbench import Completed, Limits

LIMITS = Limits(seconds=600, memory=4 << 30, output=4 << 20)
LAYOUT = 1
KEPT_INSTALLS = 4


@dataclass(frozen=True)
class Program:
    """A package manager on this machine: how it is called, and which version answers."""

    argv: tuple[str, ...]
    version: str


@dataclass(frozen=True)
class Installer:
    """Installs for one workspace, whose `folder` holds its store, its installs and its lock files."""

    folder: Path
    benches: Path
    sandbox: Sandbox
    programs: Mapping[str, Program]
    node_version: str
    network_env: Mapping[str, str]
    redact: Redact

    async def modules(self, files: Mapping[str, bytes]) -> Path:
        """A folder whose `node_modules` folders fit these files; it must not be changed."""
        manager = manager_of(files)
        seen = manifests(files, manager)
        if manager.lock_file not in seen:
            seen |= await self.lock(files)
        target = self.folder / "installs" / self._key(manager, seen)
        async with self._alone(target):
            if not target.is_dir():
                await self._install(manager, seen, target)
            os.utime(target)
        evict_folders(self.folder / "installs", keep=KEPT_INSTALLS)
        return target

    async def lock(self, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The lock file for these files, the same one for the same manifests."""
        manager = manager_of(files)
        seen = manifests(files, manager)
        given = seen.pop(manager.lock_file, None)
        target = self.folder / "locks" / self._key(manager, seen)
        async with self._alone(target):
            if not target.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(await self._resolve(manager, seen, given))
        return {manager.lock_file: target.read_bytes()}

    def _alone(self, target: Path) -> AbstractAsyncContextManager[None]:
        return locked(self.folder / "holds" / target.name)

    def _key(self, manager: Manager, seen: Mapping[str, bytes]) -> str:
        program = self._program(manager)
        parts = [LAYOUT, manager.name, program.version, self.node_version, platform_tag()]
        digest = hashlib.sha256(json.dumps(parts).encode())
        for path, text in sorted(seen.items()):
            digest.update(hashlib.sha256(path.encode()).digest() + hashlib.sha256(text).digest())
        return digest.hexdigest()[:32]

    def _program(self, manager: Manager) -> Program:
        if manager.name not in self.programs:
            raise UserError(f"{manager.name} is not on this machine.", "Run scripts/setup, which fetches it.")
        return self.programs[manager.name]

    async def _install(self, manager: Manager, seen: Mapping[str, bytes], target: Path) -> None:
        place = self._stage(seen)
        try:
            done = await self._call(manager, manager.install, place)
            if not done.ok:
                raise _refused("Installing the dependencies", manager, done)
            app = place.host("app")
            (app / "node_modules").mkdir(exist_ok=True)
            own(app, 0 if self.sandbox.mode == "uid" else None)
            put_in_place(app, target)
        finally:
            await remove_tree(place.folder)

    async def _resolve(self, manager: Manager, seen: Mapping[str, bytes], given: bytes | None) -> bytes:
        place = self._stage(seen if given is None else {**seen, manager.lock_file: given})
        try:
            done = await self._call(manager, manager.lock, place)
            made = place.host("app") / manager.lock_file
            if not done.ok or made.is_symlink() or not made.is_file():
                raise _refused("Resolving the dependencies", manager, done)
            text = made.read_bytes()
        finally:
            await remove_tree(place.folder)
        return without_hosts(manager, text)

    def _stage(self, seen: Mapping[str, bytes]) -> Place:
        place = Place.make(self.benches / f"install-{uuid.uuid4().hex[:12]}", self.sandbox)
        write_files(place.host("app"), seen)
        # Yarn takes the folder of its lock file as the project, and looks upwards without one.
        (place.host("app") / "yarn.lock").touch()
        place.hand_over("app")
        return place

    async def _call(self, manager: Manager, wanted: Sequence[str], place: Place) -> Completed:
        kept = self.folder / "store" / manager.name
        kept.mkdir(parents=True, exist_ok=True)
        own_top(kept, self.sandbox.uid)
        walled = self.sandbox.mode == "namespaces"
        store = "/store" if walled else str(kept)
        env = {
            **place.env(),
            **self.network_env,
            **{k: v.format(store=store) for k, v in manager.env.items()},
        }
        argv = [*self._program(manager).argv, *(part.format(store=store) for part in wanted)]
        mounts = [*place.mounts(), Mount(kept, "/store", writable=True)]
        job = Job(argv, place.inside("app"), env, mounts, network=True)
        return await run(self.sandbox.order(job, place.host("root")), LIMITS, self.redact, place.folder)


def own_top(folder: Path, uid: int | None) -> None:
    """Hand over the folder itself: what is in it was made by its user."""
    if uid is not None:
        os.chown(folder, uid, uid)


def _refused(doing: str, manager: Manager, done: Completed) -> UserError:
    why = f" It was stopped: {done.stopped}." if done.stopped else ""
    tail = "\n".join(done.output.strip().splitlines()[-15:])
    return UserError(
        f"{doing} with {manager.name} ended with status {done.status}.{why}\n{tail}",
        "Correct package.json or the lock file; the same command fails on any machine.",
    )
