"""What a changed plan changes, by name."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.plan.canonical import canonical
from bot.core.plan.changes import Change, changes_markdown, plan_changes
from bot.core.plan.load import PLAN
from bot.core.plan.model import Plan
from tests.builders import restaurant
from tests.core.plan.documents import documents, largest

HERO = "packages/platform/ui/src/primitives/heroes/hero-fullscreen/component.tsx"


def changes(*edits: tuple[str, str]) -> list[Change]:
    """What these edits of the restaurant's text change."""
    text = restaurant()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    before, after = as_plan(yaml.safe_load(restaurant())), as_plan(yaml.safe_load(text))
    assert before
    assert after
    return list(plan_changes(before, after))


@pytest.mark.parametrize(
    ("old", "new", "place", "was", "becomes"),
    [
        (
            'check: "partySize > 0"',
            'check: "partySize > 1"',
            ("entity `Reservation`", "field `partySize`", "check"),
            "partySize > 0",
            "partySize > 1",
        ),
        (
            "- name: Table\n",
            "- name: Tag\n          fields: [{ name: id, type: uuid, unique: true }]\n        - name: Table\n",
            ("entity `Tag`",),
            "",
            "id",
        ),
        ("mode: test", "mode: live", ("integrations", "stripe", "mode"), "test", "live"),
        (
            'cta: "Book a table"',
            "title2: 1",
            (f"section `{HERO}`", "props", "title2"),
            "",
            "1",
        ),
        (
            "{ partySize: int, time: datetime,",
            "{ time: datetime, partySize: int,",
            ("operation `createReservation`", "input", "order"),
            "partySize, time, tableId",
            "time, partySize, tableId",
        ),
        (
            "operation: reservation.cancelReservation }",
            "operation: reservation.cancelReservation, rateLimit: 5 }",
            ("route `DELETE /api/reservations/{id}`", "rateLimit"),
            "",
            "5",
        ),
    ],
)
def test_each_difference_is_named(old: str, new: str, place: tuple[str, ...], was: str, becomes: str) -> None:
    """An entity, field, operation, route or choice that differs is told by its name, with both values."""
    found = [(one.place[-len(place) :], one.was, one.becomes) for one in changes((old, new))]
    assert (place, was, becomes) in found


def test_what_means_the_same_is_no_change() -> None:
    """Comments, quotes and defaults written out change nothing."""
    assert (
        changes(("name: restaurant-booking", 'name: "restaurant-booking"  # ours'), ("mode: test", "")) == []
    )


def test_long_texts_are_shown_where_they_differ() -> None:
    """Of two long texts the stretch in which they begin to differ is shown."""
    (change,) = changes(("'CONFIRMED','CANCELLED'", "'CONFIRMED','GONE'"))
    assert change.place == ("database", "sql")
    assert "CANCELLED" in change.was
    assert "GONE" in change.becomes


def test_the_table_is_bounded() -> None:
    """However much changes, the table has an end that says how much is left out."""
    many = [Change((f"entity `E{n}`",), "", "id") for n in range(100)]
    text = changes_markdown(many, most=10)
    assert text.count("➕") == 10
    assert "90 more" in text


LARGEST = largest(PLAN.schema)
PARTS = st.sampled_from(sorted(PLAN.schema["properties"])).flatmap(
    lambda key: documents(PLAN.schema["properties"][key]).map(lambda part: {**LARGEST, key: part})
)
"""A plan with everything in it, of which one part is anything."""


def as_plan(document: Any) -> Plan | None:
    try:
        return Plan.model_validate(document)
    except ValidationError:
        return None


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(PARTS, PARTS)
def test_no_change_goes_unsaid(one: Any, other: Any) -> None:
    """Two plans have a change to tell if and only if their canonical forms, and so their digests, differ."""
    before, after = as_plan(one), as_plan(other)
    assert before
    assert after
    found = plan_changes(before, after)
    assert bool(found) == (canonical(before) != canonical(after))
    assert len(changes_markdown(found).splitlines()) >= 2 + len(found[:60])
    assert plan_changes(after, after) == ()
