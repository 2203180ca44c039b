"""Previews of build pull requests: brought up, looked after and stopped as their runs want it.

What a run wants is its state; everything here moves the machine towards it, and may be done again at any time.
Who changes a preview holds its lease.
"""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.app import App
from bot.core.actions import StopPreview
from bot.core.events import PreviewChanged
from bot.core.ids import Workspace
from bot.core.run import Preview, Run
from bot.errors import Retryable
from bot.flow.deploying import bring_up
from bot.flow.handle import handle
from bot.flow.unless import unless
from bot.ports.leases import held
from bot.ports.queue import Job
from bot.ports.target import Site

log = structlog.get_logger()
PREVIEW = "preview:"
"""A lease of this and the run is held while its preview is brought up or stopped."""
MOST = 2
"""Previews at once on one machine."""
PAUSE = 10.0


async def show(app: App, run_id: str) -> str:
    """Bring up the preview that a run wants. Returns the stream whose actions are due, or ""."""
    name = PREVIEW + run_id
    try:
        async with held(app.store, name, app.worker, app.settings.lease_seconds) as lease:
            run = await app.store.run(run_id) if lease else None
            preview = run.preview if run else None
            if run is None or preview is None or preview.status != "starting":
                return ""
            await _make_room(app, run, preview)
            is_unwanted = partial(_is_unwanted, app, run_id, preview.attempt)
            changed = await unless(is_unwanted, _show(app, run, preview))
            if changed is None:
                return ""
            if changed.outcome == "failed":  # what was shown before must not stay in its place
                await _stop(app, _site(run, preview.pull))
            return await handle(app, changed, fence=lease)
    except Retryable as pause:
        log.info("preview interrupted", run=run_id, why=pause.message)
        await app.store.acquire(name, "a pause", max(pause.after, PAUSE))
        raise


async def _show(app: App, run: Run, preview: Preview) -> PreviewChanged:
    """What came of it, whatever happens: a preview is never what a run fails by."""
    told = f"it took longer than {app.settings.step_seconds} seconds"
    try:
        async with asyncio.timeout(app.settings.step_seconds * 0.9):
            outcome = await bring_up(app, run, _site(run, preview.pull), preview.commit, str(preview.attempt))
        deployed, told = outcome.deployed, outcome.error
    except TimeoutError:
        deployed = None
    except Retryable:
        raise
    except Exception:  # root: a fault of ours keeps one preview away, and nothing else
        log.exception("a preview broke", run=run.id)
        deployed, told = None, f"a fault of Drystone's, logged as {run.id}/preview"
    if deployed is None:
        return PreviewChanged(run=run.id, attempt=preview.attempt, outcome="failed", told=told)
    return PreviewChanged(
        run=run.id,
        attempt=preview.attempt,
        outcome="up",
        url=deployed.url,
        told=deployed.checked,
        missing_walls=deployed.missing_walls,
    )


async def stop(app: App, run_id: str, at: Workspace, action: StopPreview) -> None:
    """End what is shown, unless the run wants another preview by now, which then takes its place."""
    async with held(app.store, PREVIEW + run_id, app.worker, app.settings.lease_seconds) as lease:
        if lease is None:
            raise Retryable("the preview is being brought up; whoever does it will see that it is not wanted")
        run = await app.store.run(run_id)
        wanted = run.preview if run and run.preview and run.preview.is_wanted else None
        if wanted is None or wanted.pull != action.pull:
            await _stop(app, Site(at=at, environment="preview", pull=action.pull))
    if wanted is None or wanted.commit != action.commit:
        await app.forge.deployment(at, action.commit, "preview", "inactive")


async def _stop(app: App, site: Site) -> None:
    if app.target is not None:
        await app.target.stop(site)


async def look_after(app: App) -> list[PreviewChanged]:
    """Hand lost jobs to the queue again, stop what no run wants; returns what ended by itself."""
    lost = []
    for run in await app.store.open_runs():
        if run.preview is None or not run.preview.is_wanted:
            continue
        if run.preview.status == "up" and await _is_lost(app, run, run.preview):
            lost.append(PreviewChanged(run=run.id, attempt=run.preview.attempt, outcome="lost"))
        elif run.preview.status == "starting" and not await app.store.held([PREVIEW + run.id]):
            await app.queue.put(Job(kind="preview", name=run.id))
    await _clear(app)
    return lost


async def _is_lost(app: App, run: Run, preview: Preview) -> bool:
    return app.target is not None and not await app.target.is_up(_site(run, preview.pull), preview.commit)


async def _make_room(app: App, run: Run, preview: Preview) -> None:
    """The oldest others go, and their pull requests say so before they do."""
    others = [
        (one.preview.since, one.id, one.preview.attempt)
        for one in await app.store.open_runs()
        if one.preview is not None and one.preview.is_wanted
    ]
    older = sorted(one for one in others if one < (preview.since, run.id, preview.attempt))
    for _, run_id, attempt in older[: max(0, len(older) - (MOST - 1))]:
        stream = await handle(app, PreviewChanged(run=run_id, attempt=attempt, outcome="displaced"))
        if stream:
            await app.queue.put(Job(kind="drain", name=stream))
    await _clear(app)


async def _clear(app: App) -> None:
    """Stop the previews on this machine that no run wants: they made room, or a crash left them."""
    if app.target is None:
        return
    sites = [site for site in await app.target.sites() if site.environment == "preview"]
    runs = await app.store.open_runs() if sites else ()
    wanted = {_site(run, run.preview.pull) for run in runs if run.preview and run.preview.is_wanted}
    for site in sites:
        if site not in wanted:
            log.info("a preview that no run wants", repo=site.at.repo, pull=site.pull)
            await app.target.stop(site)


def _site(run: Run, pull: int) -> Site:
    return Site(at=run.workspace, environment="preview", pull=pull)


async def _is_unwanted(app: App, run_id: str, attempt: int) -> bool:
    run = await app.store.run(run_id)
    preview = run.preview if run else None
    return preview is None or not preview.is_wanted or preview.attempt != attempt
