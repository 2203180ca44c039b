"""Work that is ended as soon as nobody wants it any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from bot.errors import Retryable

T = TypeVar("T")
WATCH_SECONDS = 2


async def unless(is_unwanted: Callable[[], Awaitable[bool]], work: Coroutine[Any, Any, T]) -> T | None:
    """What the work comes to; None where it was ended, since `is_unwanted` said so meanwhile."""
    working = asyncio.create_task(work)
    watching = asyncio.create_task(_until(is_unwanted))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, watching):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(working, watching, return_exceptions=True)


async def _until(condition: Callable[[], Awaitable[bool]]) -> None:
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        with suppress(Retryable):
            if await condition():
                return
