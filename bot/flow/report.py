"""A gate's report, as a check run shows it: figures, log and annotations on the lines at fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.text import end_of, fence, inert, table
from bot.ports.forge import Annotation

MOST_ANNOTATIONS = 500
"""More than this on one commit are read in the log."""
LOG_TAIL = 20_000


def text_of(report: Mapping[str, Any]) -> str:
    """Figures as a table, then the end of what the tool printed."""
    rows = [["Figure", "Value"], *([name, str(value)] for name, value in report["figures"].items())]
    parts = [table(rows)] if report["figures"] else []
    hidden = len(report["findings"]) - MOST_ANNOTATIONS
    if hidden > 0:
        parts.append(f"{hidden} more findings are in the log.")
    if report["log"]:
        printed = fence(end_of(report["log"], LOG_TAIL))
        parts.append(f"<details><summary>What the tool printed</summary>\n\n{printed}\n\n</details>")
    return "\n\n".join(parts)


def annotations_of(report: Mapping[str, Any]) -> tuple[Annotation, ...]:
    """Findings that have a place; the others are in the summary and the log."""
    return tuple(
        Annotation(
            path=found["path"],
            start_line=max(found["line"], 1),
            end_line=max(found.get("end_line") or found["line"], 1),
            level=found["level"],
            message=found["message"][:4000] or "see the log",
            title=inert(found["code"]) if found["code"] else "",
        )
        for found in report["findings"][:MOST_ANNOTATIONS]
        if found["path"]
    )
