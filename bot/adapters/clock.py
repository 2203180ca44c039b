"""The time of this machine."""

from __future__ import annotations

import time


class SystemClock:
    """`bot.ports.clock.Clock` on the system's clock."""

    def now(self) -> float:
        return time.time()
