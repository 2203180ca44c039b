"""`/build resume` goes on from where the run halted."""

from __future__ import annotations

import pytest

from tests.builders import Desk, names, told


def halted() -> Desk:
    desk = Desk()
    desk.until_first_checkpoint()
    for gate in ("compile", "lint"):
        desk.comment("owner", f"/build retry {gate}")
    for gate in ("compile", "lint"):
        desk.finish(gate, "failed")
    assert desk.status == "halted"
    return desk


def test_tries_all_that_failed() -> None:
    """Every step that failed last is tried again, and no other; the answer names them."""
    desk = halted()
    actions = desk.comment("owner", "/build resume", **desk.pull())
    assert names(actions, desk) == ["compile", "lint"]
    assert "Goes on with **compile, lint**" in told(actions)
    assert (desk.status, desk.the_run.trouble) == ("running", "")


@pytest.mark.parametrize("outcome", ["failed", "refused"])
def test_keeps_what_was_done(outcome: str) -> None:
    """A step that failed or was refused gets its second attempt; what was done stays done."""
    desk = Desk()
    desk.open_issue()
    desk.finish("plan")
    desk.open_pull(desk.the_run.branch, 13)
    desk.finish("scaffold", outcome)
    assert desk.status == "halted"
    assert names(desk.comment("owner", "/build resume"), desk) == ["scaffold"]
    steps = {step.name: step.attempt for step in desk.the_run.steps}
    assert steps == {"plan": 1, "scaffold": 2}


def test_not_halted() -> None:
    """A run that is not halted goes on as it was: nothing is tried again."""
    desk = Desk()
    desk.until_first_checkpoint()
    desk.wake(**desk.pull())
    before = desk.the_run
    answer = told(desk.comment("owner", "/build resume", **desk.pull()))
    assert "not halted" in answer
    assert (desk.status, desk.the_run.steps, desk.the_run.resumes) == (
        "waiting",
        before.steps,
        before.resumes,
    )


def test_by_a_reader() -> None:
    """A reader resumes nothing."""
    desk = halted()
    assert "needs write access" in told(desk.comment("reader", "/build resume"))
    assert desk.status == "halted"


def test_no_run() -> None:
    """Without a run the answer says how one is started."""
    assert "There is no run here" in told(Desk().comment("owner", "/build resume"))
