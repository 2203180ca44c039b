"""A plan that comes in a pull request: whether it is sound, and what it would change of the base's."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from bot.core.actions import Conclusion
from bot.core.facts import Offer, PlanFile
from bot.core.ids import PLAN_FILE
from bot.core.plan.changes import changes_markdown, plan_changes
from bot.core.plan.checks import Around
from bot.core.plan.load import Loaded, load
from bot.core.plan.problems import Problem, Severity
from bot.core.plan.render import problems_markdown
from bot.core.plan.summary import plan_summary
from bot.core.plan.text import too_large
from bot.core.words import offers


@dataclass(frozen=True)
class Look:
    """What is to be said of an offer: a check run's conclusion, title and text, and problems with their lines."""

    conclusion: Conclusion
    title: str
    text: str
    problems: tuple[Problem, ...] = ()


def look_at(offer: Offer, library: Set[str]) -> Look:
    """Judge an offer. `library` holds the paths of all components that its plan may name."""
    if not offer.is_changed:
        return Look("neutral", offers.UNCHANGED, offers.unchanged(offer.pull.base))
    if offer.head is None and offer.others:
        return Look("neutral", offers.MISNAMED, offers.misnamed(offer.others), _beside(offer))
    if offer.head is None:
        return Look("neutral", offers.REMOVED, offers.removed(offer.pull.base))
    loaded = read_plan(offer.head, library)
    if loaded.plan is None or offer.others:
        return _refused(offer, loaded)
    parts = [
        what_changes(offer, loaded),
        plan_summary(loaded.plan),
        _listed(loaded.warnings, offer.head),
        f"Plan digest `{loaded.digest}`",
    ]
    text = "\n\n".join(part for part in parts if part)
    return Look("success", offers.sound(len(loaded.warnings)), text, loaded.warnings)


def read_plan(found: PlanFile, library: Set[str]) -> Loaded:
    """The plan in a file, or the problems because of which there is none."""
    if found.data is not None:
        return load(found.data, around=Around(library=frozenset(library) or None))
    message = f"`{PLAN_FILE}` is no file, so there is no plan in it."
    no_file = Problem("error", "plan.no-file", message, PLAN_FILE, 1, 1)
    return Loaded(None, (too_large(found.size, PLAN_FILE) if found.is_file else no_file,), None)


def what_changes(offer: Offer, loaded: Loaded) -> str:
    """A section on what the plan would change of the base's; everything is new where that has none."""
    base = offer.pull.base
    if offer.base is None:
        return offers.changes(offers.no_plan_yet(base))
    before = read_plan(offer.base, frozenset())
    if before.plan is None or loaded.plan is None:
        return offers.changes(offers.base_plan_unsound(base))
    changes = plan_changes(before.plan, loaded.plan)
    told = changes_markdown(changes) if changes else offers.same_meaning(base)
    return offers.changes(told)


def _refused(offer: Offer, loaded: Loaded) -> Look:
    problems = (*_beside(offer), *loaded.problems)
    errors = sum(problem.severity == "error" for problem in problems)
    listed = _listed(loaded.problems, offer.head) if offer.head else ""
    parts = [offers.two_files(offer.others), listed, offers.REFUSED]
    text = "\n\n".join(part for part in parts if part)
    return Look("failure", offers.count_problems(errors), text, problems)


def _listed(problems: tuple[Problem, ...], found: PlanFile) -> str:
    text = (found.data or b"").decode(errors="replace")
    return problems_markdown(problems, text) if problems else ""


def _beside(offer: Offer) -> tuple[Problem, ...]:
    """Files that people may take for the plan: an error beside one, a warning where there is none."""
    message = f"Only `{PLAN_FILE}` is read as the plan: rename or remove this file."
    severity: Severity = "warning" if offer.head is None else "error"
    return tuple(Problem(severity, "plan.two-files", message, name, 1, 1) for name in offer.others)
