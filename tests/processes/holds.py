"""Places in the bot's processes where a test makes whoever comes by wait: the middle of a step, on order."""

from __future__ import annotations

import os
from pathlib import Path

from tests.contract.waiting import until_async

WITHOUT_END = 36_000.0
"""Who waits is ended with the test, which has its own deadlines."""


class Holds:
    """Files in a folder that tests and processes share: `hold-…` stands for the order, `at-…` for who waits there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, *places: str) -> None:
        """Whoever comes by there from now on waits."""
        for place in places:
            self._order(place).touch()

    def let_go(self, place: str) -> None:
        """Whoever waits goes on, and nobody else waits."""
        self._order(place).unlink()
        self._there(place).unlink(missing_ok=True)

    def forget(self, place: str) -> None:
        """Whoever came by is no longer known: the next to come is waited for."""
        self._there(place).unlink(missing_ok=True)

    async def arrived(self, place: str) -> int:
        """The id of the process that waits there, once one does."""
        return (await self._waiting(place))[0]

    async def worker_at(self, place: str) -> int:
        """The id of the bot's own process that waits there: what waits may be a child of it."""
        return (await self._waiting(place))[1]

    async def _waiting(self, place: str) -> tuple[int, int]:
        there = self._there(place)

        async def is_there() -> bool:
            return there.exists()

        await until_async(is_there)
        process, worker = there.read_text().split()
        return int(process), int(worker)

    def is_held(self, place: str) -> bool:
        return self._order(place).exists()

    async def pass_by(self, place: str, process: int) -> None:
        """A process comes by."""
        if not self.is_held(place):
            return
        whole = self._folder / f"new-{place}.{os.getpid()}"
        whole.write_text(f"{process} {os.getpid()}")
        whole.rename(self._there(place))

        async def is_free() -> bool:
            return not self.is_held(place)

        await until_async(is_free, deadline=WITHOUT_END)

    def _order(self, place: str) -> Path:
        return self._folder / f"hold-{place}"

    def _there(self, place: str) -> Path:
        return self._folder / f"at-{place}"
