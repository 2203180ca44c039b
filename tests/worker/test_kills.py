"""Whatever is killed, whatever Redis forgets: each step has its effect exactly once, and the run ends by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.ports.store import Delivery
from tests.contract.redis import RedisServer, redis_server
from tests.contract.waiting import until, until_async
from tests.worker.entry import STEPS

__all__ = ["redis_server"]
ROOT = Path(__file__).parents[2]
RUN = "run-1"


class Bot:
    """The crew in processes of its own, and the files by which the tiny flow's steps are held and let go."""

    def __init__(self, folder: Path, redis: RedisServer) -> None:
        self.folder = folder
        self.redis = redis
        self._environment = os.environ | {
            "DRYSTONE_DATA": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/store.db",
            "REDIS_URL": redis.url,
        }
        self.crew: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.worker.play", "crew"]
        self.crew = subprocess.Popen(command, env=self._environment, cwd=ROOT)

    def stop(self) -> None:
        if self.crew is not None and self.crew.poll() is None:
            self.crew.terminate()
            self.crew.wait(30)

    def part(self, name: str) -> psutil.Process:
        """The process of a part of the crew."""
        assert self.crew is not None
        for child in psutil.Process(self.crew.pid).children():
            if child.cmdline()[-1:] == [name]:
                return child
        raise AssertionError(f"{name} does not run")

    def began(self, step: str) -> int:
        """Waits until a process works on the step; which one."""
        mark = self.folder / f"began-{step}"
        until(lambda: mark.exists() and bool(mark.read_text()))
        return int(mark.read_text())

    def began_anew(self, step: str) -> int:
        (self.folder / f"began-{step}").unlink()
        return self.began(step)

    def let_go(self, *steps: str) -> None:
        for step in steps or STEPS:
            (self.folder / f"go-{step}").touch()


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


async def test_a_run_goes_through(bot: Bot, store: SqlStore) -> None:
    """Delivery, drain and steps in worker processes, with nothing killed."""
    bot.let_go()
    await ended_with_each_effect_once(store)


async def test_the_horse_is_killed(bot: Bot, store: SqlStore) -> None:
    """SIGKILL of the process that works on a step: another one takes the step up."""
    bot.let_go("s1")
    first = bot.began("s2")
    os.kill(first, signal.SIGKILL)
    assert bot.began_anew("s2") != first
    bot.let_go()
    await ended_with_each_effect_once(store)


async def test_the_worker_is_killed(bot: Bot, store: SqlStore) -> None:
    """SIGKILL of the worker ends its job's process with it, and the crew starts another worker."""
    horse = bot.began("s1")
    worker = bot.part("slow")
    worker.kill()
    until(lambda: not psutil.pid_exists(horse))
    bot.began_anew("s1")
    bot.let_go()
    await ended_with_each_effect_once(store)


async def test_every_part_is_killed(bot: Bot, store: SqlStore) -> None:
    """SIGKILL of the whole crew, and another one is started."""
    horse = bot.began("s1")
    assert bot.crew is not None
    bot.crew.kill()
    until(lambda: not psutil.pid_exists(horse))
    bot.crew.wait()
    bot.start()
    bot.let_go()
    await ended_with_each_effect_once(store)


@pytest.mark.parametrize("forgets", [False, True], ids=["with its data", "without its data"])
async def test_redis_is_restarted(bot: Bot, store: SqlStore, forgets: bool) -> None:
    """In the middle of a step; the step goes on, and what Redis forgot is put into the queue again."""
    horse = bot.began("s1")
    bot.redis.kill()
    if forgets:
        bot.redis.wipe()
    bot.let_go("s1")
    until(lambda: not psutil.pid_exists(horse))
    bot.redis.start()
    bot.let_go()
    await ended_with_each_effect_once(store)


async def test_stopping_gives_the_step_back(bot: Bot, store: SqlStore) -> None:
    """SIGTERM cancels the step under way and releases its lease at once; the next crew takes it up."""
    bot.began("s1")
    bot.stop()
    assert await store.held([f"step:{RUN}/s1"]) == frozenset()
    bot.start()
    bot.let_go()
    await ended_with_each_effect_once(store)
