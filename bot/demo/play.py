"""Sets the stage for the story and clears it away: `drystone dev` as a child, the forge, a browser, the display."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from playwright.async_api import Browser
from rich.console import Console

from bot.adapters.services.processes import Processes, Recipe
from bot.adapters.services.scene import Control
from bot.adapters.services.stack import HOST_FOLDER, READY_FILE, Addresses, inherited
from bot.adapters.services.threads import to_the_end
from bot.adapters.tools import find_tools
from bot.demo.browser import book_a_table, open_browser, take_picture
from bot.demo.forge import Forge, open_session
from bot.demo.ledger import Ledger
from bot.demo.show import Show
from bot.demo.story import OWNER, REVIEWER, Cast, Script, Story, StoryError, no_picture
from bot.errors import UserError
from bot.settings import environment

DEV = "dev"
SEEN_AS = "as"
UP_WITHIN = 120.0
POLL = 0.1
PATIENCE = 90.0


@dataclass(frozen=True)
class Options:
    """How the demo is played. `pictures` is a folder for screenshots, `setup_seconds` what went before."""

    data: Path
    plan: Path
    forge_port: int = 3000
    interactive: bool = False
    ends: bool = False
    pictures: Path | None = None
    setup_seconds: float = 0.0
    patience: float = 600.0


async def run_demo(options: Options, console: Console) -> None:
    """Play it. Raises `UserError` where anything went wrong; leaves nothing running."""
    began = monotonic()
    show = Show(console, lambda: monotonic() - began)
    tools = await find_tools(environment())
    async with _dev(options, show) as addresses, open_browser(tools.path("chromium")) as browser:
        started = monotonic() - began
        show.say(f"The forge's pages: {addresses.forge}/{addresses.repo}")
        story, url = await _play(options, show, addresses, browser, lambda: monotonic() - began)
        show.summary(_totals(options, story.ledger, started, monotonic() - began))
        show.say(f"The app runs: {url}", "bold green")
        show.say(f"Its story:    {story.issue_url}")
        if not options.ends:
            show.say("Everything stays up until Ctrl-C.")
            await asyncio.Event().wait()


async def _play(
    options: Options, show: Show, addresses: Addresses, browser: Browser, clock: Callable[[], float]
) -> tuple[Story, str]:
    control, ledger = Control(addresses.forge), Ledger()
    token = (await control("create_user", login=OWNER))["token"]
    pictures = options.pictures
    script = Script(
        repo=addresses.repo,
        plan=_read(options.plan),
        logs=options.data / "processes",
        interactive=options.interactive,
        patience=options.patience,
    )

    async def visit(url: str) -> str:
        return await book_a_table(browser, url, pictures / "booking.png" if pictures else None)

    async with open_session() as session:
        forge = Forge(addresses.forge, addresses.repo, token, session)
        taking = _pictures(browser, pictures) if pictures else no_picture
        cast = Cast(forge, control, visit, taking, show.update, clock)
        story = Story(cast, script, ledger)
        with show.playing(ledger):
            return story, await story.play()


def _totals(options: Options, ledger: Ledger, started: float, played: float) -> dict[str, float]:
    return {
        "set-up": options.setup_seconds,
        "start of all parts": started,
        "all phases": ledger.took("phase"),
        "all gates (side by side)": ledger.took("gate"),
        "waiting for approvals": ledger.took("checkpoint"),
        "deployment": ledger.took("deploy"),
        "whole": options.setup_seconds + played,
    }


def _pictures(browser: Browser, folder: Path) -> Callable[[str, str], Awaitable[None]]:
    folder.mkdir(parents=True, exist_ok=True)

    async def take(name: str, url: str) -> None:
        await take_picture(browser, url, folder / f"{name}.png", {SEEN_AS: REVIEWER})

    return take


@asynccontextmanager
async def _dev(options: Options, show: Show) -> AsyncIterator[Addresses]:
    """`drystone dev` on an empty data folder, ready; ended with all its parts on the way out."""
    data = options.data.absolute()
    await to_the_end(_clear, data)
    processes = Processes(data / "demo")
    try:
        await to_the_end(processes.start, DEV, _recipe(data, options.forge_port))
        show.say("Starting the forge, Redis, web, worker and tick …")
        yield await _until_ready(data, processes)
    finally:
        await to_the_end(processes.stop, DEV)
        left = await to_the_end(_end_leftovers, data)
        if left:
            show.say(f"Had to end what `drystone dev` left: {', '.join(left)}", "red")


async def _until_ready(data: Path, processes: Processes) -> Addresses:
    deadline = monotonic() + UP_WITHIN
    while monotonic() < deadline:
        ready = data / READY_FILE
        if ready.exists():
            return Addresses(**json.loads(ready.read_bytes()))
        if not processes.is_running(DEV):
            break
        await asyncio.sleep(POLL)
    printed = processes.printed(DEV).strip()[-1500:]
    raise StoryError(f"The parts did not come up:\n{printed}", f"All of it is in {processes.log_of(DEV)}.")


def _recipe(data: Path, forge_port: int) -> Recipe:
    argv = (sys.executable, "-m", "bot.cli.main", "dev", "--forge-port", str(forge_port))
    env = inherited() | {"DRYSTONE_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    return Recipe(argv, str(Path(__file__).parents[2]), env, patience=PATIENCE)


def _clear(data: Path) -> None:
    """A story begins with an empty folder; what an earlier one left running is ended first."""
    Processes(data / "demo").stop_all()
    _end_leftovers(data)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)


def _end_leftovers(data: Path) -> list[str]:
    left = []
    for folder in (data / "processes", data / HOST_FOLDER / "processes"):
        processes = Processes(folder)
        left += [name for name in processes.names() if processes.is_running(name)]
        processes.end_all()  # on record still: `drystone dev` on this folder brings the app up again
    return left


def _read(plan: Path) -> str:
    try:
        return plan.read_text()
    except OSError as error:
        raise UserError(
            f"Reading the plan {plan}: {error.strerror}.", "Name another one with --plan."
        ) from None
