"""A PRD that comes in a pull request: what is wrong with it, what plan it means, and whether that is committed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from bot.core.actions import Conclusion
from bot.core.facts import PrdOffer
from bot.core.offer import Look, read_plan
from bot.core.plan.changes import changes_markdown, plan_changes
from bot.core.plan.checks import Around
from bot.core.plan.problems import Problem
from bot.core.plan.render import problems_markdown
from bot.core.plan.text import too_large
from bot.core.prd.compile import Compiled, compile_plan, is_compiled
from bot.core.prd.draft import Traced
from bot.core.prd.files import ARCHITECTURE_FILE, PRD_FILE
from bot.core.prd.rules import NO_FILE
from bot.core.text import code, inert, table
from bot.core.words import offers, prds

_MOST_ROWS = 200


@dataclass(frozen=True)
class Brought:
    """What is to be said of a PRD, and the plan to commit to the pull request's branch; "" where there is none."""

    look: Look
    plan: str = ""
    digest: str = ""


def look_at(offer: PrdOffer, library: Set[str]) -> Brought:
    """Judge what a pull request brings. `library` holds the paths of all components that its plan may name."""
    base = offer.pull.base
    if not offer.is_changed:
        return Brought(Look("neutral", prds.UNCHANGED, prds.unchanged(base)))
    if offer.prd is None and offer.architecture is None:
        return Brought(Look("neutral", prds.REMOVED, prds.removed(base)))
    missing = tuple(_unreadable(offer))
    if missing or offer.prd is None or offer.architecture is None:
        return Brought(_refused(missing, offer))
    texts = offer.prd.data or b"", offer.architecture.data or b""
    compiled = compile_plan(*texts, Around(library=frozenset(library) or None))
    if compiled.plan is None:
        return Brought(_refused(compiled.problems, offer))
    return _judged(offer, compiled)


def not_committed(brought: Brought, reason: str) -> Look:
    """What is said where the forge did not take the commit."""
    text = f"{prds.refused(reason)}\n\n{brought.look.text}"
    return replace(brought.look, conclusion="neutral", title=prds.NOT_COMMITTED, text=text)


def _judged(offer: PrdOffer, compiled: Compiled) -> Brought:
    before = None if offer.plan is None else (offer.plan.data or b"").decode("utf-8", "replace")
    if before is not None and before.replace("\r\n", "\n") == compiled.text:
        return Brought(_look("success", prds.UP_TO_DATE, prds.up_to_date(), compiled, offer))
    if before is not None and not is_compiled(before):
        return Brought(_look("neutral", prds.KEPT, prds.kept(), compiled, offer))
    if reason := prds.not_committed(offer):
        return Brought(_look("neutral", prds.NOT_COMMITTED, reason, compiled, offer))
    look = _look("success", prds.COMPILED, prds.committed(offer.pull.head), compiled, offer)
    return Brought(look, compiled.text, compiled.digest)


def _look(conclusion: Conclusion, title: str, said: str, compiled: Compiled, offer: PrdOffer) -> Look:
    listed = "" if title == prds.UP_TO_DATE else _changes(compiled, offer)
    parts = [said, listed, _traced(compiled.trace), _listed(compiled.problems, offer)]
    digest = f"Plan digest `{compiled.digest}`"
    return Look(
        conclusion, title, "\n\n".join([part for part in parts if part] + [digest]), compiled.problems
    )


def _changes(compiled: Compiled, offer: PrdOffer) -> str:
    """What the plan would change of the one that is on the branch."""
    before = read_plan(offer.plan, frozenset()).plan if offer.plan else None
    if before is None or compiled.plan is None:
        return ""
    changes = plan_changes(before, compiled.plan)
    return offers.changes(changes_markdown(changes)) if changes else ""


def _traced(trace: Sequence[Traced]) -> str:
    """What became of each requirement."""
    rows = [
        [code(one.id), ", ".join(map(code, one.became)) if one.became else f"nothing: {inert(one.reason)}"]
        for one in trace[:_MOST_ROWS]
    ]
    more = f"\n… and {len(trace) - _MOST_ROWS} more.\n" if len(trace) > _MOST_ROWS else ""
    return table([["requirement", "became"], *rows]) + more if rows else ""


def _refused(problems: tuple[Problem, ...], offer: PrdOffer) -> Look:
    errors = sum(problem.severity == "error" for problem in problems)
    text = f"{_listed(problems, offer)}\n\n{prds.CURED}"
    return Look("failure", prds.count_problems(errors), text, problems)


def _listed(problems: tuple[Problem, ...], offer: PrdOffer) -> str:
    """The problems by file, each with its excerpt."""
    parts = []
    for name, found in ((PRD_FILE, offer.prd), (ARCHITECTURE_FILE, offer.architecture)):
        told = [problem for problem in problems if problem.file == name]
        if told:
            text = (found.data or b"" if found else b"").decode("utf-8", "replace")
            parts.append(f"### `{name}`\n\n{problems_markdown(told, text)}")
    return "\n\n".join(parts)


def _unreadable(offer: PrdOffer) -> Iterator[Problem]:
    for name, found in ((PRD_FILE, offer.prd), (ARCHITECTURE_FILE, offer.architecture)):
        if found is None or not found.is_file:
            message = prds.no_file(name, is_there=found is not None)
            yield Problem("error", NO_FILE.code, message, name, 1, 1)
        elif found.data is None:
            yield too_large(found.size, name)
