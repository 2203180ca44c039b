"""`drystone plan …`: checks and corrects a plan on this machine, with no GitHub at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot.cli._given import (
    PROBLEMS,
    SOUND,
    STANDARD_INPUT,
    UNREADABLE,
    UnreadableError,
    check_plan,
    read_plan,
    renames_beside,
    tell,
)
from bot.core.plan.fix import fix as fixed
from bot.core.plan.problems import Problem
from bot.core.plan.reference import schema_text
from bot.core.plan.render import problems_text
from bot.errors import UserError

app = typer.Typer(help="Check and correct a buildplan.yaml.", no_args_is_help=True)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan; - reads it from standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as a JSON list.")] = False,
) -> None:
    """List every problem of a plan, and of the renames beside it. Ends with 0 where all is sound, 1 where not, 2
    where it cannot be read.
    """
    try:
        given = read_plan(file)
    except UnreadableError as error:
        if not as_json:
            raise
        _print_json([error.problem])
        raise typer.Exit(UNREADABLE) from error
    loaded = check_plan(file, given)
    beside = renames_beside(file, loaded.plan) if loaded.plan is not None else None
    renaming = beside.problems if beside else ()
    if as_json:
        _print_json([*loaded.problems, *renaming])
    else:
        tell(file, given, loaded)
        if beside and renaming:
            typer.echo(problems_text(renaming, beside.text))
    is_sound = loaded.plan is not None and all(problem.severity != "error" for problem in renaming)
    raise typer.Exit(SOUND if is_sound else PROBLEMS)


@app.command()
def fix(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan; it is changed in place.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Correct what is only a matter of spelling: quotes, tabs, a byte order mark. Then check the plan."""
    if str(file) == STANDARD_INPUT:
        raise UserError("A plan from standard input has no file to change.", "Name a file.")
    given = read_plan(file)
    try:
        text = given.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    changed = fixed(text)
    _tell_changes(text, changed)
    if changed != text:
        given = changed.encode("utf-8")
        if not dry_run:
            file.write_bytes(given)
    loaded = check_plan(file, given)
    tell(file, given, loaded)
    raise typer.Exit(SOUND if loaded.plan is not None else PROBLEMS)


@app.command()
def schema() -> None:
    """Print the JSON Schema of plans, for editors."""
    typer.echo(schema_text(), nl=False)


def _print_json(problems: Iterable[Problem]) -> None:
    typer.echo(json.dumps([problem.as_dict() for problem in problems], indent=2, ensure_ascii=False))


def _tell_changes(before: str, after: str) -> None:
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    for number, (old, new) in enumerate(pairs, 1):
        if old != new:
            typer.echo(f"line {number}\n  - {old.strip()}\n  + {new.strip()}")
