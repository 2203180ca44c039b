"""How a story's book is kept: scenes in, rows and moments out."""

from __future__ import annotations

from dataclasses import replace

from bot.demo.ledger import Ledger
from bot.demo.seen import Check, Comment, Commit, Deployed, Pull, Scene

PULL = Pull(1, "Build", "drystone/1-x", "main", "a" * 40, "http://f/1", True, True, False)
GATE = Check(7, "compile", "queued", "", "", "http://f/runs/7")


def scene(*checks: Check, pull: Pull = PULL) -> Scene:
    return Scene("main", (replace(pull, checks=checks),))


def test_a_gate_takes_from_its_start_to_its_end() -> None:
    """Waiting for a worker is no part of the gate's time."""
    ledger = Ledger()
    ledger.take(scene(GATE), 1.0)
    ledger.take(scene(replace(GATE, status="in_progress")), 10.0)
    ledger.take(scene(replace(GATE, status="completed", conclusion="success")), 14.0)
    (row,) = ledger.rows.values()
    assert (row.state, row.seconds(99.0)) == ("done", 4.0)


def test_the_same_scene_again_is_no_news() -> None:
    """Looking often tells nothing twice."""
    ledger = Ledger()
    seen = Scene(
        "main",
        (replace(PULL, commits=(Commit("b" * 40, "Lay domains", "domains"),), checks=(GATE,)),),
        (Comment(1, "### The plan is sound", "http://f/c"),),
        (Deployed("staging", "c" * 40, "success", "http://app"),),
    )
    ledger.take(seen, 1.0)
    before = list(ledger.moments)
    ledger.take(seen, 2.0)
    assert ledger.moments == before


def test_a_red_gate_that_runs_again_starts_anew() -> None:
    """A gate that is made again after a failure is one row, with its newest time and outcome."""
    ledger = Ledger()
    for at, status, conclusion in (
        (1.0, "completed", "failure"),
        (5.0, "in_progress", ""),
        (8.0, "completed", "success"),
    ):
        ledger.take(scene(replace(GATE, status=status, conclusion=conclusion)), at)
    (row,) = ledger.rows.values()
    assert (row.state, row.seconds(0)) == ("done", 3.0)


def test_a_checkpoint_takes_until_it_is_approved() -> None:
    """A check run that asks for action is a checkpoint; waiting for a person is its time."""
    ledger = Ledger()
    asks = replace(GATE, name="afterDomains", status="completed", conclusion="action_required")
    ledger.take(scene(asks), 2.0)
    assert ledger.doing() == "afterDomains"
    ledger.take(scene(replace(asks, conclusion="success")), 6.0)
    (row,) = ledger.rows.values()
    assert (row.kind, row.state, row.seconds(0)) == ("checkpoint", "done", 4.0)


def test_gates_side_by_side_count_once() -> None:
    """The time of all gates is the time in which at least one ran."""
    ledger = Ledger()
    for key, began, ended in (("a", 1.0, 5.0), ("b", 2.0, 4.0), ("c", 4.0, 8.0), ("d", 10.0, 11.0)):
        ledger.begin(key, "gate", key, began)
        ledger.end(key, ended)
    assert ledger.took("gate") == 8.0


def test_a_preview_is_told_and_is_not_the_deployment() -> None:
    """People hear where they can look at the build; the row of the deployment is staging's alone."""
    ledger = Ledger()
    ledger.take(Scene("main", (), (), (Deployed("preview", "c" * 40, "success", "http://preview"),)), 1.0)
    assert [moment.link for moment in ledger.moments] == ["http://preview"]
    assert ledger.rows == {}


def test_what_is_approvable() -> None:
    """Green but for the checkpoint that asks, and out of draft: nothing less is approved."""
    asks = replace(GATE, name="beforeDeploy", status="completed", conclusion="action_required")
    green = replace(GATE, status="completed", conclusion="success")
    ready = replace(PULL, is_draft=False)
    assert replace(ready, checks=(green, asks)).is_approvable
    for not_yet in (
        replace(ready, checks=(green,)),
        replace(ready, checks=(GATE, asks)),
        replace(ready, checks=(replace(green, conclusion="failure"), asks)),
        replace(ready, checks=(green, asks), is_draft=True),
        replace(ready, checks=(green, asks), is_open=False),
    ):
        assert not not_yet.is_approvable


def test_a_halt_is_trouble() -> None:
    """When the bot says that it halted, its words are kept."""
    ledger = Ledger()
    ledger.take(Scene("main", (), (Comment(1, "<!-- drystone:halted:0 -->\n### Halted\n\nwhy", "u"),)), 1.0)
    assert ledger.trouble == "### Halted\n\nwhy"
