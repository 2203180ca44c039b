"""Which files of a folder git would commit: the ones it tracks, and the others that no ignore file names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import UserError

NOT_IGNORED = ("ls-files", "-z", "--others", "--exclude-standard")
QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def committable(folder: Path, environ: Mapping[str, str]) -> list[str]:
    """Paths below `folder`, sorted. Where there is no repository, or it ignores the whole folder, the ignore files
    in the folder count alone. `environ` leads to the user's own ignore file. Raises `UserError` without git.
    """
    env = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    if _git(folder, env, "check-ignore", "-q", ".").returncode == 1:
        listed = _git(folder, env, *NOT_IGNORED, "--cached")
    else:
        with TemporaryDirectory(prefix="drystone-") as empty:
            _git(folder, env, "init", "-q", "--bare", empty)
            listed = _git(folder, env, f"--git-dir={empty}", "--work-tree=.", *NOT_IGNORED)
    if listed.returncode != 0:
        raise UserError(f"Listing the files of {folder}: {listed.stderr.decode(errors='replace').strip()}.")
    return sorted({os.fsdecode(path) for path in listed.stdout.split(b"\0") if path})


def _git(folder: Path, env: Mapping[str, str], *argv: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ("git", *QUIET, *argv), cwd=folder, env=dict(env), capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise UserError(
            "There is no git on this machine.", "`drystone doctor` says how to get it."
        ) from error
