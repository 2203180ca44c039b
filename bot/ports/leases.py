"""Holding a lease while work goes on: renewed in the background, and the work ended when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from bot.errors import Conflict, Retryable
from bot.ports.store import Lease


class Leasing(Protocol):
    """What of a store is needed to hold a lease."""

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None: ...

    async def renew(self, lease: Lease, seconds: float) -> bool: ...

    async def release(self, lease: Lease) -> None: ...


@asynccontextmanager
async def held(store: Leasing, name: str, owner: str, seconds: float) -> AsyncIterator[Lease | None]:
    """Yields the lease, or None while somebody else holds it.

    The body is cancelled when the lease is lost; then this raises `Conflict`.
    """
    lease = await store.acquire(name, owner, seconds)
    if lease is None:
        yield None
        return
    body: asyncio.Task[object] | None = asyncio.current_task()
    assert body is not None
    keeper = asyncio.create_task(_keep(store, lease, seconds))
    cut = _Cut(body)
    keeper.add_done_callback(cut)
    try:
        yield lease
    except asyncio.CancelledError:
        if not cut.happened:
            raise
        body.uncancel()
        raise Conflict(f"The lease {name} was lost while its work went on.") from None
    finally:
        cut.is_armed = False
        keeper.cancel()
        with suppress(Retryable):
            await store.release(lease)


class _Cut:
    """Cancels the body once when its keeper gives up."""

    def __init__(self, body: asyncio.Task[object]) -> None:
        self._body = body
        self.is_armed = True
        self.happened = False

    def __call__(self, keeper: asyncio.Task[None]) -> None:
        if self.is_armed and not keeper.cancelled():
            self.happened = True
            self._body.cancel()


async def _keep(store: Leasing, lease: Lease, seconds: float) -> None:
    """Returns when the lease is lost: taken over, or not renewed in time."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + seconds
    while True:
        await asyncio.sleep(seconds / 3)
        asked = loop.time()
        try:
            async with asyncio.timeout_at(ends):
                if not await store.renew(lease, seconds):
                    return
            ends = asked + seconds
        except Retryable:
            if loop.time() >= ends:
                return
        except TimeoutError:
            return
