"""Performs the due actions of a stream, one process at a time, until none is left."""

from __future__ import annotations

import structlog

from bot.app import App
from bot.core.actions import StartStep
from bot.core.events import ActionBroke, RunEvent
from bot.errors import Conflict, Retryable, UserError
from bot.flow.access import wait_while_shut_out
from bot.flow.handle import handle
from bot.flow.perform import perform
from bot.ports.leases import held
from bot.ports.queue import Job
from bot.ports.store import DRAIN, Pending

log = structlog.get_logger()
GIVE_UP_AFTER = 6
"""Attempts (a minute) after which a broken action is left undone, and its run halts and says so."""


async def drain(app: App, stream: str) -> None:
    """Perform all that is due. Whoever comes while another is at it leaves it to that one."""
    while await _due(app, stream):
        async with held(app.store, DRAIN + stream, app.worker, app.settings.lease_seconds) as lease:
            if lease is None:
                return
            if not await _drain_once(app, stream):
                return


async def _due(app: App, stream: str) -> list[Pending]:
    """What may be performed now: steps are started first, since workers wait for nothing else.

    What is put off holds its lane: an older state of a check or comment must not overwrite a newer one.
    """
    now = app.clock.now()
    due, put_off = [], set()
    for pending in await app.store.pending(stream):
        lane = pending.action.lane
        if pending.again_at > now:
            put_off.add(lane)
        elif lane not in put_off:
            due.append(pending)
    return sorted(due, key=lambda pending: (not isinstance(pending.action, StartStep), pending.seq))


async def _drain_once(app: App, stream: str) -> int:
    """One look at what is due; says how much was done. A lane in which something is put off waits for it."""
    blocked: set[str] = set()
    done = 0
    for pending in await _due(app, stream):
        if pending.action.lane in blocked:
            continue
        if await _try(app, pending):
            done += 1
        else:
            blocked.add(pending.action.lane)
    return done


async def _try(app: App, pending: Pending) -> bool:
    """Perform one action and handle what comes of it, then call it done; False where it is put off."""
    action = pending.action
    try:
        await _settle(app, pending, await _perform(app, pending))
    except (Retryable, Conflict) as pause:
        await _put_off(app, pending, str(pause), getattr(pause, "after", 1.0))
        return False
    except UserError as error:
        log.warning("refused by the forge", stream=pending.stream, action=action.key, error=str(error))
    except Exception as error:  # root: one action's fault must not silence the others
        log.exception("an action broke", stream=pending.stream, action=action.key)
        if pending.attempts < GIVE_UP_AFTER:
            await _put_off(app, pending, repr(error), 2.0**pending.attempts)
            return False
        if not action.is_courtesy:
            await handle(app, ActionBroke(run=pending.stream, action=action.key))
    await app.store.action_done(pending.stream, action.key)
    return True


async def _perform(app: App, pending: Pending) -> tuple[RunEvent, ...]:
    try:
        return await perform(app, pending)
    except UserError:
        await wait_while_shut_out(app, pending.workspace)
        raise


async def _settle(app: App, pending: Pending, events: tuple[RunEvent, ...]) -> None:
    """What came of an action is decided upon before the action counts as done: a crash between loses nothing."""
    for event in events:
        stream = await handle(app, event)
        if stream and stream != pending.stream:
            await app.queue.put(Job(kind="drain", name=stream))


async def _put_off(app: App, pending: Pending, why: str, after: float) -> None:
    log.info("put off", stream=pending.stream, action=pending.action.key, why=why, after=after)
    await app.store.action_failed(pending.stream, pending.action.key, why, app.clock.now() + after)
