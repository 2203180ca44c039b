"""The pages that are made from the plan's code are complete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.core.plan.checks import CHECKS
from bot.core.plan.checks.renames import RENAME_CODES
from bot.core.plan.formal import FORMAL
from bot.core.plan.load import PLAN
from bot.core.plan.reference import plan_page, problems_page


def test_every_code_has_its_entry() -> None:
    """Each code stands in `docs/problems.md` with its severity."""
    page = problems_page()
    codes = [(one.code, one.severity) for one in (*FORMAL, *RENAME_CODES)]
    codes += [(one.code, one.severity) for one in CHECKS]
    for code, severity in codes:
        assert f"### `{code}` ({severity})" in page


def test_every_key_has_its_entry() -> None:
    """Each key of the schema stands in `docs/plan.md`."""
    page = plan_page("")
    for key in _keys(PLAN.schema):
        assert f"| `{key}` |" in page or f"### `{key}`" in page


def _keys(rules: dict[str, Any]) -> Iterator[str]:
    for key, inner in rules.get("properties", {}).items():
        yield key
        yield from _keys(inner)
    yield from _keys(rules["items"]) if "items" in rules else ()
