"""Child processes that end with their parent, and parents that start theirs anew."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

import structlog

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 16.0
"""Seconds between two starts of a child: at least the first, growing to the longest while it ends at once."""
LOG = structlog.get_logger(__name__)


def die_with_parent(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Asks the kernel to send this process a signal when its parent ends (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)


def kill_group(leader: int) -> None:
    """Ends what is left of a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


class Crew:
    """Child processes that are started again whenever they end, until a signal says stop."""

    def __init__(self, commands: Sequence[Sequence[str]], stop_seconds: float) -> None:
        self._commands = commands
        self._stop_seconds = stop_seconds
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._due: dict[int, float] = {}
        self._pause: dict[int, float] = {}
        self._stop = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self._stop.is_set():
            for place in range(len(self._commands)):
                self._keep(place)
            self._stop.wait(0.2)
        self._end()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def _keep(self, place: int) -> None:
        child = self._children.get(place)
        if child is not None and child.poll() is None:
            return
        if child is not None:
            LOG.warning("worker_ended", pid=child.pid, status=child.returncode)
            del self._children[place]
        if time.monotonic() >= self._due.get(place, 0):
            self._start(place)

    def _start(self, place: int) -> None:
        """One that ends soon after its start is started less and less often: it must not eat the machine."""
        lived = time.monotonic() - (self._due.get(place, 0) - self._pause.get(place, 0))
        pause = FIRST_PAUSE if lived > LONGEST_PAUSE else min(2 * self._pause.get(place, 0.5), LONGEST_PAUSE)
        self._pause[place], self._due[place] = pause, time.monotonic() + pause
        # A session of its own: a terminal's Ctrl-C reaches the crew alone, which then stops its children.
        self._children[place] = subprocess.Popen(self._commands[place], start_new_session=True)

    def _end(self) -> None:
        children = list(self._children.values())
        for child in children:
            child.terminate()
        ends = time.monotonic() + self._stop_seconds
        for child in children:
            try:
                child.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                kill_group(child.pid)
                child.wait()
