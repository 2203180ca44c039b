"""`drystone register`: makes the GitHub App in one click and keeps its credentials."""

from __future__ import annotations

import asyncio
import re
from typing import Annotated

import typer
from aiohttp import web
from rich.console import Console

from bot.errors import UserError
from bot.settings import Settings, read_settings
from bot.web.listening import listening
from bot.web.register import Registration


def register(
    url: Annotated[str, typer.Option(help="Where GitHub reaches this server: https://drystone.example.com")],
    port: Annotated[int, typer.Option(help="Port of the page on this machine.", min=1, max=65535)] = 8765,
) -> None:
    """Open a page on this machine that registers the App with GitHub, and wait for its answer."""
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise UserError(f"{url} is no address that GitHub could reach.", "Name one with --url https://…")
    asyncio.run(_register(read_settings(), url, port))


async def _register(settings: Settings, url: str, port: int) -> None:
    console = Console()
    registration = Registration(settings.github_url, settings.github_api_url, url, settings.data)
    runner = web.AppRunner(registration.app(), access_log=None)
    await runner.setup()
    try:
        with listening("127.0.0.1", port, "Name another with --port, or end what listens there."):
            await web.TCPSite(runner, "127.0.0.1", port).start()
        console.print(f"Open http://localhost:{port} in a browser on this machine. Ctrl-C gives up.")
        await registration.done.wait()
        console.print(f"Registered. The settings are in {settings.data / 'github-app.env'}.")
        await asyncio.sleep(1)  # the page that says so is still on its way
    finally:
        await runner.cleanup()
