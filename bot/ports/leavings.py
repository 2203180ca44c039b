"""Reading what a command left in its folder: it may be a link to anywhere, and is never followed."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath


def read_leavings(folder: Path, path: str, most: int) -> bytes:
    """The first `most` bytes of a regular file below `folder`. Raises `OSError` where a link is in the way."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    *parents, name = PurePosixPath(path).parts
    try:
        for part in parents:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=opened)
            os.close(opened)
            opened = inner
        found = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=opened)
    finally:
        os.close(opened)
    with os.fdopen(found, "rb") as file:
        return file.read(most)
