"""Where runs, journals, actions, deliveries and leases live: the truth, which the queue only carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.actions import Action
from bot.core.base import Value
from bot.core.ids import Workspace
from bot.core.run import Entry, Run


class Delivery(Value):
    """A webhook as it came. `payload` is the raw body."""

    guid: str
    event: str
    received_at: float
    payload: bytes


class Pending(Value):
    """An action that was decided and not yet seen done. `seq` orders the actions of a stream.

    A stream is a run's id, or the workspace's key for what is said before there is a run.
    """

    seq: int
    stream: str
    workspace: Workspace
    action: Action
    attempts: int = 0
    again_at: float = 0


class Lease(Value):
    """The right to do one thing for a while. A later holder always has a greater `token`."""

    name: str
    token: int
    expires_at: float


class Decided(Value):
    """What one decision changed: saved whole, or not at all.

    `run` is saved if its stored version is `run.version - 1`. Actions and entries go to `stream`; an action
    whose key the stream has had is dropped.
    With `fence`, nothing is saved unless that lease is still held. `delivery` is marked as handled.
    """

    workspace: Workspace
    stream: str
    run: Run | None = None
    actions: tuple[Action, ...] = ()
    entries: tuple[Entry, ...] = ()
    fence: Lease | None = None
    delivery: str = ""


DRAIN = "drain:"
"""A lease of this and a stream is held while the stream's actions are performed."""


class Store(Protocol):
    """One database. Raises `Retryable` when it cannot be reached."""

    # deliveries
    async def add_delivery(self, delivery: Delivery) -> bool:
        """Durable when this returns; False for a GUID that was stored before."""
        ...

    async def delivery(self, guid: str) -> Delivery | None: ...

    async def undelivered(self, before: float, most: int = 100) -> Sequence[str]:
        """GUIDs that were received before then and not handled yet, oldest first."""
        ...

    async def handled(self, guid: str) -> None: ...

    async def forget_deliveries(self, before: float) -> int:
        """Drops handled deliveries that were received before then; says how many."""
        ...

    # runs
    async def run(self, run_id: str) -> Run | None: ...

    async def run_of_issue(self, at: Workspace, issue: int) -> Run | None:
        """The newest run of an issue."""
        ...

    async def run_of_pull(self, at: Workspace, pull: int) -> Run | None:
        """The newest run with that build or checkpoint pull request."""
        ...

    async def run_of_branch(self, at: Workspace, branch: str) -> Run | None:
        """The newest run that builds on that branch, checkpoint branches included."""
        ...

    async def open_runs(self, at: Workspace | None = None) -> Sequence[Run]:
        """Runs that have not ended, oldest first."""
        ...

    async def runs_of_issue(self, at: Workspace, issue: int) -> int:
        """How many runs the issue has had."""
        ...

    async def save(self, decided: Decided) -> None:
        """One transaction. Raises `Conflict` for a stale version or a lost fence."""
        ...

    async def journal(self, stream: str, after: int = 0) -> Sequence[tuple[int, Entry]]: ...

    # actions
    async def pending(self, stream: str) -> Sequence[Pending]:
        """Actions not yet done, in order."""
        ...

    async def action_done(self, stream: str, key: str) -> None: ...

    async def action_failed(self, stream: str, key: str, error: str, again_at: float) -> None: ...

    async def streams_with_pending(self, now: float) -> Sequence[str]:
        """Streams with an action that is due (`again_at` passed), whose drain lease nobody holds."""
        ...

    # what GitHub made for our keys, so that it need not be searched again
    async def remember(self, at: Workspace, key: str, value: str) -> None: ...

    async def recall(self, at: Workspace, key: str) -> str | None: ...

    async def forget(self, at: Workspace) -> None:
        """Drops all that is remembered of a workspace; runs and journals stay."""
        ...

    # leases
    async def acquire(self, name: str, owner: str, seconds: float) -> Lease | None:
        """None while somebody else holds it."""
        ...

    async def renew(self, lease: Lease, seconds: float) -> bool:
        """False when it was lost."""
        ...

    async def release(self, lease: Lease) -> None: ...

    async def held(self, names: Sequence[str]) -> frozenset[str]:
        """Those of the names whose lease is held and not expired."""
        ...

    async def close(self) -> None: ...


class Audited(Value):
    """One line of the audit log: an entry of a journal, and what it is about. `issue` is 0 where no run is."""

    seq: int
    workspace: str
    issue: int
    run: str
    entry: Entry


class AuditLog(Protocol):
    """All journals as one."""

    async def audit(self, repo: str = "", since: float = 0, most: int = 1000) -> Sequence[Audited]:
        """The newest lines at most, oldest first; of one repository (`owner/name`) or of all."""
        ...


class Artifacts(Protocol):
    """Files that a run leaves behind, under `workspaces/{workspace}/runs/{run}/artifacts/`."""

    async def put(self, at: Workspace, run: str, name: str, data: bytes) -> None: ...

    async def get(self, at: Workspace, run: str, name: str) -> bytes | None: ...

    async def names(self, at: Workspace, run: str) -> Sequence[str]: ...
