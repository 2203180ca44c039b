"""What Redis and its workers lose, and how a job is put into the queue again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rq import Queue as RedisQueue
from rq.job import Job as RedisJob
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from bot.adapters.queue.rq import Limits, RqQueue, job_id
from bot.errors import Retryable
from bot.ports.queue import Job
from tests.contract.redis import RedisServer, redis_server

__all__ = ["redis_server"]
STEP = Job(kind="step", name="r1/s1")


@pytest.fixture
async def queue(redis_server: RedisServer) -> AsyncIterator[RqQueue]:
    queue = RqQueue(redis_server.url, limits=Limits(slow=60))
    yield queue
    await queue.close()


def slow(server: RedisServer) -> RedisQueue:
    return RedisQueue("drystone-slow", connection=server.client(), serializer=JSONSerializer)


def taken(server: RedisServer) -> RedisJob:
    """The first job, as a worker takes it out of the list."""
    name = slow(server).pop_job_id()
    assert name is not None
    job = slow(server).fetch_job(name)
    assert job is not None
    return job


async def test_a_job_lost_on_its_way_to_a_worker_is_put_again(
    queue: RqQueue, redis_server: RedisServer
) -> None:
    """A worker that was killed after it took a job out of the list leaves nothing that blocks it."""
    await queue.put(STEP)
    lost = taken(redis_server)
    await queue.put(STEP)
    assert slow(redis_server).job_ids == [lost.id]


async def test_a_job_that_failed_is_put_again(queue: RqQueue, redis_server: RedisServer) -> None:
    """RQ would keep its name blocked for as long as it keeps the failure."""
    await queue.put(STEP)
    job = taken(redis_server)
    job.set_status(JobStatus.FAILED)
    await queue.put(STEP)
    assert slow(redis_server).job_ids == [job.id]


async def test_behind_a_job_under_way_one_more_waits(queue: RqQueue, redis_server: RedisServer) -> None:
    """Its worker may be dead, or at work: the lease tells, so another one is put in line, once."""
    await queue.put(STEP)
    job = taken(redis_server)
    job.set_status(JobStatus.STARTED)
    for _ in range(3):
        await queue.put(STEP)
    assert slow(redis_server).job_ids == [f"{job.id}-2"]


async def test_a_job_carries_its_limit_and_leaves_no_result(
    queue: RqQueue, redis_server: RedisServer
) -> None:
    """RQ's own end of time comes after the job's; what a job did is in the store, not in Redis."""
    await queue.put(STEP)
    job = taken(redis_server)
    assert job.timeout == 90
    assert job.result_ttl == 0
    assert (job.func_name, job.args) == ("bot.jobs.run_step", ["r1", "s1"])


async def test_a_queue_that_is_down_says_so(tmp_path: Path) -> None:
    """`Retryable`: the tick will put the job later."""
    with pytest.raises(Retryable):
        await RqQueue(f"unix://{tmp_path}/none.sock").put(STEP)


@pytest.mark.parametrize("name", ["7/owner/my.app", "r1/s1", "ä", "a:b", "x" * 80])
def test_ids_of_jobs_are_stable_and_plain(name: str) -> None:
    """RQ takes letters, digits, `_` and `-`."""
    job = Job(kind="drain", name=name)
    assert job_id(job) == job_id(job)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", job_id(job))
