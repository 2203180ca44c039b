"""`/build plan`: check the plan in this issue or pull request again and show what it would build."""

from __future__ import annotations

from bot.core import start
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.ports.command import Command


class BuildPlan:
    name = "build plan"
    argument = ""
    summary = "Check the plan and show what it would build, without building"
    needs_write = False

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        return start.shown(turn)


COMMAND: Command = BuildPlan()
