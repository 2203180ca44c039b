"""A branch does not set the rules that it is judged by: its linter's are the base branch's, or those generated."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.app import App
from bot.core.run import Run

RULES = re.compile(r"(.*/)?(eslint\.config\.[cm]?[jt]s|\.eslintrc(\.\w+)?|\.eslintignore)")


async def judged_files(app: App, run: Run, commit: str) -> tuple[Mapping[str, bytes], tuple[str, ...]]:
    """A commit's files as gates look at them, and the paths in which they are not the commit's own."""
    files = await app.repo.tree(run.workspace, commit)
    generated = _rules(await app.repo.generated(run.workspace, commit))
    own = _rules(files)
    if own == generated:
        return files, ()
    head = await app.repo.head(run.workspace, run.base)
    base = _rules(await app.repo.tree(run.workspace, head)) if head else {}
    wanted = {path: _wanted(path, own, base, generated) for path in {*own, *base, *generated}}
    foreign = tuple(sorted(path for path, data in wanted.items() if data != own.get(path)))
    kept = {path: data for path, data in files.items() if path not in foreign}
    return {**kept, **{path: data for path in foreign if (data := wanted[path]) is not None}}, foreign


def _rules(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if RULES.fullmatch(path)}


def _wanted(path: str, own: Mapping[str, bytes], *allowed: Mapping[str, bytes]) -> bytes | None:
    """The branch's own where others have the same, else the first of theirs; None where nobody has it."""
    theirs = [files[path] for files in allowed if path in files]
    return own[path] if own.get(path) in theirs else next(iter(theirs), None)
