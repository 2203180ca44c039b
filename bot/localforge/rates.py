"""The primary rate limit: so many calls an hour for each installation, App or person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass
class Window:
    """One caller's running hour."""

    resets: datetime
    used: int = 0


class Rates:
    """Counts calls; `limit` may be lowered to see what a bot does at its end."""

    def __init__(self, limit: int = 5000) -> None:
        self.limit = limit
        self._windows: dict[str, Window] = {}

    def peek(self, key: str, now: datetime) -> dict[str, int]:
        """The caller's figures, as `GET /rate_limit` and the headers give them."""
        window = self._window(key, now)
        left = max(self.limit - window.used, 0)
        reset = int(window.resets.timestamp())
        return {"limit": self.limit, "remaining": left, "used": window.used, "reset": reset}

    def spend(self, key: str, now: datetime) -> bool:
        """Count a call; False when the hour's calls are used up."""
        window = self._window(key, now)
        if window.used >= self.limit:
            return False
        window.used += 1
        return True

    def refund(self, key: str, now: datetime) -> None:
        """Take a call back: a 304 costs nothing."""
        self._window(key, now).used -= 1

    def _window(self, key: str, now: datetime) -> Window:
        window = self._windows.get(key)
        if window is None or window.resets <= now:
            window = self._windows[key] = Window(now + HOUR)
        return window
