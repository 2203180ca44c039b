"""RQ workers that survive what their parts do not: Redis going away, jobs that hang, kills."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker.base import BaseWorker

from bot.adapters.queue.children import die_with_parent, kill_group
from bot.adapters.queue.rq import Lane, connect, lane_queue

LOG = structlog.get_logger(__name__)
PATIENCE = 30
"""Seconds after which an idle worker looks whether Redis is still there."""


class _Steady(BaseWorker):
    """What both kinds of worker have in common."""

    exponential_backoff_factor = 1.0
    log_job_description = False
    log_result_lifespan = False
    was_told_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.was_told_to_stop = True
        super().request_stop(signum, frame)

    def subscribe(self) -> None:
        """No commands over Redis: a run is stopped through the store. Saves a thread, too."""

    def register_death(self) -> None:
        with suppress(RedisError):
            super().register_death()

    def maintain_heartbeats(self, job: Job) -> None:
        """Redis away for a while is no reason to end the job."""
        with suppress(RedisError):
            super().maintain_heartbeats(job)


class FastWorker(_Steady, SimpleWorker):
    """One job after the other in this process: connections and tokens stay warm."""


class SlowWorker(_Steady, Worker):
    """A process for each job, in a group of its own, which ends with its worker and is ended as a whole."""

    close_jobs: Callable[[], None]

    def handle_warm_shutdown_request(self) -> None:
        """The job is cancelled where it is, and gives its lease back: another worker carries on."""
        super().handle_warm_shutdown_request()
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGINT)

    def setup_work_horse_signals(self) -> None:
        """SIGINT is what asyncio turns into the job's cancellation."""
        super().setup_work_horse_signals()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(self.pid or 0)
        super().main_work_horse(job, queue)

    def perform_job(self, job: Job, queue: Queue) -> bool:
        try:
            return super().perform_job(job, queue)
        finally:
            self.close_jobs()

    def wait_for_horse(self) -> tuple[int | None, int | None, Any]:
        horse = self.horse_pid
        ended = super().wait_for_horse()
        kill_group(horse)
        return ended


def work(lane: Lane, url: str, close_jobs: Callable[[], None], stop: threading.Event) -> None:
    """Works until told to stop. While Redis is away it waits for it."""
    redis = connect(url)
    try:
        while not stop.is_set():
            if _answers(redis):
                _work_once(lane, redis, close_jobs, stop)
            stop.wait(0.5)
    finally:
        close_jobs()


def _work_once(lane: Lane, redis: Redis, close_jobs: Callable[[], None], stop: threading.Event) -> None:
    kind = FastWorker if lane == "fast" else SlowWorker
    try:
        worker = kind(
            [lane_queue(lane, redis)], connection=redis, serializer=JSONSerializer, worker_ttl=PATIENCE
        )
        if isinstance(worker, SlowWorker):
            worker.close_jobs = close_jobs
        worker.work(logging_level="WARNING")
    except RedisError as error:
        LOG.warning("redis_went_away", error=str(error))
        return
    if worker.was_told_to_stop:
        stop.set()


def _answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except RedisError as error:
        LOG.warning("redis_does_not_answer", error=str(error))
        return False
