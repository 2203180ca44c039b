"""`/build status`: where the run is, on whom it waits, and what would move it."""

from __future__ import annotations

from bot.core import board, words
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.errors import UserError
from bot.ports.command import Command


class BuildStatus:
    name = "build status"
    argument = ""
    summary = "Show where the run is and what it waits for"
    needs_write = False

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        if turn.now_run is None:
            raise UserError(words.NO_RUN)
        return board.status(turn.run)


COMMAND: Command = BuildStatus()
