"""`/build preview` brings back what was stopped or did not start."""

from __future__ import annotations

import pytest

from bot.core.actions import StartPreview
from bot.core.events import PreviewChanged
from tests.builders import Desk, of, told


def showing(outcome: str) -> Desk:
    """All gates green, and a preview of which that came."""
    desk = Desk()
    desk.until_build_pull()
    desk.wake(**desk.pull())
    changed = PreviewChanged(run=desk.the_run.id, attempt=1, outcome=outcome, url="http://localhost:1")
    desk.happen(changed, **desk.pull())
    return desk


@pytest.mark.parametrize("outcome", ["failed", "displaced"])
def test_starts_it_anew(outcome: str) -> None:
    """The same commit, as another attempt, for another day."""
    desk = showing(outcome)
    before = desk.the_run.preview
    actions = desk.comment("owner", "/build preview", **desk.pull())
    after = desk.the_run.preview
    assert before is not None
    assert after is not None
    assert of(StartPreview, actions) == [StartPreview(attempt=2)]
    assert (after.commit, after.status) == (before.commit, "starting")
    assert after.since > before.since


def test_is_up_already() -> None:
    """One that is up is left as it is; the answer says where."""
    actions = showing("up").comment("owner", "/build preview")
    assert of(StartPreview, actions) == []
    assert "http://localhost:1" in told(actions)


def test_by_a_reader() -> None:
    """A reader starts nothing."""
    actions = showing("failed").comment("reader", "/build preview")
    assert of(StartPreview, actions) == []
    assert "needs write access" in told(actions)


def test_before_the_gates_are_green() -> None:
    """There is none yet, and the answer says when there will be."""
    desk = Desk()
    desk.until_first_checkpoint()
    assert "no preview yet" in told(desk.comment("owner", "/build preview"))


def test_after_the_run() -> None:
    """What is over is not shown again."""
    desk = showing("up")
    desk.comment("owner", "/build cancel")
    actions = desk.comment("owner", "/build preview")
    assert of(StartPreview, actions) == []
    assert "nothing to preview" in told(actions)


def test_no_run() -> None:
    """Without a run the answer says how one is started."""
    assert "There is no run here" in told(Desk().comment("owner", "/build preview"))
