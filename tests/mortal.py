"""A process that dies where a test says: right before or right after any write to the world.

Its parts are wrapped; once it is dead each of them refuses, so that nothing that unwinds (`finally`, tasks
left behind) can still tidy up, as after SIGKILL.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import Random
from typing import Any, Literal

from bot.app import App

WRITES = {
    "store": {"save", "action_done", "action_failed", "handled", "remember", "acquire", "release"},
    "forge": {
        "put_comment", "react", "request_reviewers", "open_pull", "edit_pull", "mark_ready", "close_pull", "merge_pull",
        "put_check", "move_branch", "delete_branch", "deployment",
    },
    "repo": {"start_branch", "lay", "commit_files"},
    "artifacts": {"put"},
    "queue": {"put"},
    "target": {"deploy", "stop"},
    "workbench": {"lock"},
    "gates": {"check"},
}  # fmt: skip
"""What changes the world, by part of the App; and gates, in which it can end too. Phases are pure: to end in one
is to end before its commit is laid."""

Moment = Literal["before", "after"]
Dies = Callable[[Moment, str, tuple[Any, ...]], bool | Awaitable[bool]]
"""Asked around each write with its name (`store.save`) and arguments: does the process die here?"""


class Death:
    """Dies at the n-th of all moments around writes, for each n given. Remembers what it passed."""

    def __init__(self, *at: int) -> None:
        self.at = at
        self.passed: list[str] = []

    def __call__(self, moment: Moment, write: str, given: tuple[Any, ...]) -> bool:
        self.passed.append(f"{moment} {write}")
        return len(self.passed) in self.at


class Died(BaseException):
    """The process is gone."""


class Life:
    """One process's life."""

    def __init__(self, dies: Dies, chance: Random | None = None) -> None:
        self._dies = dies
        self._chance = chance
        self.ended = ""
        """Where it ended, once it did."""

    async def reach(self, moment: Moment, write: str, given: tuple[Any, ...]) -> None:
        """Goes on, or ends here."""
        self.go_on()
        dies = self._dies(moment, write, given)
        if await dies if isinstance(dies, Awaitable) else dies:
            self.ended = f"{moment} {write}"
            raise Died(self.ended)

    def again(self) -> Life:
        """The life of the next process, which dies by the same rule."""
        return Life(self._dies, self._chance)

    async def breathe(self) -> None:
        """With `chance` others come in between, as they would with real input and output."""
        if self._chance is not None:
            for _ in range(self._chance.randrange(4)):
                await asyncio.sleep(0)

    def go_on(self) -> None:
        if self.ended:
            raise Died("dead already")


class Mortal:
    """A part of the App as a mortal process has it."""

    def __init__(self, name: str, part: Any, life: Life) -> None:
        self._name = name
        self._part = part
        self._life = life

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._part, attribute)
        if not inspect.iscoroutinefunction(found):
            return found
        is_write = attribute in WRITES[self._name]

        async def call(*given: Any, **named: Any) -> Any:
            self._life.go_on()
            await self._life.breathe()
            if not is_write:
                return await found(*given, **named)
            whole = (*given, *named.values())
            await self._life.reach("before", f"{self._name}.{attribute}", whole)
            answer = await found(*given, **named)
            await self._life.reach("after", f"{self._name}.{attribute}", whole)
            return answer

        return call


def mortal(app: App, life: Life) -> App:
    """The same App, of a process with that life."""
    parts = {name: Mortal(name, getattr(app, name), life) for name in WRITES if name != "gates"}
    gates = {name: Mortal("gates", gate, life) for name, gate in app.gates.items()}
    return replace(app, **parts, gates=gates)  # type: ignore[arg-type]
