"""A clock that tests move."""

from __future__ import annotations

START = 1_760_000_000.0
LOOK = 0.001


class FakeClock:
    """Each look takes a moment, so that no two are at the same time; else time passes when a test says so."""

    def __init__(self, start: float = START) -> None:
        self._now = start

    def now(self) -> float:
        """Seconds since the epoch."""
        self._now = round(self._now + LOOK, 3)
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
