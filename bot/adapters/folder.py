"""Writes a generated app into a folder where people may have worked: what they changed is never written over.

The folder remembers what was generated last, as hashes in `RECORD`. A file is written where it still is what was
generated, and left alone where only people changed it; where both changed it, nothing at all is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from pydantic import ValidationError

from bot.adapters.git import manifest
from bot.adapters.git.manifest import Hash
from bot.adapters.workbench.files import without_links
from bot.core.base import Value
from bot.core.open_points import is_open_file
from bot.errors import UserError

RECORD = ".drystone/generated.json"
MOST_NAMED = 20


class Record(Value):
    """Each generated path and the SHA-256 of what was generated there."""

    version: int = 1
    files: Mapping[str, Hash]


class Outcome(Enum):
    """What becomes of one path."""

    SAME = auto()
    WRITE = auto()
    DELETE = auto()
    KEEP = auto()
    CLASH = auto()


@dataclass(frozen=True)
class Update:
    """What is to happen to a folder. `kept`: paths that people changed or removed, and that stay so."""

    writes: Mapping[str, bytes]
    deletes: tuple[str, ...]
    kept: tuple[str, ...]


def is_generated(folder: Path) -> bool:
    """Whether an app was generated into this folder before, here or by the bot."""
    return any((folder / path).is_file() for path in (RECORD, manifest.PATH))


def released(folder: Path) -> dict[str, bytes]:
    """What was generated last and still stands there as it was: it may be in use, with data."""
    last = _generated_last(folder)
    places = {path: without_links(folder, path) for path in last}
    found = {path: place.read_bytes() for path, place in places.items() if place.is_file()}
    return {path: data for path, data in found.items() if _hash(data) == last[path]}


def compare(folder: Path, tree: Mapping[str, bytes]) -> Update:
    """What brings the folder to `tree`. Raises `UserError` where that would take away somebody's work."""
    before = _generated_last(folder)
    found: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for path in sorted({*tree, *before}):
        found[_outcome(folder, path, before.get(path), _hash(tree.get(path)))].append(path)
    clashes = found[Outcome.CLASH]
    if clashes:
        raise UserError(
            f"{folder} holds other files where the app's would be written: {_named(clashes)}. "
            "Nothing was written.",
            "Move these away and try again, then put back what is yours.",
        )
    writes = {path: tree[path] for path in found[Outcome.WRITE]}
    return Update(writes, tuple(found[Outcome.DELETE]), tuple(found[Outcome.KEEP]))


def apply(folder: Path, update: Update, tree: Mapping[str, bytes]) -> None:
    """Carry out an update, and remember `tree` as what was generated last."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in update.deletes:
        without_links(folder, path).unlink(missing_ok=True)
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(tree.items())}
    record = Record(files=hashes).model_dump_json(indent=2).encode() + b"\n"
    for path, data in {**update.writes, RECORD: record}.items():
        place = without_links(folder, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _outcome(folder: Path, path: str, base: str | None, new: str | None) -> Outcome:
    """By the hashes of what was generated last, of what stands there, and of what is to stand there."""
    place = without_links(folder, path)
    mine = _hash(place.read_bytes()) if place.is_file() else None
    if place.is_dir() or any(parent.is_file() for parent in place.parents):
        return Outcome.SAME if new is None else Outcome.CLASH
    if mine == new:
        return Outcome.SAME
    if mine == base:
        return Outcome.DELETE if new is None else Outcome.WRITE
    if new == base or (mine and new and is_open_file(path)):
        return Outcome.KEEP
    return Outcome.WRITE if mine is None else Outcome.CLASH


def _generated_last(folder: Path) -> Mapping[str, str]:
    """Path -> SHA-256, as remembered here, else by the bot. Raises `UserError` for a record that cannot be read."""
    record, of_bot = without_links(folder, RECORD), without_links(folder, manifest.PATH)
    if not record.exists():
        return manifest.read(of_bot.read_bytes()).files if of_bot.exists() else {}
    try:
        return Record.model_validate_json(record.read_bytes()).files
    except ValidationError as error:
        raise UserError(
            f"{record} cannot be read: {error.errors()[0]['msg']}.",
            "Restore it, or remove it: all files then count as yours.",
        ) from error


def _hash(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
    return ", ".join(paths[:MOST_NAMED]) + more
