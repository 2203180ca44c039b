"""What people see of the story."""

from __future__ import annotations

import io

from rich.console import Console

from bot.demo.ledger import Ledger
from bot.demo.show import Show


def ledger() -> Ledger:
    made = Ledger()
    made.told(1.0, "owner", "opens issue #1 with the plan", "http://forge/1")
    made.begin("gate", "gate", "compile on #2", 2.0, "http://forge/2")
    made.end("gate", 5.5)
    made.begin("deploy", "deploy", "deployment to staging", 6.0)
    return made


def test_without_a_terminal_every_event_is_one_line() -> None:
    """Plain output: when, who, what, where; each event once."""
    out = io.StringIO()
    show = Show(Console(file=out, width=60), lambda: 10.0)
    told = ledger()
    with show.playing(told):
        show.update()
        told.told(7.0, "reviewer", "approves #2", "http://forge/2")
        show.update()
        show.update()
    assert out.getvalue().splitlines() == [
        "    1.0 s  owner    opens issue #1 with the plan  http://forge/1",
        "    7.0 s  reviewer approves #2  http://forge/2",
    ]


def test_the_summary_says_what_each_part_took() -> None:
    """Ended parts have their own time, running ones the time so far, and the whole is last."""
    out = io.StringIO()
    show = Show(Console(file=out, width=120), lambda: 10.0)
    with show.playing(ledger()):
        show.summary({"whole": 12.0})
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert "✓ gate compile on #2 3.5 s http://forge/2" in lines
    assert "… deploy deployment to staging 4.0 s" in lines
    assert lines[-1] == "whole 12.0 s"


def test_a_low_terminal_shows_the_newest() -> None:
    """More parts than lines: the newest parts and moments are what is seen."""
    out = io.StringIO()
    show = Show(Console(file=out, width=100, height=20, force_terminal=True), lambda: 10.0)
    told = ledger()
    for number in range(40):
        told.begin(f"p{number}", "phase", f"part-{number}-", 6.0)
    told.told(9.0, "reviewer", "approves #2 " + "and more " * 40)
    with show.playing(told):
        show.update()
    shown = out.getvalue()
    assert "part-39-" in shown
    assert "part-1-" not in shown
    assert "approves #2" in shown


def test_on_a_terminal_the_table_is_live() -> None:
    """A terminal shows parts with their state and the last events."""
    out = io.StringIO()
    show = Show(Console(file=out, width=120, force_terminal=True), lambda: 10.0)
    with show.playing(ledger()):
        show.update()
    shown = out.getvalue()
    assert "compile on #2" in shown
    assert "opens issue #1" in shown
