"""What every store holds to, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.store.sql import SqlStore
from bot.core.actions import Action, React, StartStep
from bot.core.run import Entry
from bot.errors import Conflict
from bot.ports.store import DRAIN, Decided, Delivery
from tests.contract.clocks import SetClock
from tests.contract.samples import AT, ELSEWHERE, a_run, saved

ACTION_1 = StartStep(step="s1")
ACTION_2 = React(comment=5, content="eyes")


def delivery(guid: str = "g-1", at: float = 1.0) -> Delivery:
    return Delivery(guid=guid, event="issues", received_at=at, payload=b'{"action": "opened"}' * 100)


def keys(pending: object) -> list[str]:
    assert isinstance(pending, list)
    return [one.action.key for one in pending]


class TestDeliveries:
    async def test_a_delivery_comes_back_as_it_came(self, store: SqlStore) -> None:
        """The payload is stored byte for byte."""
        assert await store.add_delivery(delivery())
        assert await store.delivery("g-1") == delivery()
        assert await store.delivery("g-2") is None

    async def test_the_same_guid_twice_at_once_is_stored_once(self, store: SqlStore) -> None:
        """Of any number of deliveries with one GUID, exactly one is new."""
        new = await asyncio.gather(*(store.add_delivery(delivery()) for _ in range(20)))
        assert sum(new) == 1
        assert not await store.add_delivery(delivery())

    async def test_many_at_once_are_all_stored(self, store: SqlStore) -> None:
        """More than a batch holds are all durable when they return."""
        new = await asyncio.gather(*(store.add_delivery(delivery(f"g-{n}", n)) for n in range(150)))
        assert all(new)
        assert len(await store.undelivered(before=1000, most=500)) == 150

    async def test_undelivered_are_old_enough_unhandled_and_oldest_first(self, store: SqlStore) -> None:
        """What was handled, or came just now, is not listed."""
        for guid, at in (("late", 9.0), ("b", 2.0), ("a", 1.0), ("done", 1.5)):
            await store.add_delivery(delivery(guid, at))
        await store.handled("done")
        assert list(await store.undelivered(before=9.0)) == ["a", "b"]
        assert list(await store.undelivered(before=9.0, most=1)) == ["a"]

    async def test_a_decision_marks_its_delivery(self, store: SqlStore) -> None:
        """What was decided and that the delivery was handled are one transaction."""
        await store.add_delivery(delivery())
        await store.save(Decided(workspace=AT, stream=AT.key, delivery="g-1"))
        assert list(await store.undelivered(before=9.0)) == []

    async def test_only_handled_deliveries_are_forgotten(self, store: SqlStore) -> None:
        """A delivery that nobody has handled is never dropped, however old."""
        for guid in ("a", "b"):
            await store.add_delivery(delivery(guid))
        await store.handled("a")
        assert await store.forget_deliveries(before=2.0) == 1
        assert await store.delivery("b") is not None


class TestRuns:
    async def test_a_run_comes_back_as_it_was_saved(self, store: SqlStore) -> None:
        """The round trip loses nothing."""
        await store.save(saved(a_run()))
        assert await store.run("r1") == a_run()
        assert await store.run("other") is None

    async def test_a_stale_version_is_refused_and_nothing_of_it_is_saved(self, store: SqlStore) -> None:
        """A decision that was made on old state changes nothing."""
        await store.save(saved(a_run()))
        await store.save(saved(a_run(version=2, head="new")))
        for version in (1, 2, 4):
            stale = a_run(version=version, head="stale")
            with pytest.raises(Conflict):
                await store.save(saved(stale, actions=(ACTION_1,), entries=(Entry(at=1, what="stale"),)))
        run = await store.run("r1")
        assert run is not None
        assert run.head == "new"
        assert await store.pending("r1") == []
        assert list(await store.journal("r1")) == []

    async def test_of_two_that_save_at_once_one_wins(self, store: SqlStore) -> None:
        """The version lets exactly one of any number of rival decisions through."""
        await store.save(saved(a_run()))
        rivals = [saved(a_run(version=2, head=str(n))) for n in range(8)]
        results = await asyncio.gather(*map(store.save, rivals), return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 7 + ["NoneType"]

    async def test_of_two_that_begin_a_run_at_once_one_wins(self, store: SqlStore) -> None:
        """A run's id is taken once."""
        results = await asyncio.gather(
            *(store.save(saved(a_run())) for _ in range(4)), return_exceptions=True
        )
        assert sum(isinstance(result, Conflict) for result in results) == 3

    async def test_the_newest_run_is_found_by_issue_pull_and_branch(self, store: SqlStore) -> None:
        """Checkpoint branches and pull requests lead to the run, and only within the workspace."""
        await store.save(saved(a_run("r1", status="completed")))
        course = a_run().courses[0].model_copy(update={"pull": 31})
        newer = a_run("r2", build_pull=30, courses=(course, *a_run().courses[1:]))
        await store.save(saved(newer))
        for found in (
            await store.run_of_issue(AT, 12),
            await store.run_of_pull(AT, 30),
            await store.run_of_pull(AT, 31),
            await store.run_of_branch(AT, "drystone/12-app"),
            await store.run_of_branch(AT, "drystone/12-app--a"),
        ):
            assert found is not None
            assert found.id == "r2"
        assert await store.run_of_issue(ELSEWHERE, 12) is None
        assert await store.run_of_pull(ELSEWHERE, 30) is None
        assert await store.run_of_branch(ELSEWHERE, "drystone/12-app") is None
        assert await store.runs_of_issue(AT, 12) == 2

    async def test_one_run_builds_in_a_workspace(self, store: SqlStore) -> None:
        """Of runs that are saved as building at the same moment one is; others may queue, or build elsewhere."""
        rivals = [saved(a_run(f"r{n}")) for n in range(4)]
        outcomes = await asyncio.gather(*(store.save(one) for one in rivals), return_exceptions=True)
        assert sum(outcome is None for outcome in outcomes) == 1
        assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 3
        await store.save(saved(a_run("waits", status="queued")))
        await store.save(saved(a_run("elsewhere", workspace=ELSEWHERE)))
        assert len(await store.open_runs(AT)) == 2

    async def test_the_names_of_repositories_have_no_case(self, store: SqlStore) -> None:
        """GitHub's names are case-insensitive."""
        await store.save(saved(a_run()))
        assert await store.run_of_issue(AT.model_copy(update={"repo": "owner/APP"}), 12) is not None

    async def test_open_runs_have_not_ended_oldest_first(self, store: SqlStore) -> None:
        """Ended runs are left out; so are those of other workspaces where one is named."""
        await store.save(saved(a_run("r1", status="halted")))
        await store.save(saved(a_run("r2", status="completed")))
        await store.save(saved(a_run("r3", workspace=ELSEWHERE)))
        assert [run.id for run in await store.open_runs()] == ["r1", "r3"]
        assert [run.id for run in await store.open_runs(AT)] == ["r1"]

    async def test_the_journal_is_read_on_from_where_one_was(self, store: SqlStore) -> None:
        """`after` is the number of the last entry seen."""
        entries = tuple(Entry(at=n, what=f"entry {n}") for n in range(3))
        await store.save(saved(a_run(), entries=entries))
        lines = await store.journal("r1")
        assert [entry for _, entry in lines] == list(entries)
        assert [entry for _, entry in await store.journal("r1", after=lines[0][0])] == list(entries[1:])


class TestAuditLog:
    async def test_the_audit_log_is_all_journals_in_order(self, store: SqlStore) -> None:
        """Every line with its repository and issue, also where no run is; the newest at most, oldest first."""
        first, other, last = (Entry(at=at, what=f"w{at}", actor="owner", commit="c" * 40) for at in (1, 2, 3))
        await store.save(saved(a_run(), entries=(first,)))
        await store.save(Decided(workspace=ELSEWHERE, stream=ELSEWHERE.key, entries=(other,)))
        await store.save(saved(a_run(version=2), entries=(last,)))
        lines = await store.audit()
        assert [line.entry for line in lines] == [first, other, last]
        about = [(line.workspace, line.issue, line.run) for line in lines]
        assert about == [(AT.key, 12, "r1"), (ELSEWHERE.key, 0, ""), (AT.key, 12, "r1")]
        assert [line.entry for line in await store.audit(since=2)] == [other, last]
        assert [line.entry for line in await store.audit(most=1)] == [last]
        assert len(await store.audit("Owner/APP")) == 3
        assert await store.audit("wner/app") == await store.audit("owner/%") == []


class TestActions:
    async def test_actions_wait_in_order_until_done(self, store: SqlStore) -> None:
        """An action is pending from the decision on until it is seen done."""
        actions: tuple[Action, ...] = (ACTION_1, ACTION_2)
        await store.save(saved(a_run(), actions=actions))
        pending = await store.pending("r1")
        assert [one.action for one in pending] == list(actions)
        assert pending[0].workspace == AT
        await store.action_done("r1", ACTION_1.key)
        assert keys(await store.pending("r1")) == [ACTION_2.key]

    async def test_a_key_is_had_once(self, store: SqlStore) -> None:
        """An action whose key the stream has had, done or not, is dropped."""
        await store.save(saved(a_run(), actions=(ACTION_1, ACTION_1)))
        await store.action_done("r1", ACTION_1.key)
        await store.save(saved(a_run(version=2), actions=(ACTION_1, ACTION_2)))
        assert keys(await store.pending("r1")) == [ACTION_2.key]

    async def test_streams_do_not_share_keys(self, store: SqlStore) -> None:
        """Two runs may both start a step of the same name."""
        await store.save(saved(a_run("r1"), actions=(ACTION_1,)))
        await store.save(saved(a_run("r2", status="queued"), actions=(ACTION_1,)))
        assert keys(await store.pending("r2")) == [ACTION_1.key]

    async def test_a_failed_action_is_due_again_later(self, store: SqlStore, clock: SetClock) -> None:
        """It counts its attempts, and its stream is listed when `again_at` has passed."""
        await store.save(saved(a_run(), actions=(ACTION_1,)))
        now = clock.now()
        assert list(await store.streams_with_pending(now)) == ["r1"]
        await store.action_failed("r1", ACTION_1.key, "the forge said 502", again_at=now + 5)
        assert list(await store.streams_with_pending(now)) == []
        assert list(await store.streams_with_pending(now + 5)) == ["r1"]
        assert [one.attempts for one in await store.pending("r1")] == [1]

    async def test_a_stream_that_is_being_drained_is_not_listed(
        self, store: SqlStore, clock: SetClock
    ) -> None:
        """The drain lease says that somebody is at it, until it ends."""
        await store.save(saved(a_run(), actions=(ACTION_1,)))
        lease = await store.acquire(f"{DRAIN}r1", "w1", 10)
        assert lease is not None
        assert list(await store.streams_with_pending(clock.now())) == []
        clock.advance(11)
        assert list(await store.streams_with_pending(clock.now())) == ["r1"]

    async def test_a_workspace_without_a_run_has_a_stream_too(self, store: SqlStore) -> None:
        """What is said before there is a run waits in the workspace's own stream."""
        await store.save(Decided(workspace=AT, stream=AT.key, actions=(ACTION_2,)))
        assert keys(await store.pending(AT.key)) == [ACTION_2.key]


class TestMemory:
    async def test_what_was_remembered_last_is_recalled(self, store: SqlStore) -> None:
        """Per workspace and key, one value."""
        await store.remember(AT, "say:12:plan", "1")
        await store.remember(AT, "say:12:plan", "2")
        assert await store.recall(AT, "say:12:plan") == "2"
        assert await store.recall(ELSEWHERE, "say:12:plan") is None


class TestLeases:
    async def test_a_lease_has_one_holder(self, store: SqlStore) -> None:
        """Of any number that ask at once, one gets it; the others get None."""
        got = await asyncio.gather(*(store.acquire("step:1", f"w{n}", 10) for n in range(8)))
        assert len([lease for lease in got if lease]) == 1
        assert await store.held(["step:1", "step:2"]) == {"step:1"}

    async def test_a_later_holder_has_a_greater_token(self, store: SqlStore, clock: SetClock) -> None:
        """After an end by time and after a release alike."""
        first = await store.acquire("step:1", "w1", 10)
        clock.advance(10)
        second = await store.acquire("step:1", "w2", 10)
        assert first is not None
        assert second is not None
        await store.release(second)
        assert await store.held(["step:1"]) == frozenset()
        third = await store.acquire("step:1", "w1", 10)
        assert third is not None
        assert first.token < second.token < third.token

    async def test_a_lost_lease_cannot_be_renewed_or_given_back(
        self, store: SqlStore, clock: SetClock
    ) -> None:
        """The former holder has no power over the present one's lease."""
        first = await store.acquire("step:1", "w1", 10)
        assert first is not None
        assert await store.renew(first, 10)
        clock.advance(11)
        assert not await store.renew(first, 10)
        await store.acquire("step:1", "w2", 10)
        await store.release(first)
        assert await store.held(["step:1"]) == {"step:1"}

    async def test_a_save_with_a_lost_fence_changes_nothing(self, store: SqlStore, clock: SetClock) -> None:
        """A worker that was frozen while its lease ended cannot commit."""
        await store.save(saved(a_run()))
        fence = await store.acquire("step:1", "w1", 10)
        assert fence is not None
        await store.save(saved(a_run(version=2), fence=fence))
        clock.advance(11)
        with pytest.raises(Conflict, match="step:1"):
            await store.save(saved(a_run(version=3), fence=fence, actions=(ACTION_1,)))
        await store.acquire("step:1", "w2", 10)
        with pytest.raises(Conflict):
            await store.save(saved(a_run(version=3), fence=fence, actions=(ACTION_1,)))
        assert await store.pending("r1") == []
