"""`drystone prd …`: from requirements and an architecture to a plan, on this machine, with no GitHub at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from bot.cli._given import (
    PROBLEMS,
    SOUND,
    STANDARD_INPUT,
    UNREADABLE,
    UnreadableError,
    count,
    library_at,
    read_plan,
)
from bot.core.ids import PLAN_FILE
from bot.core.plan.checks import Around
from bot.core.plan.problems import Problem
from bot.core.plan.reference import schema_text
from bot.core.plan.render import problems_text
from bot.core.prd.compile import Compiled, compile_plan, is_compiled
from bot.core.prd.draft import Traced
from bot.core.prd.files import ARCHITECTURE, ARCHITECTURE_FILE, PRD, PRD_FILE
from bot.errors import UserError
from bot.resources import resource

app = typer.Typer(help="From a prd.yaml and an architecture.yaml to a buildplan.yaml.", no_args_is_help=True)


class Files(NamedTuple):
    """The two files that belong together."""

    prd: Path
    architecture: Path


@app.command()
def init(
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write both files into.")] = Path(),
) -> None:
    """Write a prd.yaml and an architecture.yaml to begin with, with comments. Writes over nothing."""
    there = [str(out / name) for name in (PRD_FILE, ARCHITECTURE_FILE) if (out / name).exists()]
    if there:
        raise UserError(
            f"Already there: {', '.join(there)}.", "Name another folder with --out, or move them."
        )
    out.mkdir(parents=True, exist_ok=True)
    for name in (PRD_FILE, ARCHITECTURE_FILE):
        (out / name).write_bytes((resource("templates") / "prd" / name).read_bytes())
        typer.echo(f"{out / name}")
    typer.echo("Change them to what you need, then: drystone prd generate")


@app.command()
def validate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILES", help="The PRD, the architecture, or both: the other one is beside it."
        ),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as a JSON list.")] = False,
) -> None:
    """List every problem of a PRD and its architecture, and of the plan that they mean. Ends with 0 where all is
    sound, 1 where not, 2 where one cannot be read.
    """
    given = _told_apart(files or [])
    try:
        compiled = _compiled(given)
    except UnreadableError as error:
        if not as_json:
            raise
        _print_json([error.problem])
        raise typer.Exit(UNREADABLE) from error
    if as_json:
        _print_json(compiled.problems)
    else:
        _tell(given, compiled)
    raise typer.Exit(PROBLEMS if compiled.plan is None else SOUND)


@app.command()
def generate(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of prd.yaml and architecture.yaml.")
    ] = Path(),
    *,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The plan to write; - prints it. Otherwise beside them."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a plan that people wrote or changed.")
    ] = False,
) -> None:
    """Compile prd.yaml and architecture.yaml to the plan that they mean, and say what became of each requirement.
    Ends with 1 where they have problems. A plan that people wrote or changed is not written over.
    """
    given = Files(folder / PRD_FILE, folder / ARCHITECTURE_FILE)
    compiled = _compiled(given)
    if compiled.plan is None:
        _tell(given, compiled, err=True)
        raise typer.Exit(PROBLEMS)
    if out == STANDARD_INPUT:
        typer.echo(compiled.text, nl=False)
    else:
        _write(Path(out) if out else folder / PLAN_FILE, compiled.text, force=force)
        _tell_trace(compiled.trace)
    _tell(given, compiled, err=True)


@app.command()
def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help="prd or architecture.")],
) -> None:
    """Print the JSON Schema of one of the files, for editors."""
    schemas = {"prd": PRD.schema, "architecture": ARCHITECTURE.schema}
    if name not in schemas:
        raise UserError(f"`{name}` is neither of the files.", "Say `prd` or `architecture`.")
    typer.echo(schema_text(schemas[name]), nl=False)


def _told_apart(named: Sequence[Path]) -> Files:
    """Which of the files is which, by their names; the one that is not named is beside the other."""
    architectures = [file for file in named if file.name.startswith("architecture")]
    prds = [file for file in named if file not in architectures]
    if len(prds) > 1 or len(architectures) > 1:
        more = ", ".join(map(str, prds if len(prds) > 1 else architectures))
        raise UserError(
            f"One PRD and one architecture belong together, and these are more: {more}.",
            f"Name one of each; the architecture's name begins with `architecture`, as `{ARCHITECTURE_FILE}`.",
        )
    beside = named[0].parent if named else Path()
    return Files(
        prds[0] if prds else beside / PRD_FILE,
        architectures[0] if architectures else beside / ARCHITECTURE_FILE,
    )


def _compiled(files: Files) -> Compiled:
    """What the files mean; problems carry the names by which they were given."""
    texts = [_read(file) for file in files]
    compiled = compile_plan(texts[0], texts[1], Around(library_at(files.prd.resolve().parent)))
    names = {PRD_FILE: str(files.prd), ARCHITECTURE_FILE: str(files.architecture)}
    problems = tuple(replace(one, file=names[one.file]) for one in compiled.problems)
    return replace(compiled, problems=problems)


def _read(file: Path) -> bytes:
    if not file.exists():
        raise UnreadableError(
            file, "it is not there", "Write it, or begin with `drystone prd init`, which writes both."
        )
    return read_plan(file)


def _write(path: Path, text: str, *, force: bool) -> None:
    """Write the plan, unless people's work would be lost."""
    before = path.read_bytes().decode("utf-8", "replace") if path.is_file() else None
    if before is not None and not is_compiled(before) and not force:
        raise UserError(
            f"{path} was written or changed by hand since it was compiled.",
            "Carry the changes over to prd.yaml and architecture.yaml, then say --force; or name another file "
            "with --out.",
        )
    if before == text:
        typer.echo(f"{path} is up to date.")
        return
    path.write_bytes(text.encode("utf-8"))
    typer.echo(f"{path} is {'made' if before is None else 'made anew'}.")


def _tell_trace(trace: Iterable[Traced]) -> None:
    for one in trace:
        became = ", ".join(one.became) if one.became else f"nothing: {one.reason}"
        typer.echo(f"  {one.id}: {became}")


def _tell(files: Files, compiled: Compiled, *, err: bool = False) -> None:
    """All problems with their lines, by file, and the verdict."""
    for file in files:
        problems = [one for one in compiled.problems if one.file == str(file)]
        if problems:
            text = read_plan(file).decode("utf-8", "replace").removeprefix("\ufeff")
            typer.echo(problems_text(problems, text), err=err)
    errors = len(compiled.errors)
    counted = f"{count(errors, 'error')}, {count(len(compiled.problems) - errors, 'warning')}"
    names = f"{files.prd} and {files.architecture}"
    if compiled.plan is None:
        typer.echo(f"{names} mean no plan: {counted}.", err=err)
    else:
        noted = f" ({counted})" if compiled.problems else ""
        typer.echo(f"{names} are sound{noted}. The digest of their plan is {compiled.digest}.", err=err)


def _print_json(problems: Iterable[Problem]) -> None:
    typer.echo(json.dumps([problem.as_dict() for problem in problems], indent=2, ensure_ascii=False))
