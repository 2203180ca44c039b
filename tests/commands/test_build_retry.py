"""`/build retry <phase|gate>` carries one step out again, where that can change anything."""

from __future__ import annotations

import pytest

from tests.builders import Desk, names, told


@pytest.fixture
def desk() -> Desk:
    """At the first checkpoint."""
    made = Desk()
    made.until_first_checkpoint()
    return made


def test_a_gate(desk: Desk) -> None:
    """A gate runs again on its commit, whatever it said before; the others do not."""
    actions = desk.comment("owner", "/build retry lint", **desk.pull())
    assert names(actions, desk) == ["lint"]
    assert "**lint** is carried out again" in told(actions)
    (step,) = desk.the_run.in_flight
    assert (step.commit, step.attempt) == (desk.the_run.head, 2)


def test_while_it_runs(desk: Desk) -> None:
    """What is being carried out is not begun twice."""
    desk.comment("owner", "/build retry lint", **desk.pull())
    actions = desk.comment("owner", "/build retry lint", **desk.pull())
    assert names(actions, desk) == []
    assert "right now" in told(actions)


def test_a_phase_that_is_done(desk: Desk) -> None:
    """The same inputs give the same files: nothing would change, and the answer says what would."""
    actions = desk.comment("owner", "/build retry scaffold", **desk.pull())
    assert names(actions, desk) == []
    assert "nothing would change" in told(actions)
    assert "buildplan.yaml" in told(actions)


def test_a_phase_that_failed() -> None:
    """A phase that failed is laid again, and the halt ends."""
    desk = Desk()
    desk.open_issue()
    desk.finish("plan")
    desk.open_pull(desk.the_run.branch, 13)
    desk.finish("scaffold", "failed")
    assert names(desk.comment("owner", "/build retry scaffold"), desk) == ["scaffold"]
    assert (desk.status, desk.the_run.trouble) == ("running", "")
    assert [step.commit for step in desk.the_run.in_flight] == [""], "its commit is its result"


def test_while_a_phase_is_laid(desk: Desk) -> None:
    """While a phase is laid no gate begins: the commit that it would look at is about to be old."""
    text = desk.the_run.plan_text.replace("Bali Bites", "Java Bites")
    desk.wake(**desk.pull(head_sha="c" * 40), tip_plan=text)
    assert [step.name for step in desk.the_run.in_flight] == ["replan"]
    actions = desk.comment("owner", "/build retry lint")
    assert names(actions, desk) == []
    assert "A phase is being laid" in told(actions)


@pytest.mark.parametrize("name", ["migrate", "lock", "e2e", "staging"])
def test_what_has_not_had_its_turn(desk: Desk, name: str) -> None:
    """A step that comes later is known: the answer says that it comes by itself, and what is next."""
    actions = desk.comment("owner", f"/build retry {name}", **desk.pull())
    assert names(actions, desk) == []
    assert f"**{name}** has not had its turn yet" in told(actions)
    assert "**Waiting** on #" in told(actions)
    assert "Did you mean `/build retry migrate`?" in told(desk.comment("owner", "/build retry migrte"))


def test_a_name_that_nobody_knows(desk: Desk) -> None:
    """What is no step of the run is answered with the nearest name, and the list of all."""
    answer = told(desk.comment("owner", "/build retry complie"))
    assert "Did you mean `/build retry compile`?" in answer
    assert "`domains`" in answer
    assert "Which step?" in told(desk.comment("owner", "/build retry"))


def test_no_run() -> None:
    """Without a run, or after its end, there is nothing to try again."""
    desk = Desk()
    assert "There is no run here" in told(desk.comment("owner", "/build retry lint"))
    desk.open_issue()
    desk.comment("owner", "/build cancel")
    assert "The run is over" in told(desk.comment("owner", "/build retry plan"))


def test_by_a_reader(desk: Desk) -> None:
    """A reader retries nothing."""
    assert "needs write access" in told(desk.comment("reader", "/build retry lint", **desk.pull()))
    assert desk.the_run.in_flight == ()
