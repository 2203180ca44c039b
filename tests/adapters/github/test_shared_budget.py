"""Processes that write as the same installation keep below GitHub's limits together, with a real Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from bot.adapters.github.budget import Limits
from bot.adapters.github.failures import PausedError
from bot.adapters.github.shared_budget import SharedBudget
from tests.contract.redis import RedisServer, redis_server

__all__ = ["redis_server"]

LIMITS = Limits(points_per_minute=20, contents_per_minute=3, contents_per_hour=4)


@pytest.fixture
async def two(redis_server: RedisServer) -> AsyncIterator[tuple[SharedBudget, SharedBudget]]:
    """The budgets of two processes."""
    async with AsyncExitStack() as stack:
        budgets = []
        for _ in range(2):
            redis = Redis.from_url(redis_server.url, socket_connect_timeout=60)
            stack.push_async_callback(redis.aclose)
            budgets.append(SharedBudget(redis, "1:2", LIMITS))
        yield budgets[0], budgets[1]


async def write(budget: SharedBudget) -> float:
    return await budget.wait(is_read=False, makes_content=True)


async def pass_time(server: RedisServer, window: str, parts: int) -> None:
    """As if what was spent in the window had been spent so many sixtieths of it earlier."""
    redis, key = server.client(), f"drystone:budget:1:2:{window}"
    spent = dict(redis.hgetall(key))
    redis.delete(key)
    for part, cost in spent.items():
        redis.hset(key, str(int(part) - parts), cost)


async def test_limits_hold_for_all_processes(
    two: tuple[SharedBudget, SharedBudget], redis_server: RedisServer
) -> None:
    """So many points a minute and contents an hour, whoever spends them; what was long ago counts no more."""
    first, second = two
    assert [await write(budget) for budget in (first, second, first)] == [0, 0, 0]
    assert 0 < await write(second) <= 61
    assert [await second.wait(is_read=True, makes_content=False) for _ in range(5)] == [0] * 5
    assert 0 < await first.wait(is_read=True, makes_content=False) <= 61
    for window in ("points", "contents"):
        await pass_time(redis_server, window, 61)
    assert await write(first) == 0
    assert 3400 < await write(second) <= 3661


async def test_other_installations_are_not_held_up(
    two: tuple[SharedBudget, SharedBudget], redis_server: RedisServer
) -> None:
    """Each installation has a budget of its own."""
    first, _ = two
    await first.pause(60, is_told=True)
    redis = Redis.from_url(redis_server.url)
    try:
        assert await write(SharedBudget(redis, "1:3", LIMITS)) == 0
    finally:
        await redis.aclose()


async def test_a_pause_holds_for_all(two: tuple[SharedBudget, SharedBudget]) -> None:
    """What GitHub asked one process for, the others keep too."""
    first, second = two
    assert await first.pause(60, is_told=True) == 60
    with pytest.raises(PausedError) as caught:
        await write(second)
    assert 0 < caught.value.after <= 60


async def test_pauses_grow_until_an_answer_comes(two: tuple[SharedBudget, SharedBudget]) -> None:
    """Twice as long each time in a row, whichever process was told; the first answer to anyone ends the row."""
    first, second = two
    assert [await budget.pause(60, is_told=False) for budget in (first, second, first)] == [60, 120, 240]
    await second.is_well()
    assert await first.pause(60, is_told=False) == 60


async def test_without_redis_each_keeps_its_own(
    two: tuple[SharedBudget, SharedBudget], redis_server: RedisServer
) -> None:
    """Redis away is no reason to stop, nor to forget the limits; back, and empty, it is used again."""
    first, second = two
    redis_server.kill()
    assert [await write(first) for _ in range(3)] == [0, 0, 0]
    assert await write(first) > 0
    assert await first.pause(60, is_told=True) == 60
    assert await write(second) == 0
    redis_server.wipe()
    redis_server.start()
    assert await write(second) == 0
    assert len(redis_server.client().keys("drystone:budget:1:2:*")) == 3
