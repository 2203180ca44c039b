"""The store in memory; the contract suite holds it to what SQLite and PostgreSQL do."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.core.ids import Workspace
from bot.core.run import BUILDING, Entry, Run
from bot.errors import Conflict
from bot.ports.clock import Clock
from bot.ports.store import DRAIN, Audited, Decided, Delivery, Lease, Pending


@dataclass
class Tables:
    """What is kept."""

    runs: dict[str, Run] = field(default_factory=dict)
    journal: list[tuple[str, Entry]] = field(default_factory=list)
    actions: dict[tuple[str, str], Pending] = field(default_factory=dict)
    done: set[tuple[str, str]] = field(default_factory=set)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    handled: set[str] = field(default_factory=set)
    leases: dict[str, Lease] = field(default_factory=dict)
    memory: dict[tuple[str, str], str] = field(default_factory=dict)

    def copy(self) -> Tables:
        """The same, to go on with apart from this one. What is in it never changes in place."""
        return Tables(**{name: copy.copy(table) for name, table in vars(self).items()})


class FakeStore:
    """`bot.ports.store.Store` over tables that outlive it."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self.tables = tables
        self._clock = clock

    async def add_delivery(self, delivery: Delivery) -> bool:
        return self.tables.deliveries.setdefault(delivery.guid, delivery) is delivery

    async def delivery(self, guid: str) -> Delivery | None:
        return self.tables.deliveries.get(guid)

    async def undelivered(self, before: float, most: int = 100) -> Sequence[str]:
        left = [one for one in self.tables.deliveries.values() if one.guid not in self.tables.handled]
        old = sorted((one for one in left if one.received_at < before), key=lambda one: one.received_at)
        return [one.guid for one in old[:most]]

    async def handled(self, guid: str) -> None:
        self.tables.handled.add(guid)

    async def forget_deliveries(self, before: float) -> int:
        old = [guid for guid in self.tables.handled if self.tables.deliveries[guid].received_at < before]
        for guid in old:
            del self.tables.deliveries[guid]
            self.tables.handled.remove(guid)
        return len(old)

    async def run(self, run_id: str) -> Run | None:
        return self.tables.runs.get(run_id)

    async def run_of_issue(self, at: Workspace, issue: int) -> Run | None:
        return self._newest(at, lambda run: run.issue == issue)

    async def run_of_pull(self, at: Workspace, pull: int) -> Run | None:
        return self._newest(
            at, lambda run: pull in {run.build_pull, *(course.pull for course in run.courses)}
        )

    async def run_of_branch(self, at: Workspace, branch: str) -> Run | None:
        return self._newest(
            at, lambda run: branch in {run.branch, *(course.branch for course in run.courses)}
        )

    async def open_runs(self, at: Workspace | None = None) -> Sequence[Run]:
        runs = self.tables.runs.values()
        mine = [run for run in runs if at is None or run.workspace.key == at.key]
        return [run for run in mine if not run.is_ended]

    async def runs_of_issue(self, at: Workspace, issue: int) -> int:
        runs = self.tables.runs.values()
        return sum(run.workspace.key == at.key and run.issue == issue for run in runs)

    def _refuse_two_building(self, run: Run) -> None:
        others = [one for one in self.tables.runs.values() if one.workspace.key == run.workspace.key]
        if run.status in BUILDING and any(one.id != run.id and one.status in BUILDING for one in others):
            raise Conflict("another run builds already")

    async def save(self, decided: Decided) -> None:
        if decided.fence is not None and not self._is_held(decided.fence):
            raise Conflict(f"The lease {decided.fence.name} was lost.")
        if decided.run is not None:
            stored = self.tables.runs.get(decided.run.id)
            version = stored.version if stored else min(decided.run.version - 1, 0)
            if decided.run.version != version + 1:
                raise Conflict("the run has changed")
            self._refuse_two_building(decided.run)
            self.tables.runs[decided.run.id] = decided.run
        for action in decided.actions:
            pending = Pending(
                seq=len(self.tables.actions) + 1,
                stream=decided.stream,
                workspace=decided.workspace,
                action=action,
            )
            self.tables.actions.setdefault((decided.stream, action.key), pending)
        self.tables.journal += [(decided.stream, entry) for entry in decided.entries]
        if decided.delivery:
            self.tables.handled.add(decided.delivery)

    async def journal(self, stream: str, after: int = 0) -> Sequence[tuple[int, Entry]]:
        lines = enumerate(self.tables.journal, 1)
        return [(seq, entry) for seq, (whose, entry) in lines if whose == stream and seq > after]

    async def audit(self, repo: str = "", since: float = 0, most: int = 1000) -> Sequence[Audited]:
        lines = [self._audited(seq, *line) for seq, line in enumerate(self.tables.journal, 1)]
        mine = [line for line in lines if line.workspace.endswith(f"/{repo.lower()}" if repo else "")]
        return [line for line in mine[-most:] if line.entry.at >= since]

    def _audited(self, seq: int, stream: str, entry: Entry) -> Audited:
        run = self.tables.runs.get(stream)
        about = {"workspace": run.workspace.key, "issue": run.issue, "run": run.id} if run else {}
        return Audited(**{"seq": seq, "workspace": stream, "issue": 0, "run": "", "entry": entry, **about})

    async def pending(self, stream: str) -> Sequence[Pending]:
        undone = [one for key, one in self.tables.actions.items() if key not in self.tables.done]
        return sorted((one for one in undone if one.stream == stream), key=lambda one: one.seq)

    async def action_done(self, stream: str, key: str) -> None:
        self.tables.done.add((stream, key))

    async def action_failed(self, stream: str, key: str, error: str, again_at: float) -> None:
        pending = self.tables.actions[stream, key]
        changed = {"attempts": pending.attempts + 1, "again_at": again_at}
        self.tables.actions[stream, key] = pending.model_copy(update=changed)

    async def streams_with_pending(self, now: float) -> Sequence[str]:
        undone = [one for key, one in self.tables.actions.items() if key not in self.tables.done]
        streams = sorted({one.stream for one in undone if one.again_at <= now})
        return [one for one in streams if self._expires(DRAIN + one) <= now]

    async def remember(self, at: Workspace, key: str, value: str) -> None:
        self.tables.memory[at.key, key] = value

    async def recall(self, at: Workspace, key: str) -> str | None:
        return self.tables.memory.get((at.key, key))

    async def forget(self, at: Workspace) -> None:
        mine = [kept for kept in self.tables.memory if kept[0] == at.key]
        for kept in mine:
            del self.tables.memory[kept]

    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        now, before = self._clock.now(), self.tables.leases.get(name)
        if before is not None and before.expires_at > now:
            return None
        lease = Lease(name=name, token=before.token + 1 if before else 1, expires_at=now + seconds)
        self.tables.leases[name] = lease
        return lease

    async def renew(self, lease: Lease, seconds: float) -> bool:
        if not self._is_held(lease):
            return False
        ends = {"expires_at": self._clock.now() + seconds}
        self.tables.leases[lease.name] = lease.model_copy(update=ends)
        return True

    async def release(self, lease: Lease) -> None:
        if self.tables.leases[lease.name].token == lease.token:
            self.tables.leases[lease.name] = lease.model_copy(update={"expires_at": 0})

    async def held(self, names: Sequence[str]) -> frozenset[str]:
        now = self._clock.now()
        return frozenset(name for name in names if self._expires(name) > now)

    async def close(self) -> None:
        return None

    def _newest(self, at: Workspace, is_it: Callable[[Run], bool]) -> Run | None:
        runs = reversed(self.tables.runs.values())
        return next((run for run in runs if run.workspace.key == at.key and is_it(run)), None)

    def _expires(self, name: str) -> float:
        return self.tables.leases[name].expires_at if name in self.tables.leases else 0.0

    def _is_held(self, lease: Lease) -> bool:
        now = self.tables.leases.get(lease.name)
        return now is not None and now.token == lease.token and now.expires_at > self._clock.now()
