"""Names what the plan leaves open and nobody has written yet, in a neutral check run on the head."""

from __future__ import annotations

from bot.app import App
from bot.core.ids import OPEN_POINTS_CHECK, PLAN_FILE, Workspace
from bot.core.open_points import OpenPoint, is_open_file, unwritten
from bot.core.words import open_points as words
from bot.flow.redacting import shown
from bot.flow.report import MOST_ANNOTATIONS
from bot.ports.forge import Annotation, CheckDraft


async def tell_open_points(app: App, at: Workspace, run: str, commit: str) -> None:
    """The check run; none where the commit has no open point's file yet."""
    files = await app.repo.tree(at, commit)
    points = unwritten(files)
    if not any(map(is_open_file, files)):
        return
    draft = CheckDraft(
        name=OPEN_POINTS_CHECK,
        commit=commit,
        external_id=f"{run}/{OPEN_POINTS_CHECK}/{commit}",
        status="completed",
        conclusion="neutral" if points else "success",
        title=words.title(len(points)),
        summary=shown(app, words.summary(points)),
        annotations=tuple(map(_annotation, points[:MOST_ANNOTATIONS])),
    )
    await app.forge.put_check(at, draft)


def _annotation(point: OpenPoint) -> Annotation:
    return Annotation(
        path=point.path,
        start_line=point.line,
        end_line=point.line,
        level="notice",
        message=f"{point.said}. Write it here, or say it in {PLAN_FILE}.",
        title="open point",
    )
