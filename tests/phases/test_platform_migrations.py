"""What apps keep beside their tables comes to those that were built before it, as one more migration."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports.phase import Material, PhaseInput
from tests.phases.trees import BOUND, LIBRARY, PHASES, changes_of, plan_of

KEYS = "db/migrations/0003_idempotency_keys.sql"


def migrated(released: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """What the phase lays for the plan that these migrations were made of."""
    material = Material(plan_of("restaurant-booking"), "", LIBRARY, BOUND, released)
    return PHASES["migrate"].lay(PhaseInput(material, {})).writes


def test_an_app_without_keys_of_commands_gets_them() -> None:
    """Its own migrations stay as they are, and the next number has the table."""
    first = changes_of("migrate", "restaurant-booking").writes
    old = {path: data for path, data in first.items() if path != KEYS}
    assert migrated(old)[KEYS] == first[KEYS]
    later = {**old, "db/migrations/0003_expand.sql": b"-- in use"}
    assert migrated(later)["db/migrations/0004_idempotency_keys.sql"] == first[KEYS]


def test_an_app_that_has_them_gets_nothing_more() -> None:
    """Whatever their number is."""
    first = changes_of("migrate", "restaurant-booking").writes
    assert migrated(first) == first
