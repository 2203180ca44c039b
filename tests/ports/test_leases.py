"""Work goes on only while its lease is held."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.errors import Conflict, Retryable
from bot.ports.leases import held
from bot.ports.store import Lease
from tests.contract.clocks import SetClock

LEASE = 60.0


class Time:
    """The running loop's time, which passes when a test says so: whoever sleeps, sleeps until then."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._now = self._loop.time()
        self._asleep: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()
        self._loop.time = lambda: self._now  # type: ignore[method-assign]

    async def sleep(self, _: float) -> None:
        woken: asyncio.Future[None] = self._loop.create_future()
        self._asleep.put_nowait(woken)
        await woken

    async def pass_by(self, seconds: float) -> None:
        """Once somebody sleeps; who then wakes up."""
        woken = await self._asleep.get()
        self._now += seconds
        woken.set_result(None)


class Watched(SqlStore):
    """Counts renewals; `away` makes them fail as a database does that cannot be reached."""

    renewals = 0
    away = False

    async def renew(self, lease: Lease, seconds: float) -> bool:
        self.renewals += 1
        if self.away:
            raise Retryable("away")
        return await super().renew(lease, seconds)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr("bot.ports.leases.asyncio.sleep", made.sleep)
    return made


@pytest.fixture
async def store(tmp_path: Path, clock: SetClock) -> AsyncIterator[Watched]:
    url = f"sqlite:///{tmp_path}/store.db"
    await migrate(url)
    store = Watched(url, clock)
    yield store
    await store.close()


async def test_it_is_renewed_while_the_work_goes_on_and_given_back(
    store: Watched, clock: SetClock, time: Time
) -> None:
    """However long the work takes; afterwards somebody else can have it at once."""
    async with held(store, "step:1", "w1", LEASE) as lease:
        assert lease is not None
        for _ in range(6):
            clock.advance(LEASE / 3)
            await time.pass_by(LEASE / 3)
        assert store.renewals >= 5
        assert await store.held(["step:1"]) == {"step:1"}
    assert await store.held(["step:1"]) == frozenset()


async def test_while_another_holds_it_there_is_none(store: Watched) -> None:
    """And the other's is left alone."""
    await store.acquire("step:1", "w2", 10)
    async with held(store, "step:1", "w1", LEASE) as lease:
        assert lease is None
    assert await store.held(["step:1"]) == {"step:1"}


async def test_the_work_ends_when_the_lease_is_taken_over(
    store: Watched, clock: SetClock, time: Time
) -> None:
    """As after a pause of the whole process: the work is cancelled, and `Conflict` says why."""

    async def work() -> None:
        async with held(store, "step:1", "w1", LEASE):
            clock.advance(LEASE)
            assert await store.acquire("step:1", "w2", LEASE) is not None
            await time.pass_by(LEASE / 3)
            await asyncio.Event().wait()

    with pytest.raises(Conflict, match="step:1"):
        await work()
    assert await store.held(["step:1"]) == {"step:1"}
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_the_work_ends_when_it_cannot_be_renewed_in_time(store: Watched, time: Time) -> None:
    """A store that is away for longer than the lease: others may hold it by now."""
    store.away = True

    async def work() -> None:
        async with held(store, "step:1", "w1", LEASE):
            for _ in range(3):
                await time.pass_by(LEASE / 3)
            await asyncio.Event().wait()

    with pytest.raises(Conflict):
        await work()
    assert store.renewals == 3


async def test_a_cancellation_from_outside_stays_one(store: Watched) -> None:
    """Stopping a worker is no conflict; the lease is given back at once."""
    began = asyncio.Event()

    async def work() -> None:
        async with held(store, "step:1", "w1", 60):
            began.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await store.held(["step:1"]) == frozenset()


async def test_a_fault_of_the_work_passes_through(store: Watched) -> None:
    """And the lease is given back."""
    with pytest.raises(ZeroDivisionError):
        async with held(store, "step:1", "w1", 60):
            raise ZeroDivisionError
    assert await store.held(["step:1"]) == frozenset()
