"""`drystone work`: worker processes, kept alive."""

from __future__ import annotations

import os
import signal
import sys
from enum import StrEnum
from typing import Annotated

import typer

from bot.adapters.logs import configure
from bot.adapters.queue.children import Crew, die_with_parent
from bot.adapters.queue.rq import Lane, Limits
from bot.bootstrap import redis_of
from bot.settings import read_settings
from bot.worker import serve_lane

COMMAND = (sys.executable, "-m", "bot.cli.work", "--queue")


class Queues(StrEnum):
    """What a process works on."""

    ALL = "all"
    FAST = "fast"
    SLOW = "slow"


def work(
    queue: Annotated[Queues, typer.Option(help="One queue, or all.")] = Queues.ALL,
    crew: Annotated[int, typer.Option(hidden=True, help="The process to end with.")] = 0,
) -> None:
    """Handle deliveries and carry out steps, until SIGTERM or Ctrl-C."""
    settings = read_settings()
    configure(settings.log_level, settings.log_format, settings.secrets)
    # Asked for first, so that no crew is started again and again without it.
    redis = redis_of(settings)
    if queue is Queues.ALL:
        lanes = [Queues.FAST] * settings.fast_workers + [Queues.SLOW] * settings.slow_workers
        mine = ("--crew", str(os.getpid()))
        Crew([(*COMMAND, lane.value, *mine) for lane in lanes], settings.stop_seconds).run()
    else:
        if crew:
            die_with_parent(crew, signal.SIGTERM)
        lane: Lane = "fast" if queue is Queues.FAST else "slow"
        limits = Limits(fast=settings.job_seconds, slow=settings.step_seconds)
        serve_lane(lane, redis, "bot.jobs", limits)


if __name__ == "__main__":
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command()(work)
    alone()
