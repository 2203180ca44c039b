"""A forge of numbers and names alone, for decisions in random order."""

from __future__ import annotations

from typing import Any

from bot.core.events import Event, PullChanged, Woken
from bot.core.facts import CommitView, PullFacts, PullView, ReviewView
from bot.core.run import Run
from bot.flow.gather import is_laid, matters_now
from tests.builders import Desk

BASE = "b" * 40
WRITERS = ("owner", "reviewer", "second")


class Forge:
    """What decisions look at, as `gather` would read it; and what actions do to it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.heads: dict[str, str] = {"main": BASE}
        self.pulls: dict[int, PullView] = {}
        self.reviews: dict[int, list[ReviewView]] = {}
        self.authors: dict[str, list[tuple[str, str]]] = {}
        self.plans: dict[str, str] = {}
        self.same_tree = True
        self._last = 0

    def next(self) -> int:
        self._last += 1
        return self._last

    def sha(self) -> str:
        return f"{self.next():040x}"

    def pull(self, number: int) -> PullView:
        view = self.pulls[number]
        head = self.heads.get(view.head, view.head_sha)
        return view.model_copy(update={"head_sha": head}) if view.is_open else view

    def is_empty(self, head: str, base: str) -> bool:
        """No commit was laid or pushed since the one branch was made from the other."""
        return self.heads.get(head) == self.heads.get(base)

    def change(self, number: int, **fields: Any) -> None:
        self.pulls[number] = self.pull(number).model_copy(update=fields)

    def current(self) -> int:
        """The pull request that is being worked on; 0 where there is none."""
        run = self.desk.run
        if run is None or run.course is None:
            return 0
        return run.course.pull or (run.build_pull if run.course.branch == run.branch else 0)

    def facts(self, event: Event) -> dict[str, Any]:
        """As `gather` reads them for this event."""
        run = self.desk.run
        if run is None or run.is_ended:
            return {}
        parts = self._about(run) if matters_now(run, event) else {}
        if isinstance(event, PullChanged | Woken):
            parts["closed_pull"] = self._closed(run)
        return parts

    def _about(self, run: Run) -> dict[str, Any]:
        course = run.course
        if course is None:
            return {"is_gated_tree": self.same_tree}
        if not is_laid(run, course):
            return {"tip": self.heads.get(course.branch, "")} if run.status == "halted" else {}
        tip = self.heads.get(course.branch, run.head)
        parts: dict[str, Any] = {"tip": tip, "tip_plan": self.plans.get(tip, run.plan_text)}
        if number := self.current():
            view = self.pull(number)
            parts["pull"] = self._pulled(view)
            if view.is_merged and number == run.build_pull:
                parts["is_gated_tree"] = self.same_tree
        return parts

    def _pulled(self, view: PullView) -> PullFacts:
        commits = tuple(
            CommitView(sha=sha, author=who, committer=who) for sha, who in self.authors.get(view.head, ())
        )
        return PullFacts(pull=view, reviews=tuple(self.reviews.get(view.number, ())), commits=commits)

    def _closed(self, run: Run) -> int:
        numbers = {run.build_pull, run.course.pull if run.course else 0} & self.pulls.keys()
        closed = [n for n in numbers if not self.pulls[n].is_open and not self.pulls[n].is_merged]
        return closed[0] if closed else 0

    def is_approved(self, commit: str) -> bool:
        """By a rule of its own: a writer who neither asked nor pushed approved that head, and no writer objects."""
        number = self.current()
        barred = {"owner", *(who for _, who in self.authors.get(self.pulls[number].head, ()))}
        newest = {
            review.author: review for review in self.reviews.get(number, ()) if review.state != "COMMENTED"
        }
        yes = {
            who
            for who, review in newest.items()
            if review.state == "APPROVED" and review.commit == commit and who in WRITERS
        }
        no = {who for who, one in newest.items() if one.state == "CHANGES_REQUESTED" and who in WRITERS}
        return bool(yes - barred) and not no
