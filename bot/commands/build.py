"""`/build`: start a run for the plan in this issue or pull request."""

from __future__ import annotations

from bot.core import start, words
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.ports.command import Command


class Build:
    name = "build"
    argument = ""
    summary = "Start building the plan in this issue or pull request"
    needs_write = True

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        if turn.now_run is not None and not turn.run.is_ended:
            return f"A run is under way already.\n\n{words.state_line(turn.run)}"
        start.begin(turn, start.required(turn), requester=event.actor.login)
        return "The run begins." if not turn.facts.ahead else words.queued_behind(turn.facts.ahead)


COMMAND: Command = Build()
