"""Waiting on conditions of other processes, never on time; what is left of them, and ports that stay theirs."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import psutil

DEADLINE = 300.0
"""Far above what anything takes, on a loaded machine too: a test that gets there has found something stuck."""


def until(condition: Callable[[], bool], deadline: float = DEADLINE) -> None:
    """Returns as soon as the condition holds; fails when the deadline passes first."""
    ends = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < ends, f"{condition.__qualname__} did not come true within {deadline} s"
        time.sleep(0.01)


async def until_async(condition: Callable[[], Awaitable[bool]], deadline: float = DEADLINE) -> None:
    """The same, for a condition that has to be awaited."""
    async with asyncio.timeout(deadline):
        while not await condition():
            await asyncio.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Whether a process has ended, be it that nobody has asked for its status yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def alive(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended; a number that was given to somebody else meanwhile is not theirs."""
    return [one for one in processes if one.is_running() and not is_gone(one.pid)]


def marked(mark: str) -> list[int]:
    """Living processes of this host whose command line holds the mark."""
    found = psutil.process_iter(["cmdline", "status"])
    return [
        one.pid
        for one in found
        if one.info["status"] != psutil.STATUS_ZOMBIE and mark in " ".join(one.info["cmdline"] or ())
    ]


def kill(pid: int) -> None:
    """SIGKILL, to what may end by itself at this moment."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def kept_port() -> Iterator[int]:
    """A port that a server may listen on, now and again, and that nothing else on this machine is given."""
    with socket.socket() as placeholder:
        placeholder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        placeholder.bind(("127.0.0.1", 0))
        yield int(placeholder.getsockname()[1])
