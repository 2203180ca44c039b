"""`/build` starts a run, once, for a sound plan."""

from __future__ import annotations

from bot.core.config import Config
from tests.builders import Desk, issue_of, names, restaurant, told


def waiting() -> Desk:
    """An issue with a sound plan that waits for `/build`."""
    desk = Desk(config=Config(start="command"))
    desk.open_issue()
    return desk


def test_starts() -> None:
    """The run begins at once, and who said it is the requester."""
    desk = waiting()
    actions = desk.comment("reviewer", "/build")
    assert "The run begins." in told(actions)
    assert names(actions, desk) == ["plan"]
    assert (desk.the_run.requester, desk.the_run.author) == ("reviewer", "owner")


def test_queues() -> None:
    """While another run builds, the new one is queued, and the answer says behind which."""
    desk = waiting()
    actions = desk.comment("owner", "/build", ahead=7)
    assert "waits for that of #7" in told(actions)
    assert (desk.status, names(actions, desk)) == ("queued", [])


def test_under_way() -> None:
    """A second `/build` starts nothing; it says where the run is."""
    desk = Desk()
    desk.open_issue()
    before = desk.the_run
    actions = desk.comment("owner", "/build")
    assert "under way already" in told(actions)
    assert "Building" in told(actions)
    assert (desk.the_run.id, desk.the_run.steps) == (before.id, before.steps)


def test_after_the_end() -> None:
    """When a run has ended the next one builds on a branch of its own."""
    desk = Desk()
    desk.open_issue()
    first = desk.the_run
    desk.comment("owner", "/build cancel")
    desk.comment("owner", "/build", runs_before=1)
    assert desk.the_run.id != first.id
    assert (desk.status, desk.the_run.branch) == ("running", f"{first.branch}-2")


def test_by_a_reader() -> None:
    """Without write access nothing starts."""
    desk = waiting()
    assert "needs write access" in told(desk.comment("reader", "/build"))
    assert desk.run is None


def test_without_a_plan() -> None:
    """Where the issue holds no plan, the answer says what to put there."""
    desk = Desk(issue=issue_of("").model_copy(update={"body": "It is broken"}))
    assert "holds no plan" in told(desk.comment("owner", "/build"))
    assert desk.run is None


def test_a_plan_with_problems() -> None:
    """A plan with problems is not built: the issue's comment lists them, the answer points there."""
    desk = Desk(issue=issue_of(restaurant().replace("nextjs-15", "nextjs-14")))
    actions = desk.comment("owner", "/build")
    assert "problems" in told(actions)
    assert any("nextjs-15" in getattr(one, "body", "") for one in actions)
    assert desk.run is None
