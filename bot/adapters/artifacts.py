"""Artifacts in a folder: `workspaces/{workspace}/runs/{run}/artifacts/{name}`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.core.ids import Workspace
from bot.errors import UserError

DRAFT = ".draft-"
"""An unfinished file's name begins so, and no artifact's."""
PART = re.compile(r"(?!\.{1,2}$)(?!\.draft-)[^\x00-\x1f\x7f/\\]{1,80}")


class FolderArtifacts:
    """`bot.ports.store.Artifacts`. A file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, at: Workspace, run: str, name: str, data: bytes) -> None:
        await asyncio.to_thread(_write, self._path(at, run, name), data)

    async def get(self, at: Workspace, run: str, name: str) -> bytes | None:
        path = self._path(at, run, name)
        return await asyncio.to_thread(lambda: path.read_bytes() if path.is_file() else None)

    async def names(self, at: Workspace, run: str) -> Sequence[str]:
        return await asyncio.to_thread(_names, self._root(at, run))

    def _path(self, at: Workspace, run: str, name: str) -> Path:
        return self._root(at, run).joinpath(*_parts(name))

    def _root(self, at: Workspace, run: str) -> Path:
        return self._folder.joinpath("workspaces", *_parts(at.key), "runs", *_parts(run), "artifacts")


def _parts(name: str) -> list[str]:
    """A relative path that cannot lead elsewhere."""
    parts = name.split("/")
    if not all(PART.fullmatch(part) for part in parts):
        raise UserError(
            f"{name!r} is no name for an artifact.",
            "Use a relative path without `..` and control characters.",
        )
    return parts


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, draft = tempfile.mkstemp(dir=path.parent, prefix=DRAFT)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _names(root: Path) -> list[str]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith(DRAFT))
    return sorted(path.relative_to(root).as_posix() for path in files)
