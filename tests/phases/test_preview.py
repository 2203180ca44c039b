"""A preview needs no key of anyone."""

from __future__ import annotations

from tests.phases.trees import changes_of, text_of


def test_a_preview_signs_in_anyone_and_holds_no_secret() -> None:
    """Its sign-in is refused on hosted platforms; its database is local."""
    written = text_of(changes_of("preview", "restaurant-booking").writes, ".env.preview")
    assert "AUTH_MODE=dev" in written
    assert "localhost" in written
    assert "STRIPE" not in written
