"""When the build pull request's head is shown, for how long, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core import board, words
from bot.core.actions import StartPreview, StopPreview
from bot.core.events import PreviewChanged, PullReady
from bot.core.previews import LONGEST, MOST_LOSSES
from bot.core.run import Preview
from tests.builders import Desk, approval, of

OTHER = "e" * 40
GATES = ("compile", "lint", "unit", "build", "e2e", "a11y")


def at_build_pull(**pull: Any) -> Desk:
    """All gates green on the build pull request, and it is looked at."""
    desk = Desk()
    desk.until_build_pull()
    desk.wake(**desk.pull(**pull))
    return desk


def shown(desk: Desk) -> Preview:
    assert desk.the_run.preview is not None
    return desk.the_run.preview


def change(desk: Desk, outcome: str, *, attempt: int = 0, **fields: str) -> tuple[Any, ...]:
    attempt = attempt or shown(desk).attempt
    return desk.happen(
        PreviewChanged(run=desk.the_run.id, attempt=attempt, outcome=outcome, **fields), **desk.pull()
    )


def test_the_gated_head_is_shown_once() -> None:
    """With the last green gate a preview of that commit is asked for, and not again however often one looks."""
    desk = at_build_pull()
    assert of(StartPreview, desk.actions) == [StartPreview(attempt=1)]
    assert (shown(desk).commit, shown(desk).status) == (desk.the_run.head, "starting")
    assert of(StartPreview, desk.wake(**desk.pull())) == []


def test_nothing_is_shown_before_the_gates_are_green() -> None:
    """Neither a checkpoint's pull request nor a build that is not gated yet gets a preview."""
    desk = Desk()
    desk.until_first_checkpoint()
    desk.wake(**desk.pull())
    assert of(StartPreview, desk.actions) == []


@pytest.mark.parametrize("fields", [{"from_fork": True}, {"is_open": False, "is_merged": True}])
def test_neither_a_forks_nor_a_merged_head_is_shown(fields: dict[str, Any]) -> None:
    """A fork's code is never run; what is merged needs no preview."""
    assert of(StartPreview, at_build_pull(**fields).actions) == []


def test_a_push_replaces_it_once_it_is_gated() -> None:
    """Until the new head has passed its gates the old one stays; then it makes way for it."""
    desk = at_build_pull()
    old = desk.the_run.head
    change(desk, "up", url="http://localhost:1")
    desk.wake(**desk.pull(head_sha=OTHER))
    assert shown(desk).commit == old
    for gate in GATES:
        desk.finish(gate)
    new = desk.wake(**desk.pull())
    assert of(StopPreview, new) == [StopPreview(pull=13, commit=old, attempt=1)]
    assert of(StartPreview, new) == [StartPreview(attempt=2)]
    assert (shown(desk).commit, shown(desk).status) == (OTHER, "starting")


def test_the_board_says_where_it_is() -> None:
    """The pull request's body has the address, and what is missing of the walls where something is."""
    desk = at_build_pull()
    change(desk, "up", url="http://localhost:4711", missing_walls="a separate user")
    assert "http://localhost:4711" in board.build_body(desk.the_run)
    assert "a separate user" in board.build_body(desk.the_run)


def test_one_that_fails_says_why_and_nothing_else_fails() -> None:
    """The app's own words are shown, as words; the run goes on waiting for its approval."""
    desk = at_build_pull()
    waiting = desk.status, desk.the_run.waiting_for
    change(desk, "failed", told="Error: no such table </details> @everyone")
    assert (desk.status, desk.the_run.waiting_for) == waiting
    assert "```\nError: no such table </details> @everyone\n```" in board.build_body(desk.the_run)
    assert of(StartPreview, desk.wake(**desk.pull())) == []


def test_it_ends_with_the_merge() -> None:
    """Before the merged app is deployed, its preview is asked to stop."""
    desk = at_build_pull()
    desk.wake(**desk.pull(is_open=False, is_merged=True, merge_commit="d" * 40), is_gated_tree=True)
    assert (shown(desk).status, shown(desk).told) == ("stopped", words.PREVIEW_MERGED)
    assert of(StopPreview, desk.actions)


@pytest.mark.parametrize("how", ["cancelled", "closed"])
def test_it_ends_with_the_run(how: str) -> None:
    """A cancelled run shows nothing any more, nor does one whose pull request was closed."""
    desk = at_build_pull()
    if how == "cancelled":
        desk.comment("owner", "/build cancel")
    else:
        desk.wake(closed_pull=13)
    assert desk.status == "cancelled"
    assert of(StopPreview, desk.actions)
    assert shown(desk).status == "stopped"
    assert "Not shown" in board.build_body(desk.the_run)


def test_it_ends_after_a_day() -> None:
    """After 24 hours it stops by itself, says how to have it back, and does not come back by itself."""
    desk = at_build_pull()
    change(desk, "up", url="http://localhost:1")
    desk.now += LONGEST
    ended = desk.wake(**desk.pull())
    assert of(StopPreview, ended)
    assert of(StartPreview, desk.wake(**desk.pull())) == []
    assert "`/build preview`" in board.build_body(desk.the_run)


def test_a_halted_run_too_stops_showing_after_a_day() -> None:
    """Whatever else the run waits for."""
    desk = at_build_pull()
    desk.happen(PreviewChanged(run=desk.the_run.id, attempt=1, outcome="up"), trouble="the forge is away")
    assert desk.status == "halted"
    desk.now += LONGEST
    assert of(StopPreview, desk.wake(trouble="the forge is away"))


def test_what_became_of_an_earlier_one_changes_nothing() -> None:
    """A worker that was late tells of a preview that nobody wants any more."""
    desk = at_build_pull()
    change(desk, "displaced")
    desk.comment("owner", "/build preview", **desk.pull())
    before = shown(desk)
    assert before.attempt == 2
    change(desk, "up", attempt=1, url="http://localhost:1")
    change(desk, "failed", attempt=1)
    assert shown(desk) == before


def test_one_that_ends_by_itself_is_brought_up_again_but_not_for_ever() -> None:
    """A few times; then it counts as one that does not work. Its day does not begin anew."""
    desk = at_build_pull()
    began = shown(desk).since
    for _ in range(MOST_LOSSES):
        change(desk, "up", url="http://localhost:1")
        assert of(StartPreview, change(desk, "lost"))
        assert shown(desk).since == began
    change(desk, "up", url="http://localhost:1")
    assert of(StopPreview, change(desk, "lost"))
    assert shown(desk).status == "failed"
    assert "ended by itself 4 times" in board.build_body(desk.the_run)


def test_one_that_made_room_says_so() -> None:
    """The pull request whose preview went tells why, and how to have it back."""
    desk = at_build_pull()
    change(desk, "up", url="http://localhost:1")
    assert of(StopPreview, change(desk, "displaced"))
    assert "it made room for a newer one" in board.build_body(desk.the_run)


def test_an_approval_is_not_held_up() -> None:
    """While the preview is being brought up, an approved pull request is merged like any other."""
    desk = at_build_pull()
    desk.happen(PullReady(run=desk.the_run.id), **desk.pull())
    desk.wake(**desk.pull(approval("reviewer", desk.the_run.head, id=2)))
    assert "merge_pull" in {action.kind for action in desk.actions}
    assert shown(desk).status == "starting"
