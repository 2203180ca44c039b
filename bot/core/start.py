"""From an issue to a run: reads the issue's plan, says what is wrong with it, or freezes it and begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.core import words
from bot.core.facts import IssueView
from bot.core.ids import build_branch, run_id
from bot.core.plan.checks import Around
from bot.core.plan.extract import plan_from_issue
from bot.core.plan.load import Loaded, load
from bot.core.plan.model import Plan
from bot.core.plan.render import problems_markdown
from bot.core.plan.summary import plan_summary
from bot.core.run import Run
from bot.core.turn import Turn
from bot.core.workflow import courses_of
from bot.errors import UserError

TOPIC = "plan"
KEPT = 32


@dataclass(frozen=True)
class Proposal:
    """The text of an issue's plan, and what became of reading it."""

    text: str
    loaded: Loaded


def read_issue(turn: Turn) -> Proposal | None:
    """The plan in the issue's live text; None where it holds none."""
    issue = turn.facts.issue
    text = plan_from_issue(issue.body) if issue else None
    if text is None:
        return None
    return Proposal(text, load(text, around=Around(library=turn.facts.library or None)))


def propose(turn: Turn) -> None:
    """An issue was opened or edited: check its plan, and start where its author may."""
    issue = turn.facts.issue
    if issue is None or issue.is_pull or not issue.is_open:
        return
    proposal = read_issue(turn)
    if proposal is None:
        return
    if turn.now_run is not None and not turn.run.is_ended:
        if proposal.loaded.digest != turn.run.digest and turn.run.edition == 1:
            turn.say(turn.run.issue, "frozen", words.frozen_differs(turn.run))
    elif proposal.loaded.plan is None:
        tell_problems(turn, proposal)
    elif turn.now_run is None:
        _begin_or_ask(turn, proposal, issue)


def tell_problems(turn: Turn, proposal: Proposal) -> None:
    """The issue's one comment about its plan lists every problem."""
    if turn.facts.issue is not None:
        turn.say(turn.facts.issue.number, TOPIC, describe(proposal, ""))


def describe(proposal: Proposal, state: str) -> str:
    """What is wrong with the plan, or what it builds and how far that is."""
    loaded = proposal.loaded
    if loaded.plan is None:
        return words.plan_unsound(problems_markdown(loaded.problems, proposal.text), len(loaded.errors))
    return words.plan_sound(_summary(proposal.text, loaded), loaded.digest or "", state)


def _summary(text: str, loaded: Loaded) -> str:
    summary = plan_summary(loaded.plan) if loaded.plan else ""
    return summary + ("\n\n" + problems_markdown(loaded.warnings, text) if loaded.warnings else "")


@lru_cache(maxsize=KEPT)
def frozen(text: str) -> Loaded:
    """A frozen plan, as read. It stays the same while a run is looked at again and again."""
    return load(text)


def plan_of(run: Run) -> Plan:
    """The run's frozen plan. It was sound when frozen, so anything else is a fault of ours."""
    loaded = frozen(run.plan_text)
    if loaded.plan is None:
        raise UserError(
            f"The frozen plan no longer passes: {loaded.errors[0].message}",
            "This version of Drystone reads plans differently; mend buildplan.yaml on the branch.",
        )
    return loaded.plan


@lru_cache(maxsize=KEPT)
def _frozen_summary(text: str) -> str:
    return _summary(text, frozen(text))


def describe_text(text: str, state: str) -> str:
    """What `describe` says, for a plan that was frozen."""
    loaded = frozen(text)
    if loaded.plan is None:
        return describe(Proposal(text, loaded), state)
    return words.plan_sound(_frozen_summary(text), loaded.digest or "", state)


def _begin_or_ask(turn: Turn, proposal: Proposal, issue: IssueView) -> None:
    can_write = turn.facts.can_write(issue.author) and turn.facts.can_write(turn.actor)
    if can_write and turn.facts.config.start == "auto":
        begin(turn, proposal, requester=issue.author)
    else:
        state = words.how_to_start(issue.author, can_write=can_write)
        turn.say(issue.number, TOPIC, describe(proposal, state))


def begin(turn: Turn, proposal: Proposal, requester: str) -> None:
    """A new run for the issue's plan, queued; `advance` starts it when nothing builds before it."""
    issue, facts, loaded = turn.facts.issue, turn.facts, proposal.loaded
    if issue is None or loaded.plan is None or loaded.digest is None:
        raise LookupError("a run begins from an issue with a sound plan")
    plan = loaded.plan
    branch = build_branch(issue.number, plan.project.name, facts.runs_before)
    turn.now_run = Run(
        id=run_id(turn.at, issue.number, facts.runs_before + 1),
        workspace=turn.at,
        issue=issue.number,
        status="queued",
        plan_text=proposal.text,
        digest=loaded.digest,
        project=plan.project.name,
        author=issue.author,
        requester=requester,
        base=facts.default_branch,
        branch=branch,
        courses=courses_of(turn.rules.workflow, plan.humanCheckpoints, branch),
        created_at=int(facts.now),
        obeyed=turn.now_run.obeyed if turn.now_run else (),
        engine=turn.rules.engine,
    )
    turn.note(f"run {turn.run.id} for plan {loaded.digest[:12]}, asked for by {requester}")
