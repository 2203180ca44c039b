"""Whose approval counts: by who they are, what they did, and on which commit."""

from __future__ import annotations

import pytest

from bot.core.checkpoints import Verdict, newest_reviews, people_of, verdict
from bot.core.config import Approvals, Config
from bot.core.facts import CommitView, Facts, PullFacts, ReviewView
from bot.core.run import Run
from tests.builders import Desk, approval

TEAM_OF_ONE = Config(approvals=Approvals.model_validate({"self": True}))
HEAD = "c" * 40
BOT = "drystone[bot]"


@pytest.fixture
def run() -> Run:
    """Waits at its first checkpoint."""
    desk = Desk()
    desk.until_first_checkpoint()
    return desk.the_run


def judge(run: Run, *reviews: ReviewView, commits: tuple[CommitView, ...] = (), **facts: object) -> Verdict:
    """The verdict on a pull request whose head is `HEAD`, with these commits by others than the bot."""
    desk = Desk()
    desk.run = run
    pulled = desk.pull(*reviews, head_sha=HEAD)["pull"]
    given = Facts(now=1, **{**desk.facts, **facts})
    return verdict(
        run, PullFacts(pull=pulled.pull, reviews=reviews, commits=(*pulled.commits, *commits)), given
    )


def commit(author: str, committer: str = "", *, sha: str = HEAD, is_bot: bool = False) -> CommitView:
    return CommitView(sha=sha, author=author, committer=committer, author_is_bot=is_bot)


class TestAuthors:
    @pytest.mark.parametrize(
        ("made", "barred"),
        [
            (commit("reviewer", "web-flow"), True),
            (commit("second", "reviewer"), True),
            (commit("", "reviewer"), True),
            (commit("reviewer", "web-flow", is_bot=True), False),
            (commit("renovate[bot]", "reviewer", is_bot=True), True),
            (commit("second", "web-flow"), False),
        ],
    )
    def test_who_made_a_commit_does_not_approve_it(self, run: Run, made: CommitView, barred: bool) -> None:
        """Author and committer of any commit are out; the forge's own committer is nobody."""
        judged = judge(run, approval("reviewer", HEAD), commits=(made,))
        assert judged.is_approved != barred
        if barred:
            assert judged.ignored == {"reviewer": "is an author of its commits"}
            assert "reviewer" not in judged.can_approve

    def test_bots_are_nobody(self) -> None:
        """Neither this bot nor others nor the forge are people."""
        assert people_of(commit(BOT, "web-flow"), BOT) == []
        assert people_of(commit("renovate[bot]", "renovate[bot]"), BOT) == []
        assert people_of(commit("ann", "bob"), BOT) == ["ann", "bob"]

    def test_the_first_reason_is_told(self, run: Run) -> None:
        """Who asked for the run and pushed too reads that they asked for it."""
        both = run.model_copy(update={"pushers": ("owner", "second")})
        yes = approval("owner", HEAD), approval("second", HEAD, id=2)
        judged = judge(both, *yes, commits=(commit("owner"), commit("second")))
        assert judged.ignored == {"owner": "asked for this run", "second": "pushed to this branch"}


class TestCommitsByNobodyKnown:
    UNKNOWN = commit("", "")

    def test_might_be_anybody_s(self, run: Run) -> None:
        """A commit that the forge knows no author of, and that nobody was seen to push, may be the approver's own."""
        judged = judge(run, approval("reviewer", HEAD), commits=(self.UNKNOWN,))
        assert not judged.is_approved
        assert "whose author the forge does not know" in judged.ignored["reviewer"]

    def test_an_objection_counts(self, run: Run) -> None:
        """To hold something up nobody has to be known."""
        judged = judge(run, approval("reviewer", HEAD, state="CHANGES_REQUESTED"), commits=(self.UNKNOWN,))
        assert judged.objected_by == ("reviewer",)

    def test_who_pushed_is_known(self, run: Run) -> None:
        """Where somebody was seen to push, the commit is theirs: the others may approve it."""
        pushed = run.model_copy(update={"pushers": ("second",)})
        assert judge(pushed, approval("reviewer", HEAD), commits=(self.UNKNOWN,)).is_approved

    def test_a_team_of_one(self, run: Run) -> None:
        """Where people may approve their own work, it does not matter whose it is."""
        assert judge(run, approval("reviewer", HEAD), commits=(self.UNKNOWN,), config=TEAM_OF_ONE).is_approved

    def test_ours_are_known(self, run: Run) -> None:
        """Commits of the run's steps are the bot's, and those of other bots theirs, known or not."""
        ours = commit("", "", sha=run.steps[2].commit)
        assert judge(run, approval("reviewer", HEAD), commits=(ours,)).is_approved
        another = commit("", "", is_bot=True)
        assert judge(run, approval("reviewer", HEAD), commits=(another,)).is_approved

    def test_a_commit_that_was_gated_is_not_ours_by_that(self, run: Run) -> None:
        """What people pushed is gated like ours; it stays theirs."""
        gate = run.steps[-1].model_copy(update={"commit": HEAD})
        gated = run.model_copy(update={"steps": (*run.steps, gate)})
        assert not judge(gated, approval("reviewer", HEAD), commits=(self.UNKNOWN,)).is_approved

    def test_no_commits_at_all(self, run: Run) -> None:
        """Where the forge shows no commits of an open pull request, nobody knows whose they are."""
        yes = approval("reviewer", HEAD)
        desk = Desk()
        desk.run = run
        for is_merged in (False, True):
            view = desk.pull(head_sha=HEAD, is_merged=is_merged)["pull"].pull
            pulled = PullFacts(pull=view, reviews=(yes,))
            assert verdict(run, pulled, Facts(now=1, **desk.facts)).is_approved == is_merged

    def test_a_plainer_reason_goes_first(self, run: Run) -> None:
        """Who may not approve anyway reads that, and not that somebody is unknown."""
        judged = judge(run, approval("reader", HEAD), commits=(self.UNKNOWN,))
        assert judged.ignored == {"reader": "has no write access"}

    def test_one_is_enough(self, run: Run) -> None:
        """One unknown commit among known ones is enough."""
        judged = judge(
            run, approval("reviewer", HEAD), commits=(commit("second", sha="d" * 40), self.UNKNOWN)
        )
        assert not judged.is_approved


class TestReviews:
    def test_the_newest_that_says_something(self) -> None:
        """By its number, not by the order in which it is listed; comments and drafts of reviews say nothing."""
        reviews = [
            approval("ann", HEAD, id=4, state="CHANGES_REQUESTED"),
            approval("ann", HEAD, id=3),
            approval("ann", HEAD, id=5, state="COMMENTED"),
            approval("ann", HEAD, id=6, state="PENDING"),
            approval("bob", HEAD, id=1),
        ]
        assert {who: one.id for who, one in newest_reviews(reviews).items()} == {"ann": 4, "bob": 1}

    def test_an_objection_on_an_old_commit_holds(self, run: Run) -> None:
        """Who requested changes is asked again, whatever was pushed since."""
        no = approval("second", "a" * 40, id=2, state="CHANGES_REQUESTED")
        judged = judge(run, approval("reviewer", HEAD), no)
        assert (judged.is_approved, judged.objected_by) == (False, ("second",))

    def test_an_objection_by_who_may_not_approve_holds(self, run: Run) -> None:
        """The requester cannot approve, and can object."""
        no = approval("owner", HEAD, id=2, state="CHANGES_REQUESTED")
        assert judge(run, approval("reviewer", HEAD), no).objected_by == ("owner",)

    def test_a_dismissed_review_is_none(self, run: Run) -> None:
        """It neither counts nor is told of."""
        judged = judge(run, approval("reader", HEAD, state="DISMISSED"))
        assert (judged.approved_by, judged.objected_by, judged.ignored) == ((), (), {})

    def test_a_bot_neither_approves_nor_objects(self, run: Run) -> None:
        """Whatever it may write."""
        for state in ("APPROVED", "CHANGES_REQUESTED"):
            judged = judge(run, approval("reviewer", HEAD, state=state, is_bot=True))
            assert judged.ignored == {"reviewer": "is a bot"}

    def test_given_while_this_was_a_draft(self, run: Run) -> None:
        """Approvals up to the newest review of the draft do not count; objections do, and so does what comes later."""
        ready = run.model_copy(update={"reviews_before_ready": 5})
        early = approval("reviewer", HEAD, id=5)
        assert judge(ready, early).ignored == {"reviewer": "approved while this was a draft"}
        assert judge(ready, approval("reviewer", HEAD, id=6)).is_approved
        assert judge(ready, approval("second", HEAD, id=4, state="CHANGES_REQUESTED")).objected_by == (
            "second",
        )

    def test_a_team_of_one_needs_write_access_and_the_head(self, run: Run) -> None:
        """`approvals.self` opens the one rule, and no other."""
        assert judge(run, approval("owner", HEAD), config=TEAM_OF_ONE).is_approved
        assert not judge(run, approval("owner", "a" * 40), config=TEAM_OF_ONE).is_approved
        assert not judge(run, approval("reader", HEAD), config=TEAM_OF_ONE).is_approved
