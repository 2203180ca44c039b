"""Why nothing can listen at an address, as a sentence."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import UserError

CANNOT_LISTEN = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES})


@contextmanager
def listening(host: str, port: int, next_step: str) -> Iterator[None]:
    """Raises `UserError` where the block could not listen: the port is taken, or not ours, or the host unknown."""
    try:
        yield
    except OSError as error:
        is_address = isinstance(error, socket.gaierror) or (
            error.errno in CANNOT_LISTEN and error.filename is None
        )
        if not is_address:
            raise
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise UserError(f"Listening on {host}:{port}: {reason}.", next_step) from error
