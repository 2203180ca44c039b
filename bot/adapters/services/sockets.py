"""Where unix sockets lie: their whole paths may have little more than 100 characters."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import gettempdir

from bot.errors import UserError

LONGEST = 100
"""Of a socket's path; Linux takes 107 characters, macOS 103."""


def socket_folder(folder: Path, longest_name: int) -> Path:
    """`folder`, made; where names in it would be too long for sockets, a short one of the same role."""
    place = folder.resolve()
    if len(str(place)) + 1 + longest_name > LONGEST:
        digest = hashlib.sha256(str(place).encode()).hexdigest()[:12]
        place = Path(gettempdir()) / f"drystone-{os.getuid()}-{digest}"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.is_symlink() or place.stat().st_uid != os.getuid():
        raise UserError(f"{place} belongs to somebody else.", "Set DRYSTONE_DATA to a shorter path.")
    return place
