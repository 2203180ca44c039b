"""`/help`: what can be said to the bot. The list itself is made from the commands."""

from __future__ import annotations

from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.ports.command import Command


class Help:
    name = "help"
    argument = ""
    summary = "Show this list"
    needs_write = False

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        return turn.rules.help


COMMAND: Command = Help()
