"""The one way in: whatever happened, here it is decided upon and saved, then what follows is performed."""

from __future__ import annotations

import structlog

from bot.app import App
from bot.core.decide import decide
from bot.core.events import (
    BranchPushed,
    CheckRequested,
    CommentCreated,
    Event,
    ForgeEvent,
    IssueClosed,
    IssueOpened,
    PullChanged,
    ReviewChanged,
    WorkspaceAdded,
    WorkspaceRemoved,
)
from bot.core.ids import Workspace
from bot.core.run import Run
from bot.core.turn import Decision
from bot.errors import Conflict, Retryable
from bot.flow.gather import gather
from bot.flow.obey import obey
from bot.ports.store import Decided, Delivery, Lease

log = structlog.get_logger()
DELIVERY = "delivery:"
"""A lease of this and a GUID is held while the delivery is left for later."""
LONGEST_PAUSE = 300.0
GIVE_UP_AFTER = 86_400.0
ATTEMPTS = 8
"""How often a decision is made anew when somebody else saved first."""


async def handle(app: App, event: Event, *, delivery: str = "", fence: Lease | None = None) -> str:
    """Decide on an event and save what was decided. Returns the stream whose actions are due, or "".

    With `fence`, raises `Conflict` once that lease is lost: somebody else does this now.
    """
    for _ in range(ATTEMPTS):
        run = await find_run(app, event)
        at = run.workspace if run else getattr(event, "workspace", None)
        if at is None:
            return ""
        facts = await gather(app, at, run, event)
        if await _is_outrun(app, event, run):
            continue
        decision = decide(at, run, event, facts, app.rules, lambda turn, said: obey(app.commands, turn, said))
        try:
            return await _save(app, at, run, decision, fence=fence, delivery=delivery)
        except Conflict:
            if fence is not None and not await app.store.renew(fence, fence_seconds(app, fence)):
                raise
            log.info("decided anew", run=run.id if run else "", event_kind=event.kind)
    raise Retryable("others kept saving this run first", after=1)


async def _is_outrun(app: App, event: Event, run: Run | None) -> bool:
    """Whether a run began while facts were gathered: the number of runs is then not the one before it."""
    if not isinstance(event, IssueOpened | CommentCreated):
        return False
    now = await find_run(app, event)
    return (now.id if now else "") != (run.id if run else "")


def fence_seconds(app: App, fence: Lease) -> float:
    """What is left of the lease, at least a moment."""
    return max(fence.expires_at - app.clock.now(), 5.0)


async def _save(
    app: App, at: Workspace, run: Run | None, decision: Decision, *, fence: Lease | None, delivery: str
) -> str:
    if decision.run is None and not decision.actions and not decision.entries:
        return ""
    owner = decision.run or run
    stream = owner.id if owner else at.key
    decided = Decided(
        workspace=at,
        stream=stream,
        run=decision.run,
        actions=decision.actions,
        entries=decision.entries,
        fence=fence,
        delivery=delivery,
    )
    await app.store.save(decided)
    return stream


async def find_run(app: App, event: Event) -> Run | None:
    """The run that an event is about, the newest where there were several."""
    store = app.store
    match event:
        case IssueOpened() | IssueClosed():
            found = await store.run_of_issue(event.workspace, event.issue)
        case CommentCreated():
            found = await store.run_of_pull(event.workspace, event.number)
            found = found or await store.run_of_issue(event.workspace, event.number)
        case ReviewChanged():
            found = await store.run_of_pull(event.workspace, event.pull)
        case PullChanged():
            found = await store.run_of_pull(event.workspace, event.pull)
            found = found or await store.run_of_branch(event.workspace, event.branch)
        case BranchPushed():
            found = await store.run_of_branch(event.workspace, event.branch)
        case CheckRequested():
            found = await store.run(event.external_id.split("/")[0])
        case WorkspaceAdded() | WorkspaceRemoved():
            found = None
        case _:
            found = await store.run(event.run)
    return found


async def handle_delivery(app: App, guid: str) -> list[str]:
    """Translate a stored delivery and handle its events. Returns the streams whose actions are due.

    One that cannot be handled now is left for later, less and less often, and given up after a day.
    """
    delivery = await app.store.delivery(guid)
    if delivery is None:
        return []
    try:
        return await _handle_delivery(app, delivery)
    except (Retryable, Conflict) as pause:
        await _leave_for_later(app, delivery, getattr(pause, "after", 0.0))
        raise
    except Exception as error:  # root: one delivery's fault must not silence the others
        log.exception("a delivery broke", guid=guid, delivery_event=delivery.event, error=repr(error))
        if app.clock.now() - delivery.received_at > GIVE_UP_AFTER:
            await app.store.handled(guid)
        await _leave_for_later(app, delivery, 0.0)
        return []


async def _leave_for_later(app: App, delivery: Delivery, after: float) -> None:
    """Nobody holds anything but the delivery's name until then."""
    age = app.clock.now() - delivery.received_at
    await app.store.acquire(DELIVERY + delivery.guid, "a pause", max(after, min(age / 2, LONGEST_PAUSE), 1.0))


async def _handle_delivery(app: App, delivery: Delivery) -> list[str]:
    guid = delivery.guid
    try:
        events = app.translate(delivery.event, delivery.payload)
    except ValueError as error:
        log.warning(
            "delivery is not what GitHub documents",
            guid=guid,
            delivery_event=delivery.event,
            error=str(error),
        )
        events = ()
    bot = await app.forge.bot_login()
    foreign = [event for event in events if not is_own(event, bot)]
    streams = [await handle(app, event) for event in foreign[:-1]]
    streams += [await handle(app, event, delivery=guid) for event in foreign[-1:]]
    await app.store.handled(guid)
    return [stream for stream in dict.fromkeys(streams) if stream]


def is_own(event: ForgeEvent, bot: str) -> bool:
    """What the bot did itself tells it nothing new, but for merges, whose outcome is read live."""
    actor = getattr(event, "actor", None)
    return actor is not None and actor.login == bot and not isinstance(event, PullChanged)
