"""`python -m bot.demo`: the story from an issue to a running app, on this machine alone."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.demo.play import Options, run_demo
from bot.errors import Retryable, UserError

PLAN = Path("examples/restaurant-booking/buildplan.yaml")


def demo(  # noqa: PLR0913 - one argument for each option
    *,
    plan: Annotated[Path, typer.Option(help="The plan that the owner's issue holds.")] = PLAN,
    data: Annotated[Path, typer.Option(help="Folder of the story's data; emptied first.")] = Path(
        ".drystone/demo"
    ),
    interactive: Annotated[
        bool, typer.Option("--interactive", help="You press Approve, on the pages.")
    ] = False,
    ends: Annotated[bool, typer.Option("--exit", help="End after the story, with 0 or 1.")] = False,
    screenshots: Annotated[Path | None, typer.Option(help="Folder for pictures of the pages.")] = None,
    forge_port: Annotated[int, typer.Option(help="Port of the forge's pages; another one if taken.")] = 3000,
    setup_seconds: Annotated[float, typer.Option(hidden=True)] = 0.0,
    patience: Annotated[
        float, typer.Option(help="Give up when nothing happens for so many seconds.")
    ] = 600.0,
) -> None:
    """Play the story: an issue with a plan, checkpoints, gates, approvals, a merged and running app."""
    options = Options(data, plan, forge_port, interactive, ends, screenshots, setup_seconds, patience)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    try:
        asyncio.run(_until_told(options, console))
    except (UserError, Retryable) as error:
        console.print(Text(f"\nThe demo did not end well.\n{error}", "red"), soft_wrap=True)
        sys.exit(1)


async def _until_told(options: Options, console: Console) -> None:
    """The first Ctrl-C or SIGTERM ends it; later ones do not break off the cleaning up."""
    playing = asyncio.create_task(run_demo(options, console))
    told = asyncio.Event()

    def stop() -> None:
        if not told.is_set():
            told.set()
            playing.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await asyncio.wait((playing,))
    if not playing.cancelled():
        playing.result()
    elif options.ends:
        sys.exit(130)


if __name__ == "__main__":
    typer.run(demo)
