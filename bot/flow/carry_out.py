"""Carries out one step of a run, held by a lease: whoever loses it ends its work, and what it did is adopted."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.app import App
from bot.core.events import Outcome, StepFinished, StepStarted
from bot.core.run import Run, Step
from bot.errors import Retryable, UserError
from bot.flow.access import wait_while_shut_out
from bot.flow.handle import handle
from bot.flow.steps import STEPS
from bot.flow.unless import unless
from bot.ports.leases import held
from bot.ports.store import Lease

log = structlog.get_logger()
STEP = "step:"
"""A lease of this, the run and the step is held while the step is carried out."""
PATIENCE = 7200.0
"""Seconds for which a step that the world interrupts (an unreachable remote) is taken up again before it fails."""
LONGEST_PAUSE = 60.0


async def carry_out(app: App, run_id: str, step_id: str) -> str:
    """Do a step, unless somebody does it or it is over. Returns the stream whose actions are due, or "".

    What interrupts it is not waited for here: the step is given back, and taken up again after a pause, for
    which nobody holds anything but its name.
    """
    name = f"{STEP}{run_id}/{step_id}"
    try:
        async with held(app.store, name, app.worker, app.settings.lease_seconds) as lease:
            return await _carry_out(app, lease, run_id, step_id) if lease else ""
    except Retryable as pause:
        log.info("step interrupted", run=run_id, step=step_id, why=pause.message, after=pause.after)
        await app.store.acquire(name, "a pause", pause.after)
        raise


async def _carry_out(app: App, lease: Lease, run_id: str, step_id: str) -> str:
    run = await app.store.run(run_id)
    step = run.step(step_id) if run else None
    if run is None or step is None or not step.is_in_flight:
        return ""
    stream = await handle(app, StepStarted(run=run_id, step=step_id), fence=lease)
    finished = await unless(partial(_is_unwanted, app, run_id, step_id), _work(app, run, step))
    if finished is not None:
        stream = await handle(app, finished, fence=lease) or stream
    return stream


async def _is_unwanted(app: App, run_id: str, step_id: str) -> bool:
    run = await app.store.run(run_id)
    step = run.step(step_id) if run else None
    return step is None or not step.is_in_flight


async def _work(app: App, run: Run, step: Step) -> StepFinished:
    """The step's outcome, whatever happens; only cancellation and what may pass by itself get through."""
    longest = app.settings.step_seconds * 0.9
    try:
        async with asyncio.timeout(longest):
            return await STEPS[step.kind](app, run, step)
    except TimeoutError:
        return _ended(run, step, "failed", f"took longer than {longest:.0f} seconds and was ended")
    except UserError as error:
        await wait_while_shut_out(app, run.workspace)
        return _ended(run, step, "refused", str(error))
    except Retryable as pause:
        waited = app.clock.now() - (step.started_at or app.clock.now())
        # Where the forge itself asked for a long pause, that is no failure.
        if waited > PATIENCE and pause.after <= LONGEST_PAUSE:
            return _ended(run, step, "failed", pause.message)
        after = max(pause.after, min(waited / 4, LONGEST_PAUSE))
        raise Retryable(pause.message, after=after) from pause
    except Exception:  # root: a step's fault halts its run with a reference, and nothing else
        reference = f"{run.id}/{step.id}"
        log.exception("a step broke", reference=reference)
        return _ended(run, step, "failed", f"a fault of Drystone's, logged as {reference}")


def _ended(run: Run, step: Step, outcome: Outcome, summary: str) -> StepFinished:
    return StepFinished(run=run.id, step=step.id, outcome=outcome, summary=summary)


def step_lease(run: Run, step: Step) -> str:
    return f"{STEP}{run.id}/{step.id}"
