"""Child processes within limits: output read up to a bound, memory watched, everything ended together."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import psutil

from bot.errors import UserError
from bot.ports.workbench import Completed, Limits

LAUNCH = (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")))
"""How the launcher is called; it reads its order from standard input."""
FAILED = 125
FAILED_MARK = "drystone-launch: "
WATCH_EVERY = 0.25
DISK_EVERY, DISK_SHARE = 1.0, 0.03
PATIENCE = 5.0

Mode = Literal["namespaces", "uid", "plain"]
Redact = Callable[[str], str]


class LaunchError(UserError):
    """The sandbox could not be set up: the command did not run."""

    def __init__(self, reason: str) -> None:
        next_step = (
            "`drystone doctor` says how commands are walled off here; DRYSTONE_CACHE moves their folders."
        )
        super().__init__(f"A command could not be started: {reason}.", next_step)
        self.reason = reason


@dataclass(frozen=True)
class Stay:
    """For a command that outlives whoever started it, until its process group is signalled.

    `door` is a unix socket on this host that leads to the command's TCP port `port`; empty for none. Over
    `memory` bytes it is ended; its log, the launcher's standard output, is emptied at `log` bytes.
    """

    door: str = ""
    port: int = 0
    memory: int = 2 << 30
    log: int = 16 << 20


@dataclass(frozen=True)
class Order:
    """What `launch.py` is told.

    `binds` are (source, inside, "ro" or "rw"); `overlays` are (lower, upper, work, inside).
    """

    argv: Sequence[str]
    cwd: str
    env: Mapping[str, str]
    mode: Mode = "plain"
    uid: int | None = None
    network: bool = False
    stdin: str = ""
    root: str = ""
    binds: Sequence[tuple[str, str, str]] = ()
    overlays: Sequence[tuple[str, str, str, str]] = ()
    links: Sequence[tuple[str, str]] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    stay: Stay | None = None

    def told(self, parent: int) -> str:
        """The order as the launcher reads it. Without `stay` the command ends with the process `parent`."""
        return json.dumps({**asdict(self), "parent": parent})


class Running:
    """A started command; `stop` ends it with all that it started."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def status(self) -> int | None:
        return self._process.returncode

    @property
    def stream(self) -> asyncio.StreamReader:
        assert self._process.stdout is not None
        return self._process.stdout

    async def wait(self) -> int:
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask the launcher, which ends the whole tree; then make sure."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._drained(), PATIENCE)
        if self._process.returncode is None:
            _kill_tree(self.pid)
            await self._drained()

    async def _drained(self) -> None:
        while await self.stream.read(1 << 16):
            pass
        await self._process.wait()


async def start(order: Order) -> Running:
    """Start a command as ordered. It ends with this process, however this one ends."""
    process = await asyncio.create_subprocess_exec(
        *LAUNCH,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        env={},
        cwd="/",
    )
    assert process.stdin is not None
    process.stdin.write(order.told(os.getpid()).encode())
    with suppress(ConnectionError):
        await process.stdin.drain()
    process.stdin.close()
    return Running(process)


async def run(order: Order, limits: Limits, redact: Redact, folder: Path | None = None) -> Completed:
    """Run a command to its end, or to the first limit that it meets. Raises `LaunchError`.

    `folder` is where it writes: what lies there counts for the limit of the disk.
    """
    began = time.monotonic()
    running = await start(order)
    kept = bytearray()
    try:
        stopped = await _until_stopped(running, limits, kept, folder)
    finally:
        await running.stop()
    output = kept.decode(errors="replace")
    status = running.status if running.status is not None else -signal.SIGKILL
    if status == FAILED and output.startswith(FAILED_MARK):
        raise LaunchError(output.removeprefix(FAILED_MARK).strip())
    return Completed(tuple(order.argv), status, redact(output), time.monotonic() - began, stopped)


async def _until_stopped(running: Running, limits: Limits, kept: bytearray, folder: Path | None) -> str:
    watches = [_read_to_end(running, limits.output, kept), _over_memory(running.pid, limits.memory)]
    if folder is not None:
        watches.append(_over_disk(folder, limits.disk))
    tasks = [asyncio.create_task(watch) for watch in watches]
    try:
        done, _ = await asyncio.wait(tasks, timeout=limits.seconds, return_when=asyncio.FIRST_COMPLETED)
        return next((task.result() for task in tasks if task in done), "time")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_to_end(running: Running, most: int, kept: bytearray) -> str:
    while chunk := await running.stream.read(1 << 16):
        kept += chunk[: most - len(kept)]
        if len(kept) >= most:
            return "output"
    await running.wait()
    return ""


async def _over_memory(pid: int, most: int) -> str:
    while _memory_of_tree(pid) <= most:  # noqa: ASYNC110 — the kernel tells nobody when memory grows
        await asyncio.sleep(WATCH_EVERY)
    return "memory"


async def _over_disk(folder: Path, most: int) -> str:
    """Many files take long to look at: this is done as often as costs a small share of the time."""
    took, used = 0.0, 0
    while used <= most:
        await asyncio.sleep(max(DISK_EVERY, took / DISK_SHARE))
        began = time.monotonic()
        used = await asyncio.to_thread(used_by, folder, most)
        took = time.monotonic() - began
    return "disk"


def used_by(folder: Path, most: int) -> int:
    """Bytes of the disk that a folder takes, links not followed; no further than `most`."""
    used, todo = 0, [str(folder)]
    while todo and used <= most:
        # What is removed meanwhile takes nothing any more.
        with suppress(OSError), os.scandir(todo.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    used += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(entry.path)
    return used


def _memory_of_tree(pid: int) -> int:
    """Bytes that the tree of processes holds for itself; pages shared with others are left out."""
    total = 0
    for process in _tree(pid):
        with suppress(psutil.Error):
            memory = process.memory_info()
            total += memory.rss - getattr(memory, "shared", 0)
    return total


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _kill_tree(pid: int) -> None:
    for process in reversed(_tree(pid)):
        with suppress(psutil.Error):
            process.kill()
