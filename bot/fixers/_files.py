"""What fixers share: the files that findings stand in, and these files as a tool left them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.errors import UserError
from bot.ports.fixer import Fault
from bot.ports.leavings import read_leavings
from bot.ports.workbench import Bench

MOST_BYTES = 2 << 20


def files_of(fault: Fault, files: Mapping[str, bytes]) -> list[str]:
    """The paths of the findings that are files of the commit."""
    return sorted({finding.path for finding in fault.findings} & files.keys())


def left_in(bench: Bench, paths: Sequence[str]) -> dict[str, bytes]:
    """These files as they are in the bench now. Raises `UserError` where one is gone, a link, or far too long."""
    return {path: _left(bench, path) for path in paths}


def _left(bench: Bench, path: str) -> bytes:
    try:
        content = read_leavings(bench.path, path, MOST_BYTES + 1)
    except OSError as error:
        raise UserError(f"{path} is no file any more after it was mended ({error.strerror}).") from error
    if len(content) > MOST_BYTES:
        raise UserError(f"{path} is longer than {MOST_BYTES >> 20} MB after it was mended.")
    return content
