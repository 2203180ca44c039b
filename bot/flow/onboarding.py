"""Sets repositories up when the App comes to them, and forgets them when it goes."""

from __future__ import annotations

import structlog

from bot.app import App
from bot.core.config import CONFIG_FILE
from bot.core.ids import Workspace
from bot.core.onboarding import BRANCH, TITLE, TOPIC, Onboarding, missing, state_of
from bot.core.words import onboarding as words
from bot.errors import UserError
from bot.ports.repo import Stamp

log = structlog.get_logger()


async def recall(app: App, at: Workspace) -> Onboarding | None:
    """How far the repository was when last looked at."""
    kept = await app.store.recall(at, TOPIC)
    return Onboarding.model_validate_json(kept) if kept else None


async def is_due(app: App, at: Workspace) -> bool:
    """Whether `onboard` would find something new: the App came, or somebody closed or reopened the pull request."""
    if not app.settings.onboarding:
        return False
    known = await recall(app, at)
    if known is None or known.status == "over":
        return known is None
    pull = await app.forge.pull(at, known.pull)
    return pull is not None and state_of(pull) != known


async def onboard(app: App, at: Workspace, asked_at: int) -> None:
    """Bring the repository's set-up to where it should be, however often this is asked for.

    One that has a configuration needs none. The pull request is opened once; after that it is only looked at.
    """
    if not app.settings.onboarding:
        return
    try:
        now = await _state(app, at, await recall(app, at), asked_at)
    except UserError as error:
        log.warning("cannot be set up", workspace=at.key, why=str(error))
        now = Onboarding(status="over")
    if now is not None:
        await app.store.remember(at, TOPIC, now.model_dump_json())


async def _state(app: App, at: Workspace, known: Onboarding | None, asked_at: int) -> Onboarding | None:
    """None where there is nothing yet to set up: an empty repository."""
    if known is not None and known.pull:
        pull = await app.forge.pull(at, known.pull)
        return state_of(pull) if pull else known
    base = await app.forge.default_branch(at)
    tip = await app.forge.branch_sha(at, base)
    if not tip:
        return None
    if await app.forge.read_file(at, CONFIG_FILE, base):
        return Onboarding(status="over")
    return await _open(app, at, base, tip, asked_at)


async def _open(app: App, at: Workspace, base: str, tip: str, asked_at: int) -> Onboarding:
    await app.repo.start_branch(at, BRANCH, tip)
    files = missing(app.onboarding, await app.repo.tree(at, tip))
    stamp = Stamp(at=asked_at, subject=TITLE, run="", phase=TOPIC, plan="")
    await app.repo.commit_files(at, BRANCH, files, stamp)
    return state_of(await app.forge.open_pull(at, BRANCH, base, TITLE, words.body(files), draft=False))


async def turned_off_by(app: App, at: Workspace) -> int:
    """The closed pull request by which people turned Drystone off here; 0 where they did not.

    A configuration on the default branch turns it on, whatever was closed.
    """
    known = await recall(app, at)
    if known is None or known.status != "off":
        return 0
    base = await app.forge.default_branch(at)
    return 0 if await app.forge.read_file(at, CONFIG_FILE, base) else known.pull


async def is_installed(app: App, at: Workspace) -> bool:
    """Whether the App still has the repository, suspended or not."""
    return await app.deliveries.workspace(at.repo) == at


async def forget(app: App, at: Workspace) -> None:
    """Drop what is only kept to be quicker; runs, journals and artifacts stay, as a record."""
    await app.repo.forget(at)
    await app.store.forget(at)
