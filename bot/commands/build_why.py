"""`/build why`: what is awaited, of whom, since when, and what would move it."""

from __future__ import annotations

from bot.core import words
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.core.why import why
from bot.errors import UserError
from bot.ports.command import Command


class BuildWhy:
    name = "build why"
    argument = ""
    summary = "Say what is awaited, of whom, since when, and what would move it"
    needs_write = False

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        if turn.now_run is None:
            raise UserError(words.NO_RUN)
        return why(turn.run, turn.facts)


COMMAND: Command = BuildWhy()
