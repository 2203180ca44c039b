"""A slash command: one file in `bot/commands/`, ending in `COMMAND: Command = …()`. Help is made from it."""

from __future__ import annotations

from typing import Protocol

from bot.core.events import CommentCreated
from bot.core.turn import Turn


class Command(Protocol):
    @property
    def name(self) -> str:
        """What is typed, without the slash: `build retry`."""
        ...

    @property
    def argument(self) -> str:
        """What follows, as help shows it (`<phase|gate>`), or empty."""
        ...

    @property
    def summary(self) -> str: ...

    @property
    def needs_write(self) -> bool: ...

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        """Change the turn; return the answer in Markdown. Raises `UserError` for what a person must mend."""
        ...
