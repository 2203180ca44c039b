"""`drystone audit`: who caused what, when, on which commit."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.adapters.store.sql import SqlStore
from bot.bootstrap import SYSTEM_CLOCK
from bot.ports.store import Audited
from bot.settings import DAY, Settings, read_settings


def audit(
    *,
    repo: Annotated[str, typer.Option(help="Only this repository, as owner/name.")] = "",
    days: Annotated[float, typer.Option(min=0, help="How far to look back; 0: all there is.")] = 0,
    most: Annotated[int, typer.Option(min=1, help="The newest lines at most.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say who caused what, when, on which commit: every decision, command and approval, oldest first."""
    lines = asyncio.run(_read(read_settings(), repo, days, most))
    for line in lines:
        typer.echo(line.model_dump_json() if as_json else _line(line))
    if not lines:
        typer.echo("Nothing is recorded.", err=True)


async def _read(settings: Settings, repo: str, days: float, most: int) -> list[Audited]:
    store = SqlStore(settings.database, SYSTEM_CLOCK)
    try:
        since = SYSTEM_CLOCK.now() - days * DAY if days else 0
        return list(await store.audit(repo, since, most))
    finally:
        await store.close()


def _line(line: Audited) -> str:
    """In columns, as far as they reach; what others wrote cannot move a terminal's cursor."""
    entry, repository = line.entry, line.workspace.partition("/")[2]
    when = f"{datetime.fromtimestamp(entry.at, UTC):%Y-%m-%d %H:%M:%S}"
    where = f"{repository}#{line.issue}" if line.issue else repository
    text = f"{when}  {where:<30}  {entry.actor or '-':<16}  {entry.commit[:12] or '-':<12}  {entry.what}"
    return "".join(letter if letter.isprintable() else " " for letter in text)
