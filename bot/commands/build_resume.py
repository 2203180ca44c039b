"""`/build resume`: go on from where the run halted."""

from __future__ import annotations

from bot.core import words
from bot.core.events import CommentCreated
from bot.core.retry import retry_failed
from bot.core.turn import Turn
from bot.errors import UserError
from bot.ports.command import Command


class BuildResume:
    name = "build resume"
    argument = ""
    summary = "Go on from where the run halted; all that was done is kept"
    needs_write = True

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        if turn.now_run is None:
            raise UserError(words.NO_RUN)
        if turn.run.status != "halted":
            return f"The run is not halted, so there is nothing to resume.\n\n{words.state_line(turn.run)}"
        again = retry_failed(turn)
        return f"Goes on with **{', '.join(again)}**." if again else "Looks again at what is due."


COMMAND: Command = BuildResume()
