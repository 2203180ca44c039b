"""Repairs what was missed. Nothing here decides: it only wakes what decides."""

from __future__ import annotations

from collections.abc import Awaitable

import structlog

from bot.app import App
from bot.core.events import (
    Actor,
    CommentCreated,
    Event,
    IssueOpened,
    PullChanged,
    Woken,
    WorkspaceAdded,
    WorkspaceRemoved,
)
from bot.core.facts import IssueView
from bot.core.ids import Workspace
from bot.core.run import Run
from bot.core.slash import slashes
from bot.errors import Conflict, Retryable
from bot.flow.carry_out import step_lease
from bot.flow.handle import DELIVERY, handle
from bot.flow.onboarding import is_due, is_installed
from bot.flow.previews import look_after
from bot.ports.queue import Job

log = structlog.get_logger()
GRACE = 2.0
"""Seconds that a delivery or a job may take before it counts as lost."""
LOOK_AGAIN = 20.0
"""Seconds between two live looks at a run that waits for people."""
LOOK_AT_PREVIEWS = 5.0
"""Seconds between two looks at what this machine shows."""
MOST_AT_ONCE = 1000
SWEEP = 120.0
"""Seconds between two looks at the forge for deliveries and issues that never came."""


class Reconciler:
    """Remembers only when it last looked; forgetting that costs a look too many."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._looked: dict[str, float] = {}

    async def __call__(self) -> None:
        """One round. Each part stands alone: one that fails does not silence the others."""
        for part in (self._deliveries, self._actions, self._runs, self._previews, self._sweep):
            await _alone(part.__name__, part())

    async def _deliveries(self) -> None:
        app = self._app
        guids = await app.store.undelivered(app.clock.now() - GRACE, MOST_AT_ONCE)
        left = await app.store.held([DELIVERY + guid for guid in guids]) if guids else frozenset()
        for guid in guids:
            if DELIVERY + guid not in left:
                await app.queue.put(Job(kind="delivery", name=guid))

    async def _actions(self) -> None:
        for stream in await self._app.store.streams_with_pending(self._app.clock.now() - GRACE):
            await self._app.queue.put(Job(kind="drain", name=stream))

    async def _runs(self) -> None:
        for run in await self._app.store.open_runs():
            await self._steps(run)
            if self._is_time(run.id, LOOK_AGAIN):
                await _alone(run.id, self._happened(Woken(run=run.id)))

    async def _previews(self) -> None:
        if self._is_time("previews", LOOK_AT_PREVIEWS):
            for changed in await look_after(self._app):
                await _alone(changed.run, self._happened(changed))

    async def _steps(self, run: Run) -> None:
        """A step in flight that nobody holds was lost on its way, or with its worker."""
        app = self._app
        old = [step for step in run.in_flight if step.queued_at < app.clock.now() - GRACE]
        held = await app.store.held([step_lease(run, step) for step in old]) if old else frozenset()
        for step in old:
            if step_lease(run, step) not in held:
                await app.queue.put(Job(kind="step", name=f"{run.id}/{step.id}"))

    async def _sweep(self) -> None:
        """Deliveries that failed are asked for again; what issues and comments say whose delivery was lost is found."""
        if not self._is_time("sweep", SWEEP):
            return
        await _alone("redeliveries", self._redeliveries())
        installed = await self._app.deliveries.installations()
        for at in installed:
            await _alone(at.key, self._workspace(at))
        for at in {run.workspace for run in await self._app.store.open_runs()} - set(installed):
            await _alone(at.key, self._missing(at))

    async def _redeliveries(self) -> None:
        since = self._app.clock.now() - self._app.settings.redelivery_days * 86_400
        for delivery, _ in await self._app.deliveries.failed_deliveries(since):
            await self._app.deliveries.redeliver(delivery)

    async def _missing(self, at: Workspace) -> None:
        """A run in a repository that is not listed: the App is suspended there, or it was removed."""
        if not await is_installed(self._app, at):
            await self._happened(WorkspaceRemoved(workspace=at))

    async def _workspace(self, at: Workspace) -> None:
        if await is_due(self._app, at):
            await self._happened(WorkspaceAdded(workspace=at))
        since = self._app.clock.now() - 2 * SWEEP
        for issue in await self._app.forge.issues(at, since=since):
            if not issue.author_is_bot:
                await self._asked(at, issue)
            await self._comments(at, issue, since)

    async def _asked(self, at: Workspace, issue: IssueView) -> None:
        """A person's issue that has no run, or pull request: either may hold a plan that nobody told of."""
        actor = Actor(login=issue.author)
        if issue.is_pull:
            await self._happened(PullChanged(workspace=at, pull=issue.number, branch="", actor=actor))
        elif await self._app.store.run_of_issue(at, issue.number) is None:
            await self._happened(IssueOpened(workspace=at, issue=issue.number, actor=actor))

    async def _comments(self, at: Workspace, issue: IssueView, since: float) -> None:
        """Commands that nobody has answered. One that was edited into a command is none."""
        for comment in await self._app.forge.comments(at, issue.number, since):
            if comment.author_is_bot or comment.is_edited or not slashes(comment.body):
                continue
            said = CommentCreated(
                workspace=at,
                number=issue.number,
                comment=comment.id,
                body=comment.body,
                actor=Actor(login=comment.author),
                on_pull=issue.is_pull,
            )
            await self._happened(said)

    async def _happened(self, event: Event) -> None:
        stream = await handle(self._app, event)
        if stream:
            await self._app.queue.put(Job(kind="drain", name=stream))

    def _is_time(self, what: str, every: float) -> bool:
        now = self._app.clock.now()
        if now - self._looked.get(what, 0.0) < every:
            return False
        self._looked[what] = now
        return True


async def _alone(what: str, doing: Awaitable[None]) -> None:
    """One run's or workspace's fault must not keep the others from being looked after."""
    try:
        await doing
    except (Retryable, Conflict) as pause:
        log.info("reconciling put off", what=what, why=str(pause))
    except Exception:  # root: see above
        log.exception("reconciling broke", what=what)
