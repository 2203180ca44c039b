"""A plug-in is one file and one test of the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.code import ROOT
from tests.promises.test_layers import PLUGINS

FILES = {
    path: ROOT / "tests" / path.parent.name / f"test_{path.stem}.py"
    for package in PLUGINS
    for path in sorted((ROOT / package.replace(".", "/")).glob("*.py"))
    if not path.stem.startswith("_")
}
"""Each plug-in and its test."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_has_a_test_of_the_same_name(path: Path) -> None:
    """`bot/gates/lint.py` has `tests/gates/test_lint.py`, and a test in it."""
    test = FILES[path]
    assert test.exists(), f"write {test.relative_to(ROOT)}"
    assert "def test_" in test.read_text(encoding="utf-8")


def test_plugins_are_found() -> None:
    """The folders are where they are looked for."""
    assert {path.parent.name for path in FILES} >= {
        "commands",
        "fixers",
        "gates",
        "phases",
        "stacks",
        "targets",
    }
