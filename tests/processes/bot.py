"""The bot in processes of its own, on a local forge in this one and a Redis beside them: for tests and for benches."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from aiohttp import ClientError, ClientSession
from pydantic import SecretStr
from rq import Worker

from bot.adapters.clock import SystemClock
from bot.adapters.queue.rq import Lane, lane_queue
from bot.adapters.services.scene import OWNER, REVIEWER, Registration, set_scene
from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.core.actions import RefreshBoard
from bot.core.ids import Workspace
from bot.core.run import Run
from bot.localforge import LocalForge
from bot.settings import Settings, as_environment
from tests.builders import restaurant
from tests.contract.redis import RedisServer, a_redis
from tests.contract.waiting import DEADLINE, is_gone, kept_port, kill, until_async
from tests.processes.holds import Holds

ROOT = Path(__file__).parents[2]
PARTS = ("serve", "work", "tick")
Program = Mapping[str, Sequence[str]]
"""Part -> the command that starts it."""
STOP_SECONDS = 60
QUICK: dict[str, Any] = {"lease_seconds": 2.0, "tick_seconds": 0.2, "fast_workers": 1, "slow_workers": 1}
"""Settings that let a test see soon what takes a while by default, with no more processes than it takes."""


@dataclass
class Processes:
    """Child processes by name, each with its log in the folder. Whatever they start is theirs, and ends with them."""

    folder: Path
    environment: Mapping[str, str]
    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._children[name] = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, *names: str) -> None:
        """SIGKILL, to each of them and to all that they started, at once."""
        parents = [psutil.Process(self._children[name].pid) for name in names]
        family = [*parents, *(child for one in parents for child in one.children(recursive=True))]
        for one in family:
            with suppress(psutil.NoSuchProcess):  # a step's process may end by itself meanwhile
                one.kill()
        for name in names:
            self._children.pop(name).wait()

    def below(self, name: str, word: str) -> list[int]:
        """The processes that one started itself, of those with that word in their command."""
        found = []
        for child in psutil.Process(self._children[name].pid).children():
            with suppress(psutil.Error):  # one that ends meanwhile
                found += [child.pid] if word in child.cmdline() else []
        return found

    async def end(self) -> None:
        """SIGTERM, with time to stop; SIGKILL for what stays."""
        children = list(self._children.values())
        family = [one for child in children for one in _family(child.pid)]
        for child in children:
            child.terminate()
        _, left = await asyncio.to_thread(psutil.wait_procs, family, STOP_SECONDS)
        for one in left:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        for child in children:
            child.wait()
        self._children.clear()


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


async def until_gone(pid: int) -> None:
    """Until a process has ended."""

    async def has_ended() -> bool:
        return is_gone(pid)

    await until_async(has_ended)


class Bot:
    """One repository with an owner and a reviewer, and the bot's parts to be started and killed."""

    def __init__(
        self,
        forge: LocalForge,
        redis: RedisServer,
        settings: Settings,
        known: Registration,
        program: Program,
    ) -> None:
        self.forge = forge
        self.redis = redis
        self.settings = settings
        self.repo = known.repo
        self.at = Workspace(installation=known.installation, repo=known.repo)
        self.store = SqlStore(settings.database, SystemClock())
        self.holds = Holds(settings.data)
        self.processes = Processes(settings.data, dict(os.environ) | as_environment(settings))
        self._program = program

    # its parts

    async def start(self, *parts: str) -> None:
        """Start parts (all of them if none is named); the door is open when this returns."""
        for part in parts or PARTS:
            self.processes.start(part, self._program[part])
        await until_async(self._answers)

    async def until_workers_wait(self) -> None:
        """Every worker is up: what is measured from here on is not its start."""
        redis = self.redis.client()
        wanted: dict[Lane, int] = {"fast": self.settings.fast_workers, "slow": self.settings.slow_workers}

        async def are_there() -> bool:
            return all(Worker.count(queue=lane_queue(lane, redis)) >= count for lane, count in wanted.items())

        await until_async(are_there)
        redis.close()

    async def _answers(self) -> bool:
        url = f"http://127.0.0.1:{self.settings.port}/readyz"
        try:
            async with ClientSession() as session, session.get(url) as answer:
                return answer.status == 200
        except ClientError:
            return False

    async def kill_worker(self, lane: str) -> None:
        """SIGKILL to the workers of that lane, once there are any."""

        async def are_there() -> bool:
            return bool(self.processes.below("work", lane))

        await until_async(are_there)
        for worker in self.processes.below("work", lane):
            kill(worker)

    async def kill_worker_of(self, place: str) -> int:
        """SIGKILL to the worker above the step's process that waits at a place; that process."""
        below: list[int] = []

        async def is_killed() -> bool:
            waiting = await self.holds.worker_at(place)
            with suppress(psutil.NoSuchProcess):  # it lost its lease: another one comes by
                above = psutil.Process(waiting).ppid()
                if above in self.processes.below("work", "slow"):
                    kill(above)
                    below.append(waiting)
            return bool(below)

        await until_async(is_killed)
        return below[0]

    # people

    async def open_issue(self, plan: str | None = None) -> int:
        body = f"Please build this.\n\n```yaml\n{restaurant() if plan is None else plan}\n```\n"
        issue = await self.forge.open_issue(OWNER, self.repo, "Build it", body)
        return int(issue["number"])

    async def approve(self, pull: int) -> None:
        await self.forge.approve(REVIEWER, self.repo, pull)

    async def comment(self, number: int, body: str) -> None:
        await self.forge.comment(OWNER, self.repo, number, body)

    # what is to be seen

    async def run(self, issue: int) -> Run:
        run = await self.store.run_of_issue(self.at, issue)
        assert run is not None, "there is no run yet"
        return run

    async def until(self, issue: int, condition: Callable[[Run], bool], deadline: float = DEADLINE) -> Run:
        """The issue's run, once it is as said."""

        async def holds() -> bool:
            run = await self.store.run_of_issue(self.at, issue)
            if run is None:
                return False
            assert run.status != "halted" or condition(run), run.trouble
            return condition(run)

        await until_async(holds, deadline)
        return await self.run(issue)

    async def until_started(self, issue: int, phase: str) -> Run:
        """The issue's run, once that phase is under way."""

        def is_started(run: Run) -> bool:
            step = run.latest("phase", phase)
            return step is not None and step.started_at > 0

        return await self.until(issue, is_started)

    async def until_awaits(self, issue: int, checkpoint: str, deadline: float = DEADLINE) -> int:
        """The pull request that asks for an approval, once it may be given."""

        async def asks() -> bool:
            run = await self.store.run_of_issue(self.at, issue)
            assert run is None or run.status != "halted", run.trouble
            if run is None or run.course is None or run.course.checkpoint != checkpoint:
                return False
            shown = self.forge.looking(self.repo).repo.check_runs.values()
            checks = [one for one in shown if (one.name, one.head_sha) == (checkpoint, run.head)]
            return any(one.conclusion == "action_required" for one in checks)

        await until_async(asks, deadline)
        run = await self.run(issue)
        assert run.course is not None
        return run.course.pull or run.build_pull

    async def until_at_rest(self, stream: str) -> None:
        """Nothing that was decided is left undone but the board's last edit, which comes some seconds later."""

        async def is_done() -> bool:
            left = await self.store.pending(stream)
            return all(isinstance(one.action, RefreshBoard) for one in left)

        await until_async(is_done)


def pretending() -> Program:
    """Parts whose tools and target only pretend. They end with this process."""
    me, python = str(os.getpid()), (sys.executable, "-m")
    play = {part: (*python, "tests.processes.play", part, me) for part in ("serve", "tick")}
    return {**play, "work": (*python, "tests.processes.crew", me)}


@asynccontextmanager
async def a_bot(folder: Path, **settings: Any) -> AsyncIterator[Bot]:
    """A forge, a Redis and a bot whose parts are still to be started; all ended with the block."""
    async with LocalForge.start(folder / "forge") as forge, a_bot_on(forge, folder, **settings) as bot:
        yield bot


@asynccontextmanager
async def a_bot_on(
    forge: LocalForge, folder: Path, program: Program | None = None, **settings: Any
) -> AsyncIterator[Bot]:
    """The same, on a forge that runs. `program` is what starts the parts; by default their tools only pretend."""
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(a_redis())
        port = stack.enter_context(kept_port())
        known = await set_scene(forge.url, f"http://127.0.0.1:{port}/webhooks/github", folder / "app.json")
        made = _settings(folder, forge, known).model_copy(
            update={"port": port, "redis_url": SecretStr(redis.url), **settings}
        )
        await migrate(made.database)
        bot = Bot(forge, redis, made, known, program or pretending())
        stack.push_async_callback(bot.store.close)
        stack.push_async_callback(bot.processes.end)
        yield bot


def _settings(folder: Path, forge: LocalForge, known: Registration) -> Settings:
    data = folder / "bot"
    data.mkdir(exist_ok=True)
    return Settings(
        data=data,
        cache=folder / "cache",
        local=True,
        onboarding=False,
        github_app_id=str(known.app_id),
        github_private_key=SecretStr(known.pem),
        github_webhook_secret=SecretStr(known.webhook_secret),
        github_api_url=forge.api_url,
        github_url=forge.url,
    )
