"""Whose approval counts: by who they are, what they did, and on which commit."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from bot.core.checkpoints import Verdict, newest_reviews, people_of, to_ask, verdict
from bot.core.config import Approvals, Config
from bot.core.facts import CommitView, Facts, PullFacts, ReviewView
from bot.core.run import Run
from bot.core.words import approvals
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


def judge(run: Run, *reviews: ReviewView, commits: tuple[CommitView, ...] = (), **facts: Any) -> Verdict:
    """The verdict on a pull request whose head is `HEAD`, with these commits by others than the bot."""
    return verdict(run, *scene(run, *reviews, commits=commits, **facts))


def scene(
    run: Run, *reviews: ReviewView, commits: tuple[CommitView, ...] = (), author: str = "", **facts: Any
) -> tuple[PullFacts, Facts]:
    """What is known of such a pull request; of `facts`, `paths` and `kept` are its own."""
    desk = Desk()
    desk.run = run
    pulled: PullFacts = desk.pull(*reviews, head_sha=HEAD, author=author)["pull"]
    own: dict[str, Any] = {name: facts.pop(name) for name in ("paths", "kept") if name in facts}
    given = Facts(now=1, **{**desk.facts, **facts})
    return pulled.model_copy(update={"commits": (*pulled.commits, *commits), **own}), given


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


def asks(*approvers: str, owners: bool = False) -> Config:
    """A configuration that asks for these approvals."""
    return Config(approvals=Approvals.model_validate({"approvers": approvers, "owners": owners}))


class TestDemands:
    OWNED: ClassVar[dict[str, Any]] = {
        "codeowners": "*.sql @Reviewer @second\n/app/ @second\n/ops/ @ours/team\n"
    }

    def test_a_list_of_approvers(self, run: Run) -> None:
        """One of them has to approve, in whatever case the list names them; others' approvals are not enough."""
        listed = asks("Second", "nobody")
        judged = judge(run, approval("reviewer", HEAD), config=listed)
        assert (judged.is_approved, judged.approved_by, judged.can_approve) == (
            False,
            ("reviewer",),
            ("second",),
        )
        assert judge(run, approval("second", HEAD), config=listed).is_approved

    def test_an_approver_who_asked_for_it(self, run: Run) -> None:
        """Being listed opens no other rule: who asked, has no write access or made it does not count."""
        listed = asks("owner", "reader")
        for who in ("owner", "reader", "reviewer"):
            judged = judge(run, approval(who, HEAD), config=listed)
            assert (judged.is_approved, judged.can_approve) == (False, ())

    def test_owners(self, run: Run) -> None:
        """Each changed file that has owners needs the approval of one of them; others need nobody's."""
        facts: dict[str, Any] = {"config": asks(owners=True), **self.OWNED}
        both = ("app/page.tsx", "db/1.sql", "README.md")
        assert judge(run, approval("second", HEAD), paths=both, **facts).is_approved
        judged = judge(run, approval("reviewer", HEAD), paths=both, **facts)
        assert (judged.is_approved, judged.can_approve) == (False, ("second",))
        assert [demand.paths for demand in judged.missing] == [("app/page.tsx",)]
        assert judge(run, approval("reviewer", HEAD), paths=("db/1.sql",), **facts).is_approved
        assert judge(run, approval("reviewer", HEAD), paths=("README.md",), **facts).is_approved

    def test_owners_are_asked_for_only_where_it_is_configured(self, run: Run) -> None:
        """Without `approvals.owners` the file only says whom to ask."""
        assert judge(run, approval("reviewer", HEAD), paths=("app/a",), **self.OWNED).is_approved

    def test_a_team(self, run: Run) -> None:
        """Who is in a team cannot be seen: nobody's approval is one of its, and the check says so."""
        judged = judge(
            run, approval("reviewer", HEAD), config=asks(owners=True), paths=("ops/a",), **self.OWNED
        )
        assert (judged.is_approved, judged.can_approve) == (False, ())
        told = approvals.summary(run, run.courses[0], judged)
        assert "an owner of `ops/a`, of whom none may approve here: **ours/team**" in told
        assert "who is in a team cannot be seen" in told

    def test_all_of_them(self, run: Run) -> None:
        """Approvers and owners are two demands: one approval may meet both, or two people one each."""
        facts: dict[str, Any] = {
            "config": asks("reviewer", owners=True),
            "paths": ("app/a", "app/b"),
            **self.OWNED,
        }
        judged = judge(run, approval("reviewer", HEAD), **facts)
        assert (judged.is_approved, judged.can_approve) == (False, ("second",))
        assert judge(run, approval("reviewer", HEAD), approval("second", HEAD, id=2), **facts).is_approved
        told = approvals.summary(run, run.courses[0], judged)
        assert "Approved by **reviewer**." in told
        assert "Waiting for an approval by an owner of `app/a` and 1 more: **second**." in told
        assert approvals.state(run, judged).startswith("Waiting for another approval")

    def test_an_objection_holds_whoever_is_listed(self, run: Run) -> None:
        """To hold something up nobody has to be an approver."""
        no = approval("reviewer", HEAD, id=2, state="CHANGES_REQUESTED")
        assert not judge(run, approval("second", HEAD), no, config=asks("second")).is_approved

    def test_a_configuration_that_cannot_be_read(self, run: Run) -> None:
        """It may have named approvers: no approval counts until it is mended, and the check says why."""
        judged = judge(run, approval("reviewer", HEAD), config=Config(problem="line 2: `slef` is no key"))
        assert not judged.is_approved
        told = approvals.summary(run, run.courses[0], judged)
        assert "Waiting for `.drystone.yml` on the default branch to be mended" in told
        assert "line 2" in told


class TestWhomToAsk:
    OWNED: ClassVar[dict[str, Any]] = {"codeowners": "* @second @owner @reader @stranger\n/app/ @Reviewer\n"}

    def test_owners_of_what_is_changed(self, run: Run) -> None:
        """Owners who may approve: with write access, and neither who asked nor who made it."""
        assert to_ask(run, *scene(run, paths=("app/a",), **self.OWNED)) == ("reviewer",)
        assert to_ask(run, *scene(run, paths=("app/a", "b"), **self.OWNED)) == ("reviewer", "second")
        made = commit("reviewer")
        assert to_ask(run, *scene(run, paths=("app/a", "b"), commits=(made,), **self.OWNED)) == ("second",)

    def test_else_approvers(self, run: Run) -> None:
        """Where nothing changed has owners, the approvers of the configuration; without either nobody."""
        listed = asks("reviewer", "owner")
        assert to_ask(run, *scene(run, config=listed)) == ("reviewer",)
        assert to_ask(run, *scene(run, config=listed, paths=("b",), **self.OWNED)) == ("second",)
        assert to_ask(run, *scene(run)) == ()

    def test_where_writers_cannot_be_listed(self, run: Run) -> None:
        """The names are taken as they stand; the forge refuses whom it does not know."""
        assert to_ask(run, *scene(run, config=asks("Zed", "owner"), writers=())) == ("zed",)


class TestLapsed:
    OLD = "a" * 40

    def test_what_came_after(self, run: Run) -> None:
        """A push voids the approval, and it is told how many commits came after it, and whose."""
        commits = (commit("", sha=self.OLD), commit("second", sha="b" * 40), commit("second"))
        judged = judge(run, approval("reviewer", self.OLD), commits=commits)
        assert not judged.is_approved
        assert judged.ignored["reviewer"].endswith("2 commits by second came after it")

    def test_a_rewritten_branch(self, run: Run) -> None:
        """An approved commit that is no part of the branch any more is told as that."""
        judged = judge(run, approval("reviewer", self.OLD))
        assert "the branch was rewritten since" in judged.ignored["reviewer"]

    def test_a_rebase_that_changes_no_file(self, run: Run) -> None:
        """The approval of the commit that was rebased stands; every other rule still holds."""
        kept = frozenset({self.OLD})
        assert judge(run, approval("reviewer", self.OLD), kept=kept).is_approved
        assert not judge(run, approval("owner", self.OLD), kept=kept).is_approved
        pushed = run.model_copy(update={"pushers": ("reviewer",)})
        assert not judge(pushed, approval("reviewer", self.OLD), kept=kept).is_approved

    def test_nobody_approves_their_own_pull_request(self, run: Run) -> None:
        """Not even in a team of one: the forge refuses that anyway."""
        for config in (Config(), TEAM_OF_ONE):
            judged = judge(run, approval("reviewer", HEAD), author="reviewer", config=config)
            assert not judged.is_approved
            assert "opened this pull request" in judged.ignored["reviewer"]
