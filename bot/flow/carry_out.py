"""Carries out one step of a run, held by a lease: whoever loses it ends its work, and what it did is adopted."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from bot.app import App
from bot.core.events import StepFinished, StepStarted
from bot.core.run import Run, Step
from bot.errors import Conflict, Retryable, UserError
from bot.flow.handle import handle
from bot.flow.steps import STEPS
from bot.ports.leases import held

log = structlog.get_logger()
STEP = "step:"
"""A lease of this, the run and the step is held while the step is carried out."""
WATCH_SECONDS = 2
ATTEMPTS = 4
"""How often a step that the world interrupts (an unreachable remote) is tried before it fails."""


async def carry_out(app: App, run_id: str, step_id: str) -> str:
    """Do a step, unless somebody does it or it is over. Returns the stream whose actions are due, or ""."""
    async with held(app.store, f"{STEP}{run_id}/{step_id}", app.worker, app.settings.lease_seconds) as lease:
        if lease is None:
            return ""
        run = await app.store.run(run_id)
        step = run.step(step_id) if run else None
        if run is None or step is None or not step.is_in_flight:
            return ""
        stream = await handle(app, StepStarted(run=run_id, step=step_id), fence=lease)
        work = asyncio.create_task(_work(app, run, step))
        watch = asyncio.create_task(_until_cancelled(app, run_id, step_id))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                stream = await handle(app, work.result(), fence=lease) or stream
        finally:
            for task in (work, watch):
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(work, watch, return_exceptions=True)
        return stream


async def _until_cancelled(app: App, run_id: str, step_id: str) -> None:
    """Returns when the step is no longer wanted."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        with suppress(Retryable):
            run = await app.store.run(run_id)
            step = run.step(step_id) if run else None
            if step is None or not step.is_in_flight:
                return


async def _work(app: App, run: Run, step: Step) -> StepFinished:
    """The step's outcome, whatever happens; only cancellation passes through."""
    longest = app.settings.step_seconds * 0.9
    try:
        async with asyncio.timeout(longest):
            return await _patiently(app, run, step)
    except TimeoutError:
        summary = f"took longer than {longest:.0f} seconds and was ended"
        return StepFinished(run=run.id, step=step.id, outcome="failed", summary=summary)
    except UserError as error:
        return StepFinished(run=run.id, step=step.id, outcome="refused", summary=str(error))
    except Retryable as error:
        return StepFinished(run=run.id, step=step.id, outcome="failed", summary=error.message)
    except Exception:  # root: a step's fault halts its run with a reference, and nothing else
        reference = f"{run.id}/{step.id}"
        log.exception("a step broke", reference=reference)
        summary = f"a fault of Drystone's, logged as {reference}"
        return StepFinished(run=run.id, step=step.id, outcome="failed", summary=summary)


async def _patiently(app: App, run: Run, step: Step) -> StepFinished:
    for attempt in range(ATTEMPTS):
        try:
            return await STEPS[step.kind](app, run, step)
        except Retryable as pause:
            log.info("step interrupted", run=run.id, step=step.id, why=pause.message)
            if attempt == ATTEMPTS - 1:
                raise
            await asyncio.sleep(max(pause.after, 2.0**attempt))
    raise Conflict("unreachable")


def step_lease(run: Run, step: Step) -> str:
    return f"{STEP}{run.id}/{step.id}"
