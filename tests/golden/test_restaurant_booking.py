"""The restaurant's app, file by file: a change of any byte is a change that someone meant."""

from __future__ import annotations

from tests.golden.update import PATH, listing
from tests.phases.trees import tree_of


def test_the_tree_is_the_golden_one() -> None:
    """Differs? Read `git diff` after `python -m tests.golden.update`, and commit it with its reason."""
    assert listing(tree_of("restaurant-booking")).splitlines() == PATH.read_text("utf-8").splitlines()
