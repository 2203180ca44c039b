"""`/build retry <step>`: carry out one phase or gate again."""

from __future__ import annotations

from bot.core import words
from bot.core.events import CommentCreated
from bot.core.retry import retry
from bot.core.slash import nearest
from bot.core.text import code
from bot.core.turn import Turn
from bot.errors import UserError
from bot.ports.command import Command


class BuildRetry:
    name = "build retry"
    argument = "<phase|gate>"
    summary = "Carry out one phase or gate again"
    needs_write = True

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        words.require_open(turn.now_run)
        match retry(turn, argument):
            case "started":
                return f"**{argument}** is carried out again."
            case "running":
                return f"**{argument}** is being carried out right now."
            case "unchanged":
                return (
                    f"**{argument}** is done and its inputs are the same, so nothing would change. "
                    "Edit `buildplan.yaml` on the branch to have phases made again."
                )
            case "later":
                fixes = any(step.kind == "fix" for step in turn.run.in_flight)
                at_work = "A fixer is at work" if fixes else "A phase is being laid"
                return f"{at_work}. The gates run by themselves on what comes of it."
            case _ if argument in _planned(turn):
                return (
                    f"**{argument}** has not had its turn yet, so there is nothing to do again: it comes by itself."
                    f"\n\n{words.state_line(turn.run)}"
                )
            case _:
                raise UserError(self._unknown(turn, argument))

    def _unknown(self, turn: Turn, argument: str) -> str:
        known = sorted({step.name for step in turn.run.steps if step.kind != "fix"} | _planned(turn))
        close = nearest([argument], known) if argument else ""
        hint = f" Did you mean `/build retry {close}`?" if close else ""
        what = f"No step of this run is called {code(argument)}." if argument else "Which step?"
        return f"{what}{hint} There are: {', '.join(f'`{name}`' for name in known)}."


def _planned(turn: Turn) -> set[str]:
    """All that this run lays, gates and deploys, by name."""
    steps = {name for course in turn.run.courses for name in (*course.steps, *course.gates)}
    return steps | ({turn.rules.workflow.deploy} - {""} if turn.rules.deploys else set())


COMMAND: Command = BuildRetry()
