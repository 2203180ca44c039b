"""Free TCP ports of the loopback interface."""

from __future__ import annotations

import socket


def free_port(wanted: int = 0) -> int:
    """A port that nothing listens on: `wanted` where it is free, else any."""
    for port in (wanted, 0) if wanted else (0,):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(sock.getsockname()[1])
    raise OSError("no free port on the loopback interface")


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0
