"""Repairs what was missed. Nothing here decides: it only wakes what decides."""

from __future__ import annotations

import structlog

from bot.app import App
from bot.core.events import Actor, IssueOpened, Woken
from bot.core.run import Run
from bot.errors import Conflict, Retryable
from bot.flow.carry_out import step_lease
from bot.flow.handle import handle
from bot.ports.queue import Job

log = structlog.get_logger()
GRACE = 2.0
"""Seconds that a delivery or a job may take before it counts as lost."""
LOOK_AGAIN = 20.0
"""Seconds between two live looks at a run that waits for people."""
SWEEP = 120.0
"""Seconds between two looks at the forge for deliveries and issues that never came."""


class Reconciler:
    """Remembers only when it last looked; forgetting that costs a look too many."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._looked: dict[str, float] = {}

    async def __call__(self) -> None:
        """One round. Each part stands alone: one that fails does not silence the others."""
        for part in (self._deliveries, self._actions, self._runs, self._sweep):
            try:
                await part()
            except (Retryable, Conflict) as pause:
                log.info("reconciling put off", part=part.__name__, why=str(pause))

    async def _deliveries(self) -> None:
        for guid in await self._app.store.undelivered(self._app.clock.now() - GRACE):
            await self._app.queue.put(Job(kind="delivery", name=guid))

    async def _actions(self) -> None:
        for stream in await self._app.store.streams_with_pending(self._app.clock.now() - GRACE):
            await self._app.queue.put(Job(kind="drain", name=stream))

    async def _runs(self) -> None:
        for run in await self._app.store.open_runs():
            await self._steps(run)
            if not run.in_flight and self._is_time(run.id, LOOK_AGAIN):
                await self._wake(run)

    async def _steps(self, run: Run) -> None:
        """A step in flight that nobody holds was lost on its way, or with its worker."""
        app = self._app
        old = [step for step in run.in_flight if step.queued_at < app.clock.now() - GRACE]
        held = await app.store.held([step_lease(run, step) for step in old]) if old else frozenset()
        for step in old:
            if step_lease(run, step) not in held:
                await app.queue.put(Job(kind="step", name=f"{run.id}/{step.id}"))

    async def _wake(self, run: Run) -> None:
        stream = await handle(self._app, Woken(run=run.id))
        if stream:
            await self._app.queue.put(Job(kind="drain", name=stream))

    async def _sweep(self) -> None:
        """Deliveries that failed are asked for again; issues whose delivery was lost are found."""
        app, now = self._app, self._app.clock.now()
        if not self._is_time("sweep", SWEEP):
            return
        for delivery, _ in await app.deliveries.failed_deliveries(
            now - app.settings.redelivery_days * 86_400
        ):
            await app.deliveries.redeliver(delivery)
        for at in await app.deliveries.installations():
            for issue in await app.forge.issues(at, since=now - 2 * SWEEP):
                if not issue.is_pull and not issue.author_is_bot:
                    actor = Actor(login=issue.author)
                    event = IssueOpened(workspace=at, issue=issue.number, actor=actor)
                    if await app.store.run_of_issue(at, issue.number) is None:
                        await self._found(event)

    async def _found(self, event: IssueOpened) -> None:
        stream = await handle(self._app, event)
        if stream:
            await self._app.queue.put(Job(kind="drain", name=stream))

    def _is_time(self, what: str, every: float) -> bool:
        now = self._app.clock.now()
        if now - self._looked.get(what, 0.0) < every:
            return False
        self._looked[what] = now
        return True
