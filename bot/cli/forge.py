"""`drystone forge`: the local stand-in for GitHub alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UserError
from bot.localforge import run
from bot.localforge.state import is_readable
from bot.web.listening import listening


def forge(
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for a free one.", min=0, max=65535)] = 3000,
    folder: Annotated[Path, typer.Option(help="Where its repositories and its story are kept.")] = Path(
        ".drystone/forge"
    ),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Run the local forge until Ctrl-C."""
    if not is_readable(folder):
        raise UserError(
            f"What the forge kept in {folder} cannot be read.", "Name another with --folder, or take it away."
        )
    with listening(host, port, "Name another with --port or --host, or end what listens there."):
        run.main(port=port, folder=folder, host=host)
