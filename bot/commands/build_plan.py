"""`/build plan`: check the plan in this issue again and show what it would build."""

from __future__ import annotations

from bot.core import start, words
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.errors import UserError
from bot.ports.command import Command


class BuildPlan:
    name = "build plan"
    argument = ""
    summary = "Check the plan and show what it would build, without building"
    needs_write = False

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        proposal = start.read_issue(turn)
        if proposal is None:
            raise UserError(words.NO_PLAN)
        return start.describe(proposal, "Nothing is started by this.")


COMMAND: Command = BuildPlan()
