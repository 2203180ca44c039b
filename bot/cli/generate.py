"""`drystone generate FILE --out DIR`: a plan as an app in a folder, with no GitHub at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.tools import find_tools
from bot.adapters.workbench.machine import machine_from
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.bootstrap import plugins
from bot.core.plan.load import load
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.flow.generate import generate as generated
from bot.settings import environment, read_settings


def generate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write the app into.")],
    *,
    lock: Annotated[bool, typer.Option("--lock", help="Make the lock file too (asks the registry).")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that is not empty; its other files stay.")
    ] = False,
) -> None:
    """Generate the app of a plan. The same plan gives the same bytes, everywhere."""
    text, plan = _read(file)
    if out.exists() and not (out.is_dir() and (force or not any(out.iterdir()))):
        raise UserError(f"{out} is not an empty folder.", "Name another, or write into it with --force.")
    tree = lay(plan, text, own_components(file))
    if lock:
        tree |= asyncio.run(_locked(tree, str(out.resolve())))
    write(tree, out)
    typer.echo(f"{out}: {len(tree)} files.")


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


def lay(plan: Plan, text: str, own: Mapping[str, bytes]) -> dict[str, bytes]:
    """The app's tree: all phases in the workflow's order."""
    found = plugins()
    stack = found.stacks.get(plan.project.stack)
    if stack is None:
        raise UserError(
            f"`project.stack: {plan.project.stack}` is not built yet.", f"Stacks: {', '.join(found.stacks)}."
        )
    library = {**found.library, **own}
    return generated(plan, text, library, [found.phases[name] for name in found.workflow.phases], stack)


def write(tree: Mapping[str, bytes], out: Path) -> None:
    """Write the tree below `out`; never through a link that stands there."""
    out.mkdir(parents=True, exist_ok=True)
    root = out.resolve()
    for path, data in tree.items():
        place = root / path
        if place.is_symlink() or place.parent.resolve() != place.parent:
            raise UserError(f"{place} is a link or lies behind one.", "Take it away, or name another folder.")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _read(file: Path) -> tuple[str, Plan]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Reading {file}: {error}.", "Name a plan: a text in UTF-8.") from error
    plan = load(text, str(file)).plan
    if plan is None:
        raise UserError(f"{file} is not a sound plan.", f"`drystone plan check {file}` says why.")
    return text, plan


async def _locked(tree: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    environ = environment()
    machine = machine_from(await find_tools(environ))
    cache = read_settings(environ).cache or Path()
    workbench = await SandboxedWorkbench.make(cache / "workbench", machine, require_isolation=False)
    return dict(await workbench.lock(f"local:{name}", tree))
