"""`drystone plan …`: checks and corrects a plan on this machine, with no GitHub at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.core.plan.checks import Around
from bot.core.plan.fix import fix as fixed
from bot.core.plan.load import Loaded, load
from bot.core.plan.reference import schema_text
from bot.core.plan.render import problems_text
from bot.errors import UserError
from bot.resources import resource

SOUND, PROBLEMS, UNREADABLE = 0, 1, 2
PRD = "prd.yaml"
_CODE = (".tsx", ".jsx", ".ts", ".js")

app = typer.Typer(help="Check and correct a buildplan.yaml.", no_args_is_help=True)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan; - reads it from standard input.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as a JSON list.")] = False,
) -> None:
    """List every problem of a plan. Ends with 0 where it is sound, 1 where not, 2 where it cannot be read."""
    given = _read(file)
    loaded = load(given, str(file), _around(file))
    if as_json:
        typer.echo(
            json.dumps([problem.as_dict() for problem in loaded.problems], indent=2, ensure_ascii=False)
        )
    else:
        _tell(file, given, loaded)
    raise typer.Exit(SOUND if loaded.plan is not None else PROBLEMS)


@app.command()
def fix(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan; it is changed in place.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
) -> None:
    """Correct what is only a matter of spelling: quotes, tabs, a byte order mark. Then check the plan."""
    if str(file) == "-":
        raise UserError("A plan from standard input has no file to change.", "Name a file.")
    given = _read(file)
    try:
        text = given.decode("utf-8")
    except UnicodeDecodeError:
        _tell(file, given, load(given, str(file)))
        raise typer.Exit(UNREADABLE) from None
    changed = fixed(text)
    _tell_changes(text, changed)
    if changed != text and not dry_run:
        file.write_bytes(changed.encode("utf-8"))
    loaded = load(changed, str(file), _around(file))
    _tell(file, changed.encode("utf-8"), loaded)
    raise typer.Exit(SOUND if loaded.plan is not None else PROBLEMS)


@app.command()
def schema() -> None:
    """Print the JSON Schema of plans, for editors."""
    typer.echo(schema_text(), nl=False)


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        typer.echo(f"Reading {file}: {error.strerror or error}.", err=True)
        raise typer.Exit(UNREADABLE) from None


def _around(file: Path) -> Around:
    """What stands beside the plan: its own `packages/**` and Drystone's, and a `prd.yaml`."""
    folder = file.resolve().parent
    ours = _components(resource("templates") / "library")
    library = ours | _components(folder) if ours else None
    return Around(library=library, has_prd=(folder / PRD).is_file())


def _components(folder: Path) -> frozenset[str]:
    found = (path for path in (folder / "packages").rglob("*") if path.suffix in _CODE and path.is_file())
    return frozenset(
        path.relative_to(folder).as_posix() for path in found if "node_modules" not in path.parts
    )


def _tell(file: Path, given: bytes, loaded: Loaded) -> None:
    if loaded.problems:
        typer.echo(problems_text(loaded.problems, given.decode("utf-8", "replace").removeprefix("\ufeff")))
    errors, warnings = len(loaded.errors), len(loaded.warnings)
    counted = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"
    if loaded.digest is None:
        typer.echo(f"{file} is not sound: {counted}.")
    else:
        noted = f" ({counted})" if warnings else ""
        typer.echo(f"{file} is sound{noted}. Its digest is {loaded.digest}.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _tell_changes(before: str, after: str) -> None:
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    for number, (old, new) in enumerate(pairs, 1):
        if old != new:
            typer.echo(f"line {number}\n  - {old.strip()}\n  + {new.strip()}")
