"""`/build cancel`: end the run. Branches and pull requests stay as they are."""

from __future__ import annotations

from bot.core import words
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.ports.command import Command


class BuildCancel:
    name = "build cancel"
    argument = ""
    summary = "End the run; what was laid stays on its branch"
    needs_write = True

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        words.require_open(turn.now_run)
        turn.end("cancelled", f"cancelled by {event.actor.login}")
        return f"The run is ended. What was laid stays on `{turn.run.branch}`; `/build` starts anew."


COMMAND: Command = BuildCancel()
