"""A clock that tests move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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


class ForgeClock:
    """The forge's time: the machine's, since tokens are signed by it, and as much later as a test says."""

    def __init__(self) -> None:
        self.later = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.later

    def advance(self, seconds: float) -> None:
        """Let time pass at the forge, a minute at most."""
        self.later += timedelta(seconds=seconds)
