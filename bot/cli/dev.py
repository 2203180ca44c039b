"""`drystone dev`: the whole bot on this machine, with a forge of its own and no account anywhere."""

from __future__ import annotations

import asyncio
import signal
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.adapters.services.stack import Addresses, Stack
from bot.adapters.services.supervisor import Say
from bot.adapters.tools import find_tools
from bot.settings import environment, read_settings

COLOURS = {"forge": "magenta", "web": "cyan", "worker": "green", "tick": "yellow", "dev": "bold"}


def dev(
    forge_port: Annotated[
        int, typer.Option(help="Port of the local forge; another one if it is taken.", min=0, max=65535)
    ] = 3000,
) -> None:
    """Run forge, Redis, web, worker and tick here until Ctrl-C, and restart what dies."""
    console = Console(soft_wrap=True, highlight=False)

    def say(name: str, line: str) -> None:
        console.print(Text(f"{name:>7} │ ", COLOURS.get(name, "")) + Text.from_ansi(line))

    asyncio.run(run_dev(forge_port, say))


async def run_dev(forge_port: int, say: Say) -> None:
    """All parts, until SIGINT or SIGTERM."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    running = asyncio.create_task(_run(forge_port, say))

    def stop() -> None:
        if not told.is_set():  # a second Ctrl-C must not break off the cleaning up
            told.set()
            running.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await asyncio.wait((running,))
    if not told.is_set():
        running.result()


async def _run(forge_port: int, say: Say) -> None:
    stack = Stack(read_settings(), await find_tools(environment()), say)
    try:
        async with stack.running(forge_port) as addresses:
            _tell(addresses, say)
            await stack.supervisor.watch()
    finally:
        say("dev", "all stopped")


def _tell(addresses: Addresses, say: Say) -> None:
    say("dev", f"forge    {addresses.forge}/{addresses.repo}")
    say("dev", f"webhooks {addresses.web}")
    say("dev", "Ctrl-C stops everything")
