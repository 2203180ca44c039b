"""Carries jobs over Redis with RQ. Redis may lose everything: the store knows what is left to do."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue as RedisQueue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from bot.errors import Retryable
from bot.ports.queue import Job, Kind

Lane = Literal["fast", "slow"]
LANES: dict[Kind, Lane] = {"delivery": "fast", "drain": "fast", "step": "slow", "preview": "slow"}
"""A step may take half an hour, so nothing short waits behind one."""
FUNCTIONS: dict[Kind, str] = {
    "delivery": "run_delivery",
    "drain": "run_drain",
    "step": "run_step",
    "preview": "run_preview",
}
HARD_STOP_AFTER = 30
"""Seconds between a job's own end of time and the end of its process."""
KEEP_FAILED = 3600
MOST_TRIES = 20


@dataclass(frozen=True)
class Limits:
    """Seconds that a job may take, by lane."""

    fast: int = 120
    slow: int = 1800


class RqQueue:
    """`bot.ports.queue.Queue`. Jobs are functions of `entry`, called with plain strings."""

    def __init__(self, url: str, entry: str = "bot.jobs", limits: Limits | None = None) -> None:
        self._redis = connect(url, timeout=2)
        self._entry = entry
        self._limits = limits or Limits()
        self._queues: dict[Lane, RedisQueue] = {
            lane: lane_queue(lane, self._redis) for lane in ("fast", "slow")
        }

    async def put(self, job: Job) -> None:
        await asyncio.to_thread(self._put, job)

    async def close(self) -> None:
        self._redis.close()

    def _put(self, job: Job) -> None:
        base = job_id(job)
        try:
            for number in range(1, MOST_TRIES):
                name = base if number == 1 else f"{base}-{number}"
                if self._add(job, name) or self._waits(job, name) or self._put_anew(job, name):
                    return
        except RedisError as error:
            raise Retryable(f"Putting a job into the queue: {error}") from error

    def _add(self, job: Job, name: str) -> bool:
        lane = LANES[job.kind]
        try:
            self._queues[lane].enqueue(
                f"{self._entry}.{FUNCTIONS[job.kind]}",
                args=tuple(job.name.split("/", 1)) if job.kind == "step" else (job.name,),
                job_id=name,
                unique=True,
                job_timeout=getattr(self._limits, lane) + HARD_STOP_AFTER,
                result_ttl=0,
                failure_ttl=KEEP_FAILED,
            )
        except DuplicateJobError:
            return False
        return True

    def _waits(self, job: Job, name: str) -> bool:
        queue = self._queues[LANES[job.kind]]
        return self._redis.lpos(queue.key, name) is not None

    def _put_anew(self, job: Job, name: str) -> bool:
        """False while a worker has it, or seems to: then another one of it must wait in line.

        Otherwise it failed, or was lost between the list and a worker that was killed.
        """
        known = self._queues[LANES[job.kind]].fetch_job(name)
        if known is not None:
            if known.is_started:
                return False
            known.delete(remove_from_queue=False)
        return self._add(job, name)


def connect(url: str, timeout: float | None = None) -> Redis:
    """One try again at once, on a new connection: Redis may have been restarted."""
    retry = Retry(NoBackoff(), 1)
    return Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout or 2, retry=retry)


def lane_queue(lane: Lane, redis: Redis) -> RedisQueue:
    return RedisQueue(f"drystone-{lane}", connection=redis, serializer=JSONSerializer)


def job_id(job: Job) -> str:
    """The same for the same job, of `[A-Za-z0-9_-]` only."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", job.name)
    if plain != job.name:
        plain = f"{plain}-{hashlib.sha256(job.name.encode()).hexdigest()[:8]}"
    return f"{job.kind}-{plain}-{job.attempt}"
