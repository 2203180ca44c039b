"""What a workspace keeps between benches: outputs of gates, caches of tools. The oldest go first."""

from __future__ import annotations

import os
import secrets
import shutil
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.workbench.files import copy_tree, put_in_place, size_of

IN_USE_SECONDS = 3600
MOST_BYTES = 4 << 30


@dataclass(frozen=True)
class Keeping:
    """The outputs and tool caches of one workspace."""

    folder: Path
    content: str
    """Names the bench's files: what was made from the same files serves all commits that hold them."""

    def _output(self, gate: str) -> Path:
        return self.folder / "outputs" / f"{self.content}-{gate}"

    def secret(self, name: str) -> str:
        """Made once for the workspace and readable by us alone; of two who make it at once, the first one's stays."""
        path = self.folder / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            made = path.with_name(f".new-{uuid.uuid4().hex}")
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(32))
            with suppress(FileExistsError):
                path.hardlink_to(made)
            made.unlink()
        return path.read_text()

    async def keep(self, gate: str, folders: Mapping[str, Path]) -> None:
        """Copy folders of a bench, by their paths in it; a later one of the same files replaces nothing."""
        made = self.folder / "outputs" / f".new-{uuid.uuid4().hex}"
        for path, source in folders.items():
            (made / path).mkdir(parents=True)
            await copy_tree(source, made / path)
        put_in_place(made, self._output(gate))
        evict_by_size(self.folder / "outputs", MOST_BYTES)

    async def bring(self, gate: str, target: Path) -> bool:
        """Copy what the gate kept into a bench; False where nothing is kept."""
        kept = self._output(gate)
        if not kept.is_dir():
            return False
        os.utime(kept)
        await copy_tree(kept, target)
        return True

    def take_cache(self, name: str, target: Path) -> None:
        """Move a tool's cache into a bench. Where another bench has it, the tool starts cold."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            (self.folder / "caches" / name).rename(target)

    def give_cache(self, name: str, source: Path) -> None:
        """Move a tool's cache back out of a bench; the newest one stays."""
        if not source.is_dir() or source.is_symlink():
            return
        place = self.folder / "caches" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        old = place.with_name(f".old-{uuid.uuid4().hex}")
        with suppress(FileNotFoundError):
            place.rename(old)
        with suppress(OSError):
            source.rename(place)
        shutil.rmtree(old, ignore_errors=True)


def _by_age(folder: Path) -> list[Path]:
    """Newest first; what is being made is left out."""
    listed = [(p.stat().st_mtime, p) for p in folder.iterdir() if not p.name.startswith(".")]
    return [path for _, path in sorted(listed, reverse=True)]


def evict_folders(folder: Path, keep: int) -> None:
    """Throw away the oldest folders beyond `keep`; one that may still be in use stays."""
    for path in _by_age(folder)[keep:]:
        if time.time() - path.stat().st_mtime > IN_USE_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def evict_by_size(folder: Path, most: int) -> None:
    """Throw away the oldest folders until the rest holds at most `most` bytes; the newest always stays."""
    total = 0
    for number, path in enumerate(_by_age(folder)):
        total += size_of(path)
        if number and total > most:
            shutil.rmtree(path, ignore_errors=True)
