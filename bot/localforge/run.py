"""Runs a forge alone until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from bot.localforge.forge import LocalForge


def main(*, port: int, folder: Path, host: str = "127.0.0.1") -> None:
    """Serve until SIGINT or SIGTERM; the first line on standard output is the forge's address."""
    asyncio.run(_serve(host, port, folder))


async def _serve(host: str, port: int, folder: Path) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with LocalForge.start(folder, port=port, host=host) as forge:
        sys.stdout.write(f"{forge.url}\n")
        sys.stdout.flush()
        await stop.wait()
