"""What is due next, whatever happened, and however often it is told."""

from __future__ import annotations

from bot.core.actions import MoveBranch, RemoveBranch, StartStep
from bot.core.events import BranchMoved
from tests.builders import Desk, approval, issue_of, of, restaurant


def names(actions: tuple[object, ...], desk: Desk) -> list[str]:
    """Names of the steps that are started."""
    steps = [desk.the_run.step(action.step) for action in actions if isinstance(action, StartStep)]
    return [step.name for step in steps if step]


def three_courses() -> Desk:
    """All three checkpoints are listed, and the first course is laid and moved."""
    plan = restaurant().replace(
        'humanCheckpoints: ["afterDomains"', 'humanCheckpoints: ["afterScaffold", "afterDomains"'
    )
    desk = Desk(issue=issue_of(plan))
    desk.open_issue()
    desk.finish("plan")
    desk.open_pull(desk.the_run.branch, 13, draft=True)
    desk.finish("scaffold")
    desk.open_pull(desk.course.branch, 14)
    for gate in ("compile", "lint"):
        desk.finish(gate)
    return desk


class TestMovedTwice:
    def test_the_next_course_stands(self) -> None:
        """A move that is told twice lays one course: the next one, a checkpoint's too, is not taken for laid."""
        desk = three_courses()
        head = desk.the_run.head
        (move,) = of(MoveBranch, desk.wake(**desk.pull(approval("reviewer", head))))
        moved = BranchMoved(run=desk.the_run.id, course=move.course, commit=move.commit)
        assert names(desk.happen(moved), desk) == ["assemble"]
        assert names(desk.happen(moved), desk) == []
        assert [course.laid for course in desk.the_run.courses] == [True, False, False]

    def test_only_what_was_moved_is_removed(self) -> None:
        """The course's branch is removed at the commit that was moved, and at no other."""
        desk = three_courses()
        head = desk.the_run.head
        desk.wake(**desk.pull(approval("reviewer", head)))
        (gone,) = of(RemoveBranch, desk.happen(BranchMoved(run=desk.the_run.id, course=1, commit=head)))
        assert gone.commit == head
