"""A patch as rows for a page: numbered, coloured, with the annotations of checks below their lines."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.localforge.git import Change
from bot.localforge.pages.markup import code_lines
from bot.localforge.records import CheckRun, Json

LARGE = 600
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)")


@dataclass(frozen=True)
class Note:
    """An annotation with the name of its check run."""

    check: str
    level: str
    title: str
    message: str
    start: int
    end: int


@dataclass
class Row:
    """One line of a diff: `kind` is hunk, same, add or del."""

    kind: str
    old: int | None
    new: int | None
    text: Markup | str
    notes: list[Note] = field(default_factory=list)


@dataclass
class FileDiff:
    """One file of a diff; `stray` are notes on lines that the diff does not show."""

    change: Change
    rows: list[Row]
    stray: list[Note]
    large: bool

    @property
    def anchor(self) -> str:
        """The file's id on the page."""
        return "file-" + re.sub(r"[^\w-]", "-", self.change.path)


def file_diffs(changes: list[Change], runs: list[CheckRun]) -> list[FileDiff]:
    """The diffs of a page."""
    notes = _notes(runs)
    return [_file(change, notes.get(change.path, [])) for change in changes]


def _notes(runs: list[CheckRun]) -> dict[str, list[Note]]:
    by_path: dict[str, list[Note]] = defaultdict(list)
    for run in runs:
        for one in run.annotations:
            by_path[str(one["path"])].append(note_of(run.name, one))
    return by_path


def note_of(check: str, annotation: Json) -> Note:
    """An annotation as pages show it."""
    return Note(
        check=check,
        level=annotation["annotation_level"],
        title=annotation.get("title") or "",
        message=annotation["message"],
        start=annotation["start_line"],
        end=annotation["end_line"],
    )


def _file(change: Change, notes: list[Note]) -> FileDiff:
    large = change.additions + change.deletions > LARGE
    rows = [] if large else _rows(change)
    shown = {row.new: row for row in rows if row.new is not None}
    stray = []
    for note in notes:
        if note.end in shown:
            shown[note.end].notes.append(note)
        else:
            stray.append(note)
    return FileDiff(change, rows, stray, large)


def _rows(change: Change) -> list[Row]:
    lines = [line for line in change.patch.split("\n") if line and not line.startswith("\\")]
    text = "\n".join("" if line.startswith("@@") else line[1:] for line in lines)
    coloured = code_lines(change.path, text)
    rows: list[Row] = []
    old = new = 0
    for index, line in enumerate(lines):
        hunk = _HUNK.match(line)
        if hunk:
            old, new = int(hunk[1]), int(hunk[2])
            if rows or max(old, new) > 1:
                rows.append(Row("hunk", None, None, hunk[3] or "⋯"))
            continue
        shown = coloured[index] if index < len(coloured) else ""
        if line[0] == "-":
            rows.append(Row("del", old, None, shown))
            old += 1
        elif line[0] == "+":
            rows.append(Row("add", None, new, shown))
            new += 1
        else:
            rows.append(Row("same", old, new, shown))
            old, new = old + 1, new + 1
    return rows
