"""Places in the bot's processes where a test makes whoever comes by wait: the middle of a step, on order."""

from __future__ import annotations

from pathlib import Path

from tests.contract.waiting import until_async


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
        self._there(place).unlink()

    async def arrived(self, place: str) -> int:
        """The id of the process that waits there, once one does."""
        there = self._there(place)

        async def is_there() -> bool:
            return there.exists()

        await until_async(is_there)
        return int(there.read_text())

    def is_held(self, place: str) -> bool:
        return self._order(place).exists()

    async def pass_by(self, place: str, process: int) -> None:
        """A process comes by."""
        if not self.is_held(place):
            return
        whole = self._folder / f"new-{place}"
        whole.write_text(str(process))
        whole.rename(self._there(place))

        async def is_free() -> bool:
            return not self.is_held(place)

        await until_async(is_free)

    def _order(self, place: str) -> Path:
        return self._folder / f"hold-{place}"

    def _there(self, place: str) -> Path:
        return self._folder / f"at-{place}"
