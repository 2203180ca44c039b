"""Waiting on conditions of other processes, never on time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

DEADLINE = 60.0
"""Far above what anything takes: a test that gets there has found something stuck."""


def until(condition: Callable[[], bool], deadline: float = DEADLINE) -> None:
    """Returns as soon as the condition holds; fails when the deadline passes first."""
    ends = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < ends, f"{condition.__qualname__} did not come true within {deadline} s"
        time.sleep(0.01)


async def until_async(condition: Callable[[], Awaitable[bool]], deadline: float = DEADLINE) -> None:
    """The same, for a condition that has to be awaited."""
    async with asyncio.timeout(deadline):
        while not await condition():
            await asyncio.sleep(0.01)
