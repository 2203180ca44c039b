"""Folders with names short enough for the sockets in them: a path to one has about 100 characters."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir, mkdtemp

LONGEST = 24
"""Of the folder for temporary files, where it is to be used."""


def short_folder(prefix: str) -> Path:
    """A new one. Pytest's own are too long, and so are some systems' folders for temporary files."""
    place = gettempdir()
    return Path(mkdtemp(prefix=prefix, dir=place if len(place) <= LONGEST else "/tmp"))
