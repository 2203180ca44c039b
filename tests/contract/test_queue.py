"""What every queue holds to, in the process and over Redis alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from rq import Queue as RedisQueue
from rq.serializers import JSONSerializer

from bot.adapters.queue.inline import InlineQueue
from bot.adapters.queue.rq import RqQueue
from bot.ports.queue import Job, Queue
from tests.contract.redis import RedisServer, redis_server

__all__ = ["redis_server"]
Waiting = Callable[[], list[tuple[str, ...]]]


@pytest.fixture(params=["inline", "rq"])
async def queue(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Queue, Waiting]]:
    """A queue, and what waits in it: function arguments in order."""
    if request.param == "inline":
        inline = InlineQueue()
        yield inline, lambda: [tuple(job.name.split("/")) for job in inline.waiting]
        await inline.close()
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    rq = RqQueue(server.url)

    def waiting() -> list[tuple[str, ...]]:
        lanes = (
            RedisQueue(f"drystone-{lane}", server.client(), serializer=JSONSerializer)
            for lane in ("fast", "slow")
        )
        return [tuple(job.args) for lane in lanes for job in lane.get_jobs()]

    yield rq, waiting
    await rq.close()


async def test_jobs_wait_in_order(queue: tuple[Queue, Waiting]) -> None:
    """First in, first out; a step's name is its run and its step."""
    put, waiting = queue
    for job in (
        Job(kind="delivery", name="g1"),
        Job(kind="drain", name="r1"),
        Job(kind="step", name="r1/s1"),
    ):
        await put.put(job)
    assert waiting() == [("g1",), ("r1",), ("r1", "s1")]


async def test_a_job_that_waits_is_not_doubled(queue: tuple[Queue, Waiting]) -> None:
    """Putting it again, as the tick does, changes nothing; another attempt is another job."""
    put, waiting = queue
    for attempt in (1, 1, 2):
        await put.put(Job(kind="step", name="r1/s1", attempt=attempt))
    assert waiting() == [("r1", "s1"), ("r1", "s1")]


async def test_streams_of_workspaces_are_told_apart(queue: tuple[Queue, Waiting]) -> None:
    """Names that look alike once written as a job id are still two jobs."""
    put, waiting = queue
    names = ("7/owner/my-app", "7/owner-my/app", "7/owner/my.app")
    for name in names:
        await put.put(Job(kind="drain", name=name))
    assert len(waiting()) == 3
