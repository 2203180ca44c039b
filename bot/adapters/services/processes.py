"""Processes that outlive whoever started them: each a session of its own, on record by pid and start time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pydantic import TypeAdapter

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
CLOCK_SLACK = 2.0
POLL = 0.02


@dataclass(frozen=True)
class Recipe:
    """How to start a process. `stop_with` is the signal that asks it to end, within `patience` seconds."""

    argv: tuple[str, ...]
    cwd: str
    env: Mapping[str, str] = field(default_factory=dict)
    stdin: str = ""
    stop_with: int = signal.SIGTERM
    patience: float = 10.0


@dataclass(frozen=True)
class Record:
    """A process that was started and not stopped; it may have died since. `began` is its start time."""

    recipe: Recipe
    pid: int
    began: float
    log_from: int


_RECORD: TypeAdapter[Record] = TypeAdapter(Record)


class Processes:
    """All processes on record in one folder. Records hold environments, so only their owner reads them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[int, subprocess.Popen[bytes]] = {}

    def names(self, prefix: str = "") -> tuple[str, ...]:
        """What was started and not stopped, in the order of starting."""
        found = [(self._record(path.stem), path.stem) for path in self._folder.glob(f"{prefix}*.json")]
        return tuple(name for record, name in sorted(found, key=lambda pair: _begun(pair[0])) if record)

    def log_of(self, name: str) -> Path:
        return self._folder / f"{_checked(name)}.log"

    def start(self, name: str, recipe: Recipe) -> None:
        """Start it; what ran under that name is stopped before."""
        self.stop(name)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.log_of(name).open("ab") as log:
            log_from = log.tell()
            child = subprocess.Popen(
                recipe.argv,
                cwd=recipe.cwd,
                env=dict(recipe.env),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._mine[child.pid] = child
        began = psutil.Process(child.pid).create_time()
        self._save(name, Record(recipe, child.pid, began, log_from))
        assert child.stdin is not None
        with suppress(BrokenPipeError), child.stdin as stdin:
            stdin.write(recipe.stdin.encode())

    def is_running(self, name: str) -> bool:
        record = self._record(name)
        return record is not None and self._leader(record) is not None

    def stop(self, name: str) -> None:
        """Ask its group to end, make sure that its whole session did, and take it off the record."""
        record = self._record(name)
        if record is None:
            return
        if self._members(record):
            with suppress(ProcessLookupError):
                os.killpg(record.pid, record.recipe.stop_with)
            self._until_gone(record)
            for process in self._members(record):
                with suppress(psutil.Error):
                    process.kill()
            self._until_gone(record)
        self._reap()
        self._path(name).unlink(missing_ok=True)

    def members(self, name: str) -> list[psutil.Process]:
        """All living processes that belong to it, the first one first."""
        record = self._record(name)
        return sorted(self._members(record), key=lambda process: process.pid) if record else []

    def forget(self, name: str) -> None:
        """Stop it, and drop what it printed."""
        self.stop(name)
        self.log_of(name).unlink(missing_ok=True)

    def stop_all(self) -> None:
        """Stop everything on record, the last started first."""
        for name in reversed(self.names()):
            self.stop(name)

    def end_all(self) -> None:
        """As `stop_all`, but left on record, so that `revive` brings all of it up again."""
        for name in reversed(self.names()):
            record = self._record(name)
            self.stop(name)
            if record is not None:
                self._save(name, record)

    def revive(self) -> tuple[str, ...]:
        """Start again what is on record and dead, the first started first. Returns their names."""
        dead = [name for name in self.names() if not self.is_running(name)]
        for name in dead:
            record = self._record(name)
            if record is not None:
                self.start(name, record.recipe)
        return tuple(dead)

    def printed(self, name: str, most: int = 8192) -> str:
        """The end of what it printed since it was started."""
        record = self._record(name)
        if record is None or not self.log_of(name).exists():
            return ""
        with self.log_of(name).open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            began = record.log_from if record.log_from <= end else 0  # it was emptied since
            log.seek(max(began, end - most))
            return log.read().decode(errors="replace")

    def _members(self, record: Record) -> list[psutil.Process]:
        """All that lives of its session and family; none where the number belongs to somebody else by now."""
        leader = self._leader(record, zombies=True)
        if leader is None and psutil.pid_exists(record.pid):
            return []
        found = {process for process in psutil.process_iter() if _session(process.pid) == record.pid}
        with suppress(psutil.Error):
            found |= set(leader.children(recursive=True) if leader else ())
        return [process for process in found if _lives(process, since=record.began - CLOCK_SLACK)]

    def _until_gone(self, record: Record) -> None:
        """A zombie counts as gone: nobody may be there to bury what an earlier job started."""
        deadline = time.monotonic() + record.recipe.patience
        while self._members(record) and time.monotonic() < deadline:
            self._reap()
            time.sleep(POLL)

    def _leader(self, record: Record, *, zombies: bool = False) -> psutil.Process | None:
        self._reap()
        with suppress(psutil.Error):
            process = psutil.Process(record.pid)
            same = abs(process.create_time() - record.began) < CLOCK_SLACK
            if same and (zombies or _lives(process)):
                return process
        return None

    def _reap(self) -> None:
        self._mine = {pid: child for pid, child in self._mine.items() if child.poll() is None}

    def _path(self, name: str) -> Path:
        return self._folder / f"{_checked(name)}.json"

    def _record(self, name: str) -> Record | None:
        try:
            return _RECORD.validate_json(self._path(name).read_bytes())
        except FileNotFoundError:
            return None

    def _save(self, name: str, record: Record) -> None:
        write_private(self._path(name), _RECORD.dump_json(record))


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one step; only its owner may read it."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    part.replace(path)


def _begun(record: Record | None) -> float:
    return record.began if record else 0.0


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"no name for a process: {name!r}")
    return name


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


def _lives(process: psutil.Process, since: float = 0.0) -> bool:
    try:
        return process.create_time() >= since and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
