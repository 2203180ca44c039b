"""Keeps one installation's requests below GitHub's limits: by itself, or together with all other processes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.adapters.github.failures import PausedError

MINUTE, HOUR = 60.0, 3600.0


@dataclass(frozen=True)
class Limits:
    """GitHub's figures: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api"""

    points_per_minute: int = 900
    contents_per_minute: int = 80
    contents_per_hour: int = 500


@dataclass
class Window:
    """What was spent in the last `seconds`."""

    most: int
    seconds: float
    spent: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0

    def wait(self, now: float, cost: int) -> float:
        """Seconds until `cost` fits in."""
        while self.spent and self.spent[0][0] <= now - self.seconds:
            self.total -= self.spent.popleft()[1]
        over, freed = self.total + cost - self.most, 0
        if over <= 0:
            return 0.0
        for at, points in self.spent:
            freed += points
            if freed >= over:
                return at + self.seconds - now
        return self.seconds

    def spend(self, now: float, cost: int) -> None:
        self.spent.append((now, cost))
        self.total += cost


class Budget(Protocol):
    """Asked before each request. A pause that GitHub asked for holds for all that share the budget."""

    async def wait(self, *, is_read: bool, makes_content: bool) -> float:
        """Seconds until the next request may go out; 0 counts it as sent. Raises `PausedError` in a pause."""
        ...

    async def pause(self, seconds: float, *, is_told: bool) -> float:
        """No request for so long; twice as long each time in a row where GitHub did not say how long."""
        ...

    async def is_well(self) -> None:
        """An answer came: pauses start short again."""
        ...


def cost_of(*, is_read: bool) -> int:
    """Points, as GitHub counts them."""
    return 1 if is_read else 5


class LocalBudget:
    """`Budget` of one process."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._points = Window(limits.points_per_minute, MINUTE)
        self._contents = (Window(limits.contents_per_minute, MINUTE), Window(limits.contents_per_hour, HOUR))
        self._paused_until = 0.0
        self._pauses = 0

    async def pause(self, seconds: float, *, is_told: bool) -> float:
        longer = seconds if is_told else min(seconds * 2**self._pauses, HOUR)
        self._pauses += 1
        self._paused_until = max(self._paused_until, self._clock() + longer)
        return longer

    async def is_well(self) -> None:
        self._pauses = 0

    async def wait(self, *, is_read: bool, makes_content: bool) -> float:
        now = self._clock()
        if self._paused_until > now:
            raise PausedError("GitHub asked to slow down.", after=self._paused_until - now)
        windows = [(self._points, cost_of(is_read=is_read))]
        windows += [(window, 1) for window in self._contents] if makes_content else []
        longest = max(window.wait(now, cost) for window, cost in windows)
        if longest <= 0:
            for window, cost in windows:
                window.spend(now, cost)
        return max(longest, 0.0)
