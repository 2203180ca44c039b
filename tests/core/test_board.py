"""What people see of a run."""

from __future__ import annotations

from bot.core import board, words
from bot.core.run import Run
from tests.builders import Desk


def build_pull(run: Run) -> str:
    return board.build_body(run)


def test_shows_the_whole_run() -> None:
    """The build pull request shows every step, gate and checkpoint, who is awaited, and closes the issue."""
    desk = Desk()
    desk.until_first_checkpoint()
    desk.wake(**desk.pull())
    body = build_pull(desk.the_run)
    for name in ("scaffold", "domains", "compile", "afterDomains", "migrate", "e2e", "beforeDeploy"):
        assert f"**{name}**" in body
    assert "waiting for an approval by **reviewer**, **second**" in body
    assert "Closes #12" in body
    assert "#14" in body


def test_checkpoint_shows_its_course() -> None:
    """A checkpoint's pull request shows its own course and where it leads, and nothing of the later ones."""
    desk = Desk()
    desk.until_first_checkpoint()
    body = board.course_body(desk.the_run, desk.course)
    assert "#13" in body
    assert "**domains**" in body
    assert "**migrate**" not in body


def test_halt_says_what_to_do() -> None:
    """A halted run says on its board what failed and what to do next."""
    desk = Desk()
    desk.open_issue()
    desk.finish("plan", "refused")
    body = build_pull(desk.the_run)
    assert "### Halted" in body
    assert "/build resume" in body


def test_names_of_people_and_projects_are_inert() -> None:
    """Nobody is notified and nothing is rendered by a name from outside."""
    desk = Desk()
    desk.open_issue()
    run = desk.the_run.model_copy(update={"project": "<img src=x> @team", "requester": "a|b"})
    body = build_pull(run)
    assert "<img" not in body
    assert "@team" not in body
    assert "a|b" not in body


def test_every_state_has_a_line() -> None:
    """Whatever the state of a run, its line says it in words."""
    desk = Desk()
    desk.open_issue()
    for status in ("queued", "running", "waiting", "halted", "completed", "failed", "cancelled"):
        run = desk.the_run.model_copy(update={"status": status})
        assert "**" in words.state_line(run)
