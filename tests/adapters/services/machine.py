"""Where this machine keeps the programs that tests of services run."""

from __future__ import annotations

import shutil
from pathlib import Path


def postgres_programs() -> Path:
    """The newest PostgreSQL's programs."""
    found = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin")),
        *map(Path, filter(None, [shutil.which("initdb")])),
    ]
    assert found, "tests need PostgreSQL: see `drystone doctor`"
    return found[-1] if found[-1].is_dir() else found[-1].resolve().parent


def node() -> Path:
    found = shutil.which("node")
    assert found, "tests need Node: see `drystone doctor`"
    return Path(found)
