"""Corrections of single lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.fix import fix
from bot.core.plan.load import load

HERE = Path(__file__).parent
PRINTED = (HERE / "printed.buildplan.yaml").read_text()
RESTAURANT = (HERE.parents[2] / "examples/restaurant-booking/buildplan.yaml").read_text()


def test_printed_plan_becomes_the_example() -> None:
    """The seed's printed plan, corrected, is the example's text, word for word below its heading."""
    fixed = fix(PRINTED)
    assert fixed == RESTAURANT[RESTAURANT.index("version:") :]
    assert load(fixed).digest == load(RESTAURANT).digest


def test_sound_text_stays_as_it_is() -> None:
    """Nothing is touched where nothing is wrong."""
    assert fix(RESTAURANT) == RESTAURANT


@pytest.mark.parametrize(
    ("old", "new", "fixed"),
    [
        ("version: 1.0.0", "version: 1.0", 'version: "1.0"'),
        ("name: corner-shop", "name: 7", 'name: "7"'),
        ("gherkinFrom: none", "gherkinFrom: no", 'gherkinFrom: "no"'),
        ("type: string}", "type: string, unique: yes}", "type: string, unique: true}"),
        ("price >= 0}", "price >= {0}}", 'check: "price >= {0}"}'),
        ("{source: fromEntities}", "{source:\tfromEntities}", "{source:\tfromEntities}"),
    ],
)
def test_each_kind_of_correction(old: str, new: str, fixed: str) -> None:
    """Quotes are put where a text is meant, `yes` becomes `true`; the rest of the text stays."""
    changed = EXAMPLE.replace(old, new)
    assert fixed in fix(changed)
    assert len(fix(changed).splitlines()) == len(EXAMPLE.splitlines())


def test_tabs_and_marks_and_line_ends() -> None:
    """Tabs become spaces and a byte order mark goes; CRLF stays CRLF."""
    text = "\ufeff" + EXAMPLE.replace("  pages:", "\tpages:").replace("\n", "\r\n")
    assert fix(text) == EXAMPLE.replace("\n", "\r\n")


def test_all_lines_are_corrected_at_once() -> None:
    """A plan in which many lines need quotes is corrected whole."""
    routes = "".join(
        f"    - {{method: DELETE, path: /api/items{number}/{{id}}, operation: catalog.deleteItem}}\n"
        for number in range(60)
    )
    text = EXAMPLE.replace(
        '    - {method: DELETE, path: "/api/items/{id}", operation: catalog.deleteItem}\n', routes
    )
    assert len(load(text).errors) == 60
    assert load(fix(text)).problems == ()


def test_what_has_no_certain_cure_stays() -> None:
    """A fault whose cure is a guess is left to people."""
    text = EXAMPLE.replace("ui: []", "ui: [").replace("stack: nextjs-15", "stack: nextjs15")
    assert fix(text) == text
