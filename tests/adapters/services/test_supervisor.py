"""The supervisor of parts."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.services import supervisor as module
from bot.adapters.services.processes import Processes, Recipe
from bot.adapters.services.supervisor import Part, Supervisor
from bot.errors import UserError
from tests.contract.waiting import DEADLINE, alive

COUNTING = """
import pathlib, signal, sys
marks = pathlib.Path(sys.argv[1])
marks.mkdir(exist_ok=True)
(marks / str(len(list(marks.iterdir())))).touch()
print("start", len(list(marks.iterdir())), flush=True)
signal.pause()
"""


class Stage:
    """A supervisor whose words are kept, over processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes = Processes(folder / "processes")
        self.said: list[tuple[str, str]] = []
        self.lines: asyncio.Queue[str] = asyncio.Queue()
        self.supervisor = Supervisor(self.processes, self._hear)

    def _hear(self, name: str, line: str) -> None:
        self.said.append((name, line))
        self.lines.put_nowait(line)

    def starts(self, name: str) -> int:
        return len(list((self.folder / name).glob("*")))

    def counting(self, name: str) -> Part:
        async def is_ready() -> bool:
            return self.starts(name) > 0

        argv = (sys.executable, "-c", COUNTING, str(self.folder / name))
        return Part(name, Recipe(argv, "/"), is_ready, within=DEADLINE)

    async def until(self, text: str) -> None:
        while text not in await self.lines.get():
            pass


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(module, "POLL", 0.01)
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    made = Stage(tmp_path)
    yield made
    made.processes.stop_all()


async def test_a_part_is_ready_when_start_returns(stage: Stage) -> None:
    """Starting waits for the part's own sign of readiness."""
    await stage.supervisor.start(stage.counting("web"))
    assert stage.starts("web") == 1


async def test_what_parts_print_is_said_under_their_names(stage: Stage) -> None:
    """Every whole line is passed on once, with its part's name."""
    await stage.supervisor.start(stage.counting("web"))
    async with asyncio.timeout(DEADLINE):
        watching = asyncio.create_task(stage.supervisor.watch())
        await stage.until("start 1")
        watching.cancel()
    assert stage.said == [("web", "start 1")]


async def test_a_dead_part_is_started_again(stage: Stage) -> None:
    """A part that is killed comes back, and people are told."""
    await stage.supervisor.start(stage.counting("web"))
    (started,) = stage.processes.members("web")
    started.kill()
    async with asyncio.timeout(DEADLINE):
        watching = asyncio.create_task(stage.supervisor.watch())
        await stage.until("start 2")
        watching.cancel()
    assert ("web", "ended; starting again in 0.0 s") in stage.said


async def test_a_part_that_ends_while_starting_is_quoted(stage: Stage) -> None:
    """The error names the part, carries its last words and says where all of them are."""
    dying = Part("web", Recipe((sys.executable, "-c", "print('port is taken')"), "/"), _never)
    with pytest.raises(UserError, match=r"web ended while starting.*\s.*\s.*port is taken"):
        await stage.supervisor.start(dying)


async def test_a_part_that_is_never_ready_is_given_up(stage: Stage) -> None:
    """Waiting for a part has an end."""
    waiting = Part(
        "web", Recipe((sys.executable, "-c", "import signal; signal.pause()"), "/"), _never, within=0.05
    )
    with pytest.raises(UserError, match="not ready"):
        await stage.supervisor.start(waiting)


async def test_ending_leaves_nothing_behind(stage: Stage) -> None:
    """After the end none of the parts runs, and none is on record."""
    for name in ("web", "worker"):
        await stage.supervisor.start(stage.counting(name))
    started = [one for name in ("web", "worker") for one in stage.processes.members(name)]
    assert len(started) == 2
    await stage.supervisor.end()
    assert stage.processes.names() == ()
    assert alive(started) == []


async def _never() -> bool:
    return False
