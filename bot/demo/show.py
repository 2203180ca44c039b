"""Shows a story while it is played: a live table on a terminal, a line for each event anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bot.demo.ledger import Ledger, Moment, Row

MARKS = {
    "running": ("…", "yellow"),
    "awaiting": ("?", "bold magenta"),
    "done": ("✓", "green"),
    "failed": ("✗", "red"),
}
WHO = {"drystone": "cyan", "owner": "bold", "reviewer": "bold magenta", "forge": "blue", "demo": "dim"}
SHOWN_MOMENTS = 8


class Show:
    """`clock` gives the seconds since the story began."""

    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console = console
        self._clock = clock
        self._ledger = Ledger()
        self._printed = 0
        self._live: Live | None = None

    @contextmanager
    def playing(self, ledger: Ledger) -> Iterator[None]:
        """Show this ledger until the block ends."""
        self._ledger = ledger
        if not self._console.is_terminal:
            yield
            self.update()
            return
        with Live(get_renderable=self._picture, console=self._console, refresh_per_second=4) as self._live:
            yield

    def update(self) -> None:
        """Something may have changed."""
        if self._live is None:
            for moment in self._ledger.moments[self._printed :]:
                self._console.print(_line(moment), soft_wrap=True)
            self._printed = len(self._ledger.moments)

    def say(self, text: str, style: str = "") -> None:
        """A sentence beside the story."""
        self.update()
        self._console.print(Text(text, style), soft_wrap=True)

    def _picture(self) -> Group:
        """What fits on the screen: the newest parts and the newest moments."""
        room = max(self._console.height - SHOWN_MOMENTS - 4, 3)
        rows = _table(list(self._ledger.rows.values())[-room:], self._clock(), whole=False)
        moments = [_line(moment) for moment in self._ledger.moments[-SHOWN_MOMENTS:]]
        for line in moments:
            line.no_wrap, line.overflow = True, "ellipsis"
        return Group(rows, Text(), *moments)

    def summary(self, parts: dict[str, float]) -> None:
        """What every part took, and the whole."""
        self.update()
        rows = _table(list(self._ledger.rows.values()), self._clock(), whole=True)
        for name, seconds in parts.items():
            rows.add_row("", Text(name, "bold"), Text(f"{seconds:.1f} s", "bold"), "")
        self._console.print(rows, crop=False, no_wrap=True)


def _table(rows: list[Row], now: float, *, whole: bool) -> Table:
    table = Table(
        box=None, padding=(0, 1), title="What each part took" if whole else None, title_justify="left"
    )
    for name, justify in (("", "left"), ("part", "left"), ("took", "right"), ("look", "left")):
        table.add_column(name, justify=justify, no_wrap=name != "look")  # type: ignore[arg-type]
    for row in rows:
        mark, style = MARKS[row.state]
        took = f"{row.seconds(now):.1f} s"
        table.add_row(Text(mark, style), f"{row.kind:<10} {row.title}", took, Text(row.link, "dim"))
    return table


def _line(moment: Moment) -> Text:
    line = Text(f"{moment.at:7.1f} s  ", "dim")
    line.append(f"{moment.who:<9}", WHO.get(moment.who, ""))
    line.append(moment.what)
    if moment.link and moment.link not in moment.what:
        line.append(f"  {moment.link}", "dim")
    return line
