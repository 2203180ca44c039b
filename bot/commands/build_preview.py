"""`/build preview`: show the build pull request's gated head again."""

from __future__ import annotations

from bot.core import words
from bot.core.events import CommentCreated
from bot.core.turn import Turn
from bot.errors import UserError
from bot.ports.command import Command


class BuildPreview:
    name = "build preview"
    argument = ""
    summary = "Bring the preview up again, after it was stopped or did not start"
    needs_write = True

    def obey(self, turn: Turn, event: CommentCreated, argument: str) -> str:
        if turn.now_run is None:
            raise UserError(words.NO_RUN)
        preview = turn.run.preview
        if preview is None:
            return words.NO_PREVIEW
        if turn.run.is_ended or turn.run.merged:
            return "The pull request is no longer open, so there is nothing to preview."
        if not preview.is_wanted:
            turn.start_preview(preview.commit)
        return words.preview_line(turn.run)


COMMAND: Command = BuildPreview()
