"""Brings a commit up through the target, and says so on the forge: once, however often it is asked for."""

from __future__ import annotations

from bot.app import App
from bot.core.base import Value
from bot.core.run import Run
from bot.core.start import plan_of
from bot.errors import UserError
from bot.flow.redacting import redacted
from bot.ports.target import Deployment, Site


class Outcome(Value):
    """What came of a deployment: one of the two. `asked_by` is the step or the attempt that asked for it."""

    asked_by: str
    deployed: Deployment | None = None
    error: str = ""


async def bring_up(app: App, run: Run, site: Site, commit: str, asked_by: str) -> Outcome:
    """The outcome is kept as an artifact before it is told: who died in between neither deploys nor tells twice."""
    name = f"deployments/{site.environment}-{commit[:12]}.json"
    left = await app.artifacts.get(run.workspace, run.id, name)
    outcome = Outcome.model_validate_json(left) if left else None
    if outcome is None or outcome.asked_by != asked_by:
        outcome = await _bring_up(app, run, site, commit, asked_by)
        outcome = Outcome.model_validate(redacted(app, outcome.model_dump()))
        await app.artifacts.put(run.workspace, run.id, name, outcome.model_dump_json(indent=2).encode())
    state, url = ("success", outcome.deployed.url) if outcome.deployed else ("failure", "")
    await app.forge.deployment(run.workspace, commit, site.environment, state, url)
    return outcome


async def _bring_up(app: App, run: Run, site: Site, commit: str, asked_by: str) -> Outcome:
    try:
        if app.target is None:
            raise UserError(
                "No target to deploy to is configured.", "Only local mode has one (`drystone dev`)."
            )
        files = await app.repo.tree(run.workspace, commit)
        await app.forge.deployment(run.workspace, commit, site.environment, "in_progress")
        deployed = await app.target.deploy(site, commit, files, plan_of(run))
    except UserError as error:
        return Outcome(asked_by=asked_by, error=str(error))
    return Outcome(asked_by=asked_by, deployed=deployed)
