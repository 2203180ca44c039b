"""Keeps the parts of one machine running: starts them in order, follows what they print, revives the dead."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

from bot.adapters.services.processes import Processes, Recipe
from bot.adapters.services.threads import to_the_end
from bot.errors import UserError

POLL = 0.1
FIRST_PAUSE, LONGEST_PAUSE, CALM = 0.5, 15.0, 30.0
LAST_LINES = 12

Say = Callable[[str, str], None]
IsReady = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Part:
    """A process that is to run. `is_ready` says whether it does its work by now."""

    name: str
    recipe: Recipe
    is_ready: IsReady
    within: float = 60.0


@dataclass
class _Pulse:
    """How often a part died lately, and when it may be started again."""

    pause: float
    began: float = field(default_factory=monotonic)
    due: float | None = None


class Supervisor:
    """`say` gets every line with the name of the part that printed it."""

    def __init__(self, processes: Processes, say: Say) -> None:
        self._processes = processes
        self._say = say
        self._parts: dict[str, Part] = {}
        self._pulses: dict[str, _Pulse] = {}
        self._read: dict[str, int] = {}

    async def start(self, part: Part) -> None:
        """Start it and wait until it is ready. Raises `UserError` with its last words where it is not in time."""
        await to_the_end(self._start, part)
        self._parts[part.name] = part
        self._pulses[part.name] = _Pulse(FIRST_PAUSE)
        deadline = monotonic() + part.within
        while not await part.is_ready():
            self.pass_on()
            if not self._processes.is_running(part.name):
                raise UserError(f"{part.name} ended while starting.", self._last_words(part.name))
            if monotonic() > deadline:
                raise UserError(
                    f"{part.name} is not ready after {part.within:.0f} s.", self._last_words(part.name)
                )
            await asyncio.sleep(POLL)

    async def watch(self) -> None:
        """Pass on what is printed and start again what died, until cancelled."""
        while True:
            self.pass_on()
            for part in self._parts.values():
                if not self._processes.is_running(part.name):
                    await self._revive(part)
            await asyncio.sleep(POLL)

    def pass_on(self) -> None:
        """Say all whole lines that were printed since the last time."""
        for name in self._parts:
            for line in self._new_lines(name):
                self._say(name, line)

    async def end(self) -> None:
        """Stop all parts at once; none is left behind."""
        with ThreadPoolExecutor() as threads:
            loop = asyncio.get_running_loop()
            stops = [loop.run_in_executor(threads, self._processes.stop, name) for name in self._parts]
            await asyncio.gather(*stops)
        self.pass_on()

    async def _revive(self, part: Part) -> None:
        pulse, now = self._pulses[part.name], monotonic()
        if pulse.due is None:
            if now - pulse.began > CALM:
                pulse.pause = FIRST_PAUSE
            pulse.due = now + pulse.pause
            self._say(part.name, f"ended; starting again in {pulse.pause:.1f} s")
        elif now >= pulse.due:
            await to_the_end(self._start, part)
            self._pulses[part.name] = _Pulse(min(pulse.pause * 2, LONGEST_PAUSE))

    def _start(self, part: Part) -> None:
        log = self._processes.log_of(part.name)
        self._read.setdefault(part.name, log.stat().st_size if log.exists() else 0)
        self._processes.start(part.name, part.recipe)

    def _new_lines(self, name: str) -> list[str]:
        log = self._processes.log_of(name)
        if not log.exists():
            return []
        with log.open("rb") as file:
            file.seek(self._read[name])
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read[name] += len(whole)
        return whole.decode(errors="replace").splitlines()

    def _last_words(self, name: str) -> str:
        lines = self._processes.printed(name).strip().splitlines()[-LAST_LINES:]
        return os.linesep.join(["It printed:", *lines, f"All of it: {self._processes.log_of(name)}"])
