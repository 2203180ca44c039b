"""A Redis or Valkey of our own, kept on disk, on a unix socket that only this user reaches."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from bot.adapters.services.processes import Processes, Recipe
from bot.adapters.services.sockets import socket_folder
from bot.errors import UserError

PROCESS, SOCKET = "redis", "redis.sock"
START_WITHIN = 20.0


@dataclass(frozen=True)
class OwnRedis:
    """Runs `program` with its data in `folder`. A queue must neither lose nor evict what it was given."""

    folder: Path
    program: Path
    processes: Processes

    @property
    def url(self) -> str:
        return f"unix://{self._socket}?db=0"

    def start(self) -> str:
        """Bring it up, unless it runs; returns its URL once it answers."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.processes.is_running(PROCESS):
            self.processes.start(PROCESS, self._recipe())
        self._until_it_answers()
        return self.url

    @property
    def _socket(self) -> Path:
        return socket_folder(self.folder, len(SOCKET)) / SOCKET

    def _recipe(self) -> Recipe:
        settings = {"port": "0", "unixsocket": str(self._socket), "unixsocketperm": "700",
                    "dir": str(self.folder), "appendonly": "yes", "appendfsync": "everysec", "save": "",
                    "maxmemory-policy": "noeviction", "daemonize": "no"}  # fmt: skip
        given = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return Recipe((str(self.program), *given), str(self.folder), {"PATH": os.defpath})

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        with redis.Redis(unix_socket_path=str(self._socket)) as client:
            while True:
                try:
                    client.ping()
                except redis.RedisError as error:
                    if time.monotonic() > deadline or not self.processes.is_running(PROCESS):
                        printed = self.processes.printed(PROCESS)[-800:]
                        raise UserError(f"{self.program.name} does not answer: {printed or error}") from error
                    time.sleep(0.02)
                else:
                    return
