"""Texts that people see, kept whole in files: a change of one is seen in review."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def plain(text: str) -> str:
    """Without what differs from run to run: commits, times, the run's id, and how much the phases wrote."""
    text = re.sub(r"\b[0-9a-f]{40}\b", "<commit>", text.replace("\r\n", "\n"))
    text = re.sub(r"run `[0-9a-f]{16}`", "run `<run>`", text)
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "<moment>", text)
    text = re.sub(r"\| \d+\.\d s \|", "| <time> |", text)
    text = re.sub(r"\b\d+ files?\b", "<n> files", text)
    return re.sub(r"\b[0-9a-f]{7}\b", "<short>", text)


def check_goldens(folder: str, seen: Mapping[str, str], actual: Path) -> None:
    """Compare with the files of `tests/golden/{folder}`; where they differ, the new ones are put into `actual`."""
    kept = {file.name: file.read_text() for file in sorted((FOLDER / folder).iterdir())}
    new = {name: plain(text).strip() + "\n" for name, text in seen.items()}
    if new != kept:
        actual.mkdir(parents=True)
        for name, text in new.items():
            (actual / name).write_text(text)
    assert new == kept, f"if the change is meant: cp {actual}/* {FOLDER / folder}"
