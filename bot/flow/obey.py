"""From a comment to the commands in it: who may use them, one reaction at once, one answer each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import words
from bot.core.actions import React
from bot.core.events import CommentCreated
from bot.core.ids import answer_topic
from bot.core.slash import Slash, nearest, slashes
from bot.core.text import inert
from bot.core.turn import Turn
from bot.errors import UserError
from bot.ports.command import Command

Commands = Mapping[str, Command]
"""Name -> command, as the registry has them."""


def obey(commands: Commands, turn: Turn, event: CommentCreated) -> None:
    """Carry out a comment's commands, in order. Bots, the own one first of all, command nothing."""
    if event.actor.is_bot or event.actor.login == turn.facts.bot:
        return
    if turn.facts.is_answered or (turn.now_run is not None and event.comment in turn.run.obeyed):
        return
    answers = [_answer(commands, turn, event, slash) for slash in slashes(event.body)]
    if answers and turn.now_run is not None:
        turn.set(obeyed=(*turn.run.obeyed, event.comment))
    if answers:
        turn.do(React(comment=event.comment, content="eyes"))
        turn.say(event.number, answer_topic(event.comment), "\n\n---\n\n".join(answers))


def _answer(commands: Commands, turn: Turn, event: CommentCreated, slash: Slash) -> str:
    command, argument = find(commands, slash)
    if command is None:
        text = words.unknown_command(slash.text, suggestion(commands, slash), turn.rules.help)
    elif command.needs_write and not turn.facts.can_write(event.actor.login):
        turn.note(f"{slash.text}: refused, no write access")
        text = f"`/{command.name}` " + words.NOT_ALLOWED.format(login=inert(event.actor.login))
    else:
        if command.needs_write:
            turn.note(slash.text)
        text = _carried_out(command, turn, event, argument)
    return words.answer(text, event.actor.login, slash.text)


def _carried_out(command: Command, turn: Turn, event: CommentCreated, argument: str) -> str:
    try:
        return command.obey(turn, event, argument)
    except UserError as error:
        return str(error)


def find(commands: Commands, slash: Slash) -> tuple[Command | None, str]:
    """The command with the longest run of words, and what follows it. Words too many fit no command."""
    for length in range(len(slash.words), 0, -1):
        command = commands.get(" ".join(slash.words[:length]))
        rest = slash.words[length:]
        if command is not None and (not rest or (command.argument and len(rest) == 1)):
            return command, " ".join(rest)
    return None, ""


def suggestion(commands: Commands, slash: Slash) -> str:
    close = nearest(slash.words, commands) or nearest(slash.words[:2], commands)
    return f"/{close}" if close else ""


def help_text(commands: Commands) -> str:
    """The table of all commands."""
    rows = ["| Command | What it does | Who |", "|---|---|---|"]
    for name in sorted(commands):
        command = commands[name]
        usage = f"/{name} {command.argument}".strip().replace("|", "\\|")
        who = "write access" if command.needs_write else "everyone"
        rows.append(f"| `{usage}` | {command.summary} | {who} |")
    return "\n".join(rows)
