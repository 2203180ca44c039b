"""Starts the workers, as `drystone work` does: a process that knows nothing of what they do."""

from __future__ import annotations

import os
import signal
import sys

from bot.adapters.queue.children import Crew, die_with_parent
from bot.settings import read_settings


def main(parent: str) -> None:
    die_with_parent(int(parent), signal.SIGTERM)
    settings = read_settings()
    lanes = ["fast"] * settings.fast_workers + ["slow"] * settings.slow_workers
    me = str(os.getpid())
    commands = [(sys.executable, "-m", "tests.processes.play", lane, me) for lane in lanes]
    Crew(commands, settings.stop_seconds).run()


main(*sys.argv[1:])
