"""`drystone generate FILE --out DIR`: a plan as an app in a folder, with no GitHub at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.folder import Update, apply, compare, is_generated, released
from bot.adapters.tools import find_tools
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.cli._given import given_renames, sound_plan
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.flow.generate import generate as generated
from bot.plugins import plugins
from bot.ports.phase import ChangeSet, Material
from bot.settings import environment, read_settings


def generate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan; - reads it from standard input.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write the app into.")],
    *,
    lock: Annotated[bool, typer.Option("--lock", help="Make the lock file too (asks the registry).")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write beside the files of a folder that is not empty.")
    ] = False,
) -> None:
    """Generate the app of a plan: the same plan gives the same bytes, everywhere.

    Into a folder where it was generated before, what people changed there stays; where a file was changed by
    people and by the plan, nothing is written. Ends with 1 where the plan has problems.
    """
    text, plan = sound_plan(file)
    _refuse_strange(out, force=force)
    renames = (given_renames(file) or b"").decode("utf-8", "replace")
    made = lay(plan, text, own_components(file), released(out), renames)
    tree = made.writes
    update = compare(out, tree)
    locked = asyncio.run(_locked(_after(out, tree, update), str(out.resolve()))) if lock else {}
    apply(out, replace(update, writes={**update.writes, **locked}), tree)
    _tell(out, update, tree)
    for path, said in made.open_points.items():
        typer.echo(f"Left open in {path}, since the plan does not say enough: {said}.")
    for warning in made.warnings:
        typer.echo(f"⚠ {warning}.")


def _refuse_strange(out: Path, *, force: bool) -> None:
    if in_the_way := next(
        (each for each in (out, *out.parents) if each.exists() and not each.is_dir()), None
    ):
        raise UserError(f"{in_the_way} is not a folder.", "Name another.")
    strange = out.is_dir() and not is_generated(out) and any(path.name != ".git" for path in out.iterdir())
    if strange and not force:
        raise UserError(
            f"{out} is not empty, and no app was generated into it before.",
            "Name another, or write beside what is there with --force: none of it is written over.",
        )


def _after(out: Path, tree: Mapping[str, bytes], update: Update) -> dict[str, bytes]:
    """The tree with what people keep of their own."""
    kept = {path: (out / path).read_bytes() for path in update.kept if (out / path).is_file()}
    return {path: data for path, data in tree.items() if path not in update.kept} | kept


def _tell(out: Path, update: Update, tree: Mapping[str, bytes]) -> None:
    changed = "" if len(update.writes) == len(tree) else f", {len(update.writes)} of them new or changed"
    typer.echo(f"{out}: {len(tree)} files{changed}.")
    if update.deletes:
        typer.echo(f"No longer in the app, removed: {', '.join(update.deletes)}.")
    if update.kept:
        typer.echo(f"Left as you changed or removed them: {', '.join(update.kept)}.")


def own_components(file: Path) -> dict[str, bytes]:
    """The components beside the plan, in `packages/`: they go before Drystone's of the same path."""
    root = file.resolve().parent
    listed = sorted((root / "packages").rglob("*"))
    kept = (
        path
        for path in listed
        if path.is_file() and not path.is_symlink() and "node_modules" not in path.parts
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in kept}


def lay(
    plan: Plan, text: str, own: Mapping[str, bytes], released: Mapping[str, bytes], renames: str
) -> ChangeSet:
    """The app: all phases in the workflow's order, on what was generated before."""
    found = plugins()
    stack = found.stacks.get(plan.project.stack)
    if stack is None:
        raise UserError(
            f"`project.stack: {plan.project.stack}` is not built yet.", f"Stacks: {', '.join(found.stacks)}."
        )
    material = Material(plan, text, {**found.library, **own}, stack, released, renames)
    return generated(material, [found.phases[name] for name in found.workflow.phases])


async def _locked(tree: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    environ = environment()
    machine = machine_from(await find_tools(environ))
    cache = read_settings(environ).cache or Path()
    workbench = await SandboxedWorkbench.make(cache / "workbench", machine, require_isolation=False)
    return dict(await workbench.lock(f"local:{name}", tree))
