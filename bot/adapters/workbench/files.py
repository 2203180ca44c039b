"""Folders of a bench: a commit's files written safely, trees copied, moved into place and thrown away."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path, PurePosixPath

from bot.errors import UserError

ABANDONED_SECONDS = 86_400
FORBIDDEN = frozenset({".git", "..", ".", ""})


def checked(path: str) -> PurePosixPath:
    """The path of a commit's file, where it stays inside the bench. Raises `UserError`."""
    parts = path.split("/")
    if "\0" in path or "\\" in path or any(part.lower() in FORBIDDEN for part in parts):
        raise UserError(
            f"The path {path!r} is not one that an app's file may have.", "Rename or remove the file."
        )
    return PurePosixPath(path)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below `folder`, each a new one: a path through a link, or a link itself, is refused."""
    made: set[Path] = set()
    for path, content in sorted(files.items()):
        target = folder / checked(path)
        if target.parent not in made:
            _make_folder(folder, target.parent)
            made.add(target.parent)
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        except (FileExistsError, IsADirectoryError) as error:
            raise UserError(
                f"{path} stands where another file or folder is.", "Rename one of the two."
            ) from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def without_modules(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files but for `node_modules`: dependencies are installed, never taken from a commit."""
    return {path: text for path, text in files.items() if "node_modules" not in path.split("/")}


def _make_folder(top: Path, folder: Path) -> None:
    for each in (*reversed(folder.relative_to(top).parents), folder.relative_to(top)):
        place = top / each
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise UserError(f"{each} is a file as well as a folder.", "Rename one of the two.")
        place.mkdir(exist_ok=True)


def without_links(top: Path, path: str) -> Path:
    """A path below `top`, whatever commands did there: none of its parts is a link. Raises `UserError`."""
    place = top
    for part in checked(path).parts:
        place = place / part
        if place.is_symlink():
            raise UserError(f"{path} leads through a link, which is not followed.", "Make it a folder.")
    return place


async def copy_tree(source: Path, target: Path) -> None:
    """A true copy, links kept as links: shared blocks where the file system can, never a hard link."""
    options = ["--reflink=auto"] if sys.platform == "linux" else []
    process = await asyncio.create_subprocess_exec("cp", "-a", *options, f"{source}/.", str(target))
    if await process.wait() != 0:
        raise OSError(f"copying {source} to {target}: cp ended with {process.returncode}")


async def remove_tree(path: Path) -> None:
    """Throw a folder away; what cannot go now is left for the next sweep."""
    await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Throw away what those who were killed left behind, long after they can still need it."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def put_in_place(made: Path, target: Path) -> None:
    """Let a finished folder appear at once under its name; the first one to arrive stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        made.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(made, ignore_errors=True)


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """Hold a lock among all processes of this host; it goes with the process that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
        yield


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(
        os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 — walked for thousands of files
        for parent, _, names in os.walk(folder)
        for name in names
    )
