"""The app's tests: every operation, policy, route and page; what cannot be told is not guessed at."""

from __future__ import annotations

import yaml

from bot.core.plan.model import Plan
from tests.phases.trees import changes_of, laid, plan_text, text_of

MANAGER = "packages/platform/ui/src/features/resource/ResourceManager.tsx"


def test_every_operation_is_tested() -> None:
    """Open ones too, whether somebody has written them or not: the call reaches their file."""
    tests = text_of(changes_of("tests", "help-desk").writes, "domains/support/operations.test.ts")
    for name in ("openTicket", "listTickets", "closeTicket", "sendMessage", "listMessages"):
        assert f'describe("{name}"' in tests
    assert 'toEqual({ written: "escalateTicket" })' in tests


def test_every_owned_table_has_deny_tests_that_would_notice() -> None:
    """They also show that a row is seen once its policies are out of force."""
    tests = text_of(changes_of("tests", "restaurant-booking").writes, "db/policies.test.ts")
    assert "denies a user to make a row for another" in tests
    assert "disable row level security" in tests


def test_the_flow_of_a_page_is_what_its_form_says() -> None:
    """Sign in, fill in the fields by their labels, press the component's own button, read what is said."""
    flow = text_of(changes_of("tests", "restaurant-booking").writes, "e2e/bookings-reservation.spec.ts")
    for said in (
        'SUBMIT = "Book"',
        'DONE = "Reservation confirmed"',
        'field("Party size")',
        'field("Table").selectOption',
    ):
        assert said in flow
    assert "a user neither sees nor changes another user's reservation" in flow


def test_a_page_that_shows_rows_twice_is_told_apart() -> None:
    """Two sections about one entity: a new row is there two times."""
    plan = yaml.safe_load(plan_text("clinic"))
    notes = next(page for page in plan["components"]["pages"] if page["name"] == "Notes")
    notes["sections"] = [{"component": MANAGER, "props": {"entity": "Note"}}] * 2
    flow = text_of(laid(Plan.model_validate(plan)), "e2e/notes-note.spec.ts")
    assert flow.count("toHaveCount(before + 2)") == 2
    assert "const row = alice.getByTestId(ROW).first();" in flow


def test_every_page_is_looked_at() -> None:
    """axe sees the sign-in page and each page of the plan."""
    spec = text_of(changes_of("tests", "help-desk").writes, "a11y/pages.spec.ts")
    for route in ("/sign-in", "/", "/tickets", "/articles", "/contact", "/admin/tickets"):
        assert f'test("{route}"' in spec


def test_the_coverage_target_is_the_plans() -> None:
    """The threshold of vitest is the plan's number."""
    config = text_of(changes_of("tests", "help-desk").writes, "vitest.config.ts")
    assert "thresholds: { lines: 80, statements: 80 }" in config
