"""Whose approval counts, on which commit, and who is awaited. All of it is read live, nothing remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.base import Value
from bot.core.facts import CommitView, Facts, PullFacts, PullView, ReviewView
from bot.core.losses import DATA_LOSS, is_said, losses_of
from bot.core.owners import owned_paths
from bot.core.run import Run

MOST_ASKED = 10
OPENED = "opened this pull request, and nobody approves their own"
"""The forge itself refuses that; `approvals.self` cannot allow it."""
UNSAID = f'approved without saying "{DATA_LOSS}"'


class Demand(Value):
    """One approval that has to be there: by an approver of the configuration, or an owner of these files.

    `people` are logins in lower case; `others` are teams and addresses, of which nobody knows who they are.
    """

    people: tuple[str, ...]
    others: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def is_met_by(self, login: str) -> bool:
        return login.lower() in self.people


class Verdict(Value):
    """Who approved, who objected, whose review did not count and why, and who can still approve.

    `missing` are demands that no approval meets yet; `problem` is why the configuration cannot be used. `losses` are
    what the change takes data from; `unsaid` are reviews, by login, that would count if they said so.
    """

    approved_by: tuple[str, ...] = ()
    objected_by: tuple[str, ...] = ()
    ignored: Mapping[str, str] = {}
    can_approve: tuple[str, ...] = ()
    missing: tuple[Demand, ...] = ()
    problem: str = ""
    losses: tuple[str, ...] = ()
    unsaid: Mapping[str, int] = {}

    @property
    def is_approved(self) -> bool:
        return bool(self.approved_by) and not (self.objected_by or self.missing or self.problem)


def demands(pulled: PullFacts, facts: Facts) -> tuple[Demand, ...]:
    """Whose approvals the repository asks for; without any, everyone's with write access is enough."""
    approvals = facts.config.approvals
    named = (Demand(people=tuple(login.lower() for login in approvals.approvers)),)
    owned = owned_paths(facts.codeowners, pulled.paths) if approvals.owners else ()
    owners = (Demand(people=one.people, others=one.others, paths=one.paths) for one in owned)
    return (*(named if approvals.approvers else ()), *owners)


def asked_for(pull: PullView) -> str:
    """What reviewers are asked for: each head of a pull request is asked about once."""
    return f"{pull.number}@{pull.head_sha}"


def to_ask(run: Run, pulled: PullFacts, facts: Facts) -> tuple[str, ...]:
    """Whom to ask for a review: owners of what is changed, else the approvers; of them those who may approve.

    Without either nobody is asked: to be notified of everything is to be notified of nothing.
    """
    owned = owned_paths(facts.codeowners, pulled.paths)
    names = {name for one in owned for name in one.people}
    names = names or {login.lower() for login in facts.config.approvals.approvers}
    barred_here = {login.lower() for login in barred(run, pulled, facts)}
    known = [login for login in facts.writers if login.lower() in names] if facts.writers else sorted(names)
    return tuple(login for login in known if login.lower() not in barred_here)[:MOST_ASKED]


def newest_reviews(reviews: Sequence[ReviewView]) -> dict[str, ReviewView]:
    """Each person's latest review that says something: a plain comment overrides nothing."""
    newest: dict[str, ReviewView] = {}
    for review in sorted(reviews, key=lambda review: review.id):
        if review.state in ("APPROVED", "CHANGES_REQUESTED", "DISMISSED"):
            newest[review.author] = review
    return newest


def barred(run: Run, pulled: PullFacts, facts: Facts) -> dict[str, str]:
    """Who may not approve this work, and why: those who asked for it and those who made it."""
    author = pulled.pull.author
    opened = {author: OPENED} if author not in ("", facts.bot) else {}
    if facts.config.approvals.self_:
        return opened
    reasons = {run.requester: "asked for this run"} | opened
    for login in run.pushers:
        reasons.setdefault(login, "pushed to this branch")
    for commit in pulled.commits:
        for login in people_of(commit, facts.bot):
            reasons.setdefault(login, "is an author of its commits")
    return reasons


def people_of(commit: CommitView, bot: str) -> list[str]:
    """Whose work a commit is; the forge's own committer and bots are nobody."""
    named = [commit.committer] if commit.author_is_bot else [commit.author, commit.committer]
    return [
        login for login in named if login and login not in (bot, "web-flow") and not login.endswith("[bot]")
    ]


def is_by_nobody_known(run: Run, pulled: PullFacts, facts: Facts) -> bool:
    """A commit that is not ours, by nobody whom the forge knows, and nobody was seen to push: anyone's work.

    The commit that a pull request's plan was found on is somebody's.
    """
    if run.pushers or facts.config.approvals.self_:
        return False
    if not pulled.commits:
        return not pulled.pull.is_merged
    kinds = ("gate", "plan") if run.from_pull else ("gate",)
    ours = {step.commit for step in run.steps if step.kind not in kinds}
    foreign = [commit for commit in pulled.commits if commit.sha not in ours and not commit.author_is_bot]
    return any(not people_of(commit, facts.bot) for commit in foreign)


def verdict(run: Run, pulled: PullFacts, facts: Facts) -> Verdict:
    """Judge the reviews of a pull request for its head commit. Fails closed on everything unknown."""
    reasons = barred(run, pulled, facts)
    by_nobody = is_by_nobody_known(run, pulled, facts)
    losses = losses_of(run, run.course)
    approved, objected, ignored, unsaid = [], [], {}, {}
    for login, review in newest_reviews(pulled.reviews).items():
        why_not = _why_not(review, pulled, facts, reasons) or _too_early(run, review)
        if review.state == "DISMISSED":
            continue
        if not why_not and by_nobody and review.state == "APPROVED":
            why_not = "may have pushed a commit here whose author the forge does not know"
        if not why_not and losses and review.state == "APPROVED" and not is_said(review.body):
            why_not, unsaid[login] = UNSAID, review.id
        if why_not:
            ignored[login] = why_not
        elif review.state == "APPROVED":
            approved.append(login)
        else:
            objected.append(login)
    free = [login for login in facts.writers if login not in reasons]
    return _held_against(demands(pulled, facts), approved, free, facts.config.problem).model_copy(
        update={"objected_by": tuple(objected), "ignored": ignored, "losses": losses, "unsaid": unsaid}
    )


def _held_against(
    needed: Sequence[Demand], approved: Sequence[str], free: Sequence[str], problem: str
) -> Verdict:
    """Approvals as the demands count them. Where there are none every approval is enough."""
    missing = tuple(one for one in needed if not any(map(one.is_met_by, approved)))
    return Verdict(
        approved_by=tuple(approved),
        can_approve=tuple(
            login for login in free if not needed or any(one.is_met_by(login) for one in missing)
        ),
        missing=missing,
        problem=problem,
    )


def _why_not(review: ReviewView, pulled: PullFacts, facts: Facts, reasons: Mapping[str, str]) -> str:
    if review.author_is_bot:
        return "is a bot"
    if not facts.can_write(review.author):
        return "has no write access"
    if review.state == "CHANGES_REQUESTED":
        return ""
    if review.author in reasons:
        return reasons[review.author]
    if review.commit != pulled.pull.head_sha and review.commit not in pulled.kept:
        return (
            f"approved {review.commit[:7]}, which is no longer the head: {_lapsed(review, pulled, facts.bot)}"
        )
    return ""


def _lapsed(review: ReviewView, pulled: PullFacts, bot: str) -> str:
    """What came after the commit that was approved."""
    shas = [commit.sha for commit in pulled.commits]
    if review.commit not in shas:
        return "the branch was rewritten since, by more than a rebase that changes no file"
    after = pulled.commits[shas.index(review.commit) + 1 :]
    people = sorted({login for commit in after for login in people_of(commit, bot)})
    by = f" by {', '.join(people)}" if people else ""
    return f"{len(after)} commit{'s' if len(after) != 1 else ''}{by} came after it"


def _too_early(run: Run, review: ReviewView) -> str:
    """An approval of the build pull request that was given while it was a draft."""
    if review.state == "APPROVED" and review.id <= run.reviews_before_ready:
        return "approved while this was a draft"
    return ""
