"""Whatever is killed, whatever Redis forgets: each step has its effect exactly once, and the run ends by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.queue.rq import RqQueue
from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.ports.queue import Job
from bot.ports.store import Delivery
from tests.contract.redis import RedisServer, redis_server
from tests.contract.waiting import DEADLINE, is_gone, kill, until, until_async
from tests.worker.entry import STEPS, began

__all__ = ["redis_server"]
ROOT = Path(__file__).parents[2]
RUN = "run-1"
HANG_SECONDS = 4
"""Time enough to begin on a slow machine too: a step that was ended before it hung shows nothing."""


class Bot:
    """The crew in processes of its own, and the files by which the tiny flow's steps are held and let go."""

    def __init__(self, folder: Path, redis: RedisServer, step_seconds: int = 120) -> None:
        self.folder = folder
        self.redis = redis
        self._environment = os.environ | {
            "DRYSTONE_DATA": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/store.db",
            "REDIS_URL": redis.url,
            "DRYSTONE_STEP_SECONDS": str(step_seconds),
        }
        self.crew: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.worker.play", "crew"]
        self.crew = subprocess.Popen(command, env=self._environment, cwd=ROOT)

    def stop(self) -> None:
        if self.crew is not None and self.crew.poll() is None:
            self.crew.terminate()
            self.crew.wait(DEADLINE)

    def kill_part(self, name: str) -> None:
        """SIGKILL to a part of the crew, once it runs."""
        until(lambda: bool(self._parts(name)))
        for part in self._parts(name):
            kill(part)

    def _parts(self, name: str) -> list[int]:
        assert self.crew is not None
        found = []
        for child in psutil.Process(self.crew.pid).children():
            with suppress(psutil.Error):  # one that was killed before may be buried meanwhile
                found += [child.pid] if child.cmdline()[3:4] == [name] else []
        return found

    def began(self, step: str, after: int = 0) -> int:
        """Waits until a process works on the step, another than the one before; which one."""
        mark = began(self.folder, step)
        until(lambda: mark.exists() and int(mark.read_text()) != after)
        return int(mark.read_text())

    def let_go(self, *steps: str) -> None:
        for step in steps or STEPS:
            (self.folder / f"go-{step}").touch()


def until_gone(process: int) -> None:
    until(lambda: is_gone(process))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    url = f"sqlite:///{tmp_path}/store.db"
    await migrate(url)
    store = SqlStore(url, SystemClock())
    await store.add_delivery(Delivery(guid=RUN, event="issues", received_at=1, payload=b"{}"))
    yield store
    await store.close()


@pytest.fixture
def bot(tmp_path: Path, redis_server: RedisServer, store: SqlStore) -> Iterator[Bot]:
    bot = Bot(tmp_path, redis_server)
    bot.start()
    yield bot
    bot.stop()


async def ended_with_each_effect_once(store: SqlStore) -> None:
    async def is_completed() -> bool:
        run = await store.run(RUN)
        return run is not None and run.status == "completed"

    await until_async(is_completed)
    effects = [entry.what for _, entry in await store.journal(RUN)]
    assert effects == [f"effect of {step}" for step in STEPS]


async def test_workers_are_killed(bot: Bot, store: SqlStore) -> None:
    """SIGKILL of a step's process, of the worker above it, of the worker that hands steps on."""
    first = bot.began("s1")
    kill(first)
    bot.began("s1", after=first)
    bot.let_go("s1")

    horse = bot.began("s2")
    bot.kill_part("slow")
    # It ends with its worker: no two copies of a step are ever at work.
    until_gone(horse)
    bot.began("s2", after=horse)
    bot.let_go("s2")

    bot.began("s3")
    bot.kill_part("fast")
    bot.let_go("s3")
    await ended_with_each_effect_once(store)


async def test_redis_is_restarted(bot: Bot, store: SqlStore) -> None:
    """With its data and without, each time in the middle of a step, which ends while Redis is away."""
    for step, forgets in (("s1", False), ("s2", True)):
        horse = bot.began(step)
        bot.redis.kill()
        if forgets:
            bot.redis.wipe()
        bot.let_go(step)
        until_gone(horse)
        bot.redis.start()
    bot.let_go("s3")
    await ended_with_each_effect_once(store)


async def test_everything_is_stopped_or_killed(bot: Bot, store: SqlStore) -> None:
    """SIGTERM gives the step back at once; SIGKILL of the whole crew ends what is below it, too."""
    first = bot.began("s1")
    bot.stop()
    assert await store.held([f"step:{RUN}/s1"]) == frozenset()

    bot.start()
    horse = bot.began("s1", after=first)
    assert bot.crew is not None
    bot.crew.kill()
    until_gone(horse)
    bot.crew.wait()

    bot.start()
    bot.let_go()
    await ended_with_each_effect_once(store)


async def test_a_step_that_hangs_is_ended_with_what_it_started(
    tmp_path: Path, redis_server: RedisServer
) -> None:
    """At the end of its time the whole process group goes, and the worker is free for the next."""
    bot = Bot(tmp_path, redis_server, step_seconds=HANG_SECONDS)
    bot.start()
    queue = RqQueue(redis_server.url, "tests.worker.entry")
    grandchild = 0
    for _ in range(2):
        await queue.put(Job(kind="step", name=f"{RUN}/hang"))
        grandchild = bot.began("hang", after=grandchild)
        until_gone(grandchild)
    await queue.close()
    bot.stop()
