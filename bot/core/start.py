"""From an issue or a pull request to a run: reads its plan, says what is wrong with it, or freezes it and begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.core import words
from bot.core.actions import CheckPlan
from bot.core.facts import IssueView, Offer
from bot.core.ids import build_branch, run_id
from bot.core.offer import look_at, read_plan
from bot.core.plan.checks import Around
from bot.core.plan.extract import plan_from_issue
from bot.core.plan.load import Loaded, load
from bot.core.plan.model import Plan
from bot.core.plan.render import problems_markdown
from bot.core.plan.summary import plan_summary
from bot.core.run import Run
from bot.core.turn import Turn
from bot.core.words import offers
from bot.core.words.onboarding import turned_off
from bot.core.workflow import courses_of
from bot.errors import UserError

TOPIC = "plan"
KEPT = 32


@dataclass(frozen=True)
class Proposal:
    """The text of a plan in an issue or pull request, and what became of reading it."""

    text: str
    loaded: Loaded


def read_issue(turn: Turn) -> Proposal | None:
    """The plan in the issue's live text; None where it holds none."""
    issue = turn.facts.issue
    text = plan_from_issue(issue.body) if issue else None
    if text is None:
        return None
    return Proposal(text, load(text, around=Around(library=turn.facts.library or None)))


def required(turn: Turn) -> Proposal:
    """The plan that a run is to begin from. Raises `UserError` where there is none, or where none may be built."""
    if turn.facts.turned_off_by:
        raise UserError(turned_off(turn.facts.turned_off_by))
    if turn.facts.offer is not None:
        return _required_offer(turn, turn.facts.offer)
    proposal = read_issue(turn)
    if proposal is None:
        raise UserError(words.NO_PLAN)
    if proposal.loaded.plan is None:
        tell_problems(turn, proposal)
        raise UserError("The plan in this issue has problems.", "They are listed above; edit the issue.")
    return proposal


def _required_offer(turn: Turn, offer: Offer) -> Proposal:
    refused = offers.branch_refused(offer.pull, turn.facts.default_branch)
    if refused:
        raise UserError(refused)
    if offer.head is None:
        raise UserError(offers.NONE)
    if look_at(offer, turn.facts.library).conclusion != "success":
        turn.do(CheckPlan(pull=offer.pull.number, stamp=turn.stamp))
        raise UserError("The plan in this pull request has problems.", "They are listed above; push a fix.")
    text = (offer.head.data or b"").decode()
    return Proposal(text, read_plan(offer.head, turn.facts.library))


def shown(turn: Turn) -> str:
    """What the plan in this issue or pull request would build, or what is wrong with it; nothing is started."""
    offer, proposal = turn.facts.offer, read_issue(turn)
    if offer is not None and not offer.is_changed:
        raise UserError(offers.NONE)
    if offer is not None:
        look = look_at(offer, turn.facts.library)
        return offers.comment(look.title, offers.NOTHING_STARTED, look.text)
    if proposal is None:
        raise UserError(words.NO_PLAN)
    return describe(proposal, offers.NOTHING_STARTED)


def propose(turn: Turn) -> None:
    """An issue was opened or edited: check its plan, and start where its author may."""
    issue = turn.facts.issue
    if issue is None or issue.is_pull or not issue.is_open or turn.facts.turned_off_by:
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
        return offers.of_unsound_plan(problems_markdown(loaded.problems, proposal.text), len(loaded.errors))
    return offers.of_sound_plan(_summary(proposal.text, loaded), loaded.digest or "", state)


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
    return offers.of_sound_plan(_frozen_summary(text), loaded.digest or "", state)


def _begin_or_ask(turn: Turn, proposal: Proposal, issue: IssueView) -> None:
    can_write = turn.facts.can_write(issue.author) and turn.facts.can_write(turn.actor)
    config = turn.facts.config
    if can_write and config.start == "auto" and not config.problem:
        begin(turn, proposal, requester=turn.actor)
    else:
        state = offers.how_to_start(issue.author, can_write=can_write, config_problem=config.problem)
        turn.say(issue.number, TOPIC, describe(proposal, state))


def begin(turn: Turn, proposal: Proposal, requester: str) -> None:
    """A new run for that plan, queued; `advance` starts it when nothing builds before it.

    That of a pull request builds on its branch: what is to be reviewed comes to where the plan is.
    """
    issue, facts, loaded = turn.facts.issue, turn.facts, proposal.loaded
    if issue is None or loaded.plan is None or loaded.digest is None:
        raise LookupError("a run begins from an issue or a pull request with a sound plan")
    plan, pull = loaded.plan, facts.offer.pull if facts.offer else None
    own = build_branch(issue.number, plan.project.name, facts.runs_before)
    branch = pull.head if pull else own
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
        courses=courses_of(turn.rules.workflow, plan.humanCheckpoints, branch, own),
        from_pull=pull is not None,
        build_pull=pull.number if pull else 0,
        head=pull.head_sha if pull else "",
        created_at=int(facts.now),
        obeyed=turn.now_run.obeyed if turn.now_run else (),
        engine=turn.rules.engine,
    )
    turn.note(f"run {turn.run.id} for plan {loaded.digest[:12]}, asked for by {requester}", turn.run.head)
