"""Figures with their targets, kept in a file with the machine that they were measured on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One number; with a `target`, it is to be that at most, or below it where `is_strict`.

    It is judged as measured, and rounded only where it is shown.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    is_strict: bool = False

    @property
    def is_met(self) -> bool:
        if self.target is None:
            return True
        return self.value < self.target if self.is_strict else self.value <= self.target


@dataclass(frozen=True)
class Measured:
    """What a part measured. `details` is whatever explains the figures, as JSON."""

    figures: tuple[Figure, ...]
    details: Mapping[str, Any] = field(default_factory=dict)


class Results:
    """The results file: parts that were not measured again keep their figures, and the machine of their time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: dict[str, Any] = json.loads(path.read_text())["parts"] if path.exists() else {}

    def add(self, part: str, measured: Measured, machine: Mapping[str, Any]) -> None:
        """Keep a part's figures, at once."""
        figures = [{**asdict(one), "met": one.is_met} for one in measured.figures]
        self._parts[part] = {"machine": machine, "figures": figures, "details": measured.details}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps({"parts": self._parts}, indent=2) + "\n")

    def missed(self, parts: Iterable[str]) -> list[str]:
        """Figures of these parts that are not what they are to be."""
        return [one["name"] for part in parts for one in self._parts[part]["figures"] if not one["met"]]

    def show(self, console: Console) -> None:
        """A table of all that is in the file."""
        table = Table(title=str(self._path), title_justify="left")
        for name in ("part", "figure"):
            table.add_column(name)
        for name in ("measured", "target", ""):
            table.add_column(name, justify="right", no_wrap=True)
        for part, kept in self._parts.items():
            for one in kept["figures"]:
                table.add_row(part, one["name"], *_shown(one))
        console.print(table)


def _shown(one: Mapping[str, Any]) -> tuple[str, str, str]:
    if one["target"] is None:
        return f"{one['value']:g} {one['unit']}", "", ""
    sign = "<" if one.get("is_strict") else "≤"
    return (
        f"{one['value']:g} {one['unit']}",
        f"{sign} {one['target']:g} {one['unit']}",
        "✓" if one["met"] else "✗",
    )
