"""The queue inside the process."""

from __future__ import annotations

import asyncio

from bot.adapters.queue.inline import InlineQueue
from bot.errors import Retryable
from bot.ports.queue import Job

ONE, TWO = Job(kind="drain", name="one"), Job(kind="drain", name="two")


async def test_jobs_put_by_jobs_are_carried_out_too() -> None:
    """`run_all` ends when nothing waits."""
    done: list[str] = []
    queue = InlineQueue()

    async def handler(job: Job) -> None:
        done.append(job.name)
        if job == ONE:
            await queue.put(TWO)

    queue.bind(handler)
    await queue.put(ONE)
    assert await queue.run_all() == 2
    assert done == ["one", "two"]


async def test_a_job_that_breaks_does_not_stop_the_next() -> None:
    """Neither a bug nor a failure of the world."""
    done: list[str] = []

    async def handler(job: Job) -> None:
        done.append(job.name)
        raise (Retryable("away") if job == ONE else ZeroDivisionError)

    queue = InlineQueue(handler)
    for job in (ONE, TWO, ONE):
        await queue.put(job)
    assert await queue.run_all() == 2
    assert done == ["one", "two"]


async def test_serve_carries_out_side_by_side_and_ends_what_is_under_way() -> None:
    """A long job does not hold up a short one; stopping cancels both."""
    short, cancelled = asyncio.Event(), asyncio.Event()

    async def handler(job: Job) -> None:
        if job == TWO:
            short.set()
            return
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    queue = InlineQueue(handler)
    serving = asyncio.create_task(queue.serve())
    await queue.put(ONE)
    await queue.put(TWO)
    await short.wait()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert cancelled.is_set()
