"""`.drystone/manifest.json`: which generated commit a branch's tree came from, and each file's hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from bot.core.base import Value
from bot.errors import UserError

PATH = ".drystone/manifest.json"
Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Value):
    """`generated` is kept under `refs/drystone/gen/`; `files` maps each generated path to its SHA-256."""

    version: int = 1
    generated: Sha
    files: Mapping[str, Hash]

    def to_bytes(self) -> bytes:
        """One line a file, sorted, so that changes to it are small."""
        ordered = self.model_copy(update={"files": dict(sorted(self.files.items()))})
        return ordered.model_dump_json(indent=2).encode() + b"\n"


def read(content: bytes) -> Manifest:
    """The manifest in a branch; `UserError` where people left something else there."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise UserError(
            f"`{PATH}` cannot be read: {error.errors()[0]['msg']}.",
            "Restore it from the branch's history, or remove it: all files then count as people's.",
        ) from error


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
