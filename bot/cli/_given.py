"""A plan that a person names on the command line: read, checked, its problems told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import typer

from bot.core.ids import PLAN_FILE
from bot.core.plan.checks import Around
from bot.core.plan.load import Loaded, load
from bot.core.plan.model import Plan
from bot.core.plan.problems import Problem
from bot.core.plan.renames import FILE as RENAMES_FILE
from bot.core.plan.renames import load_renames, read_renames
from bot.core.plan.render import problems_text
from bot.core.plan.text import MOST_BYTES, too_large
from bot.core.prd.files import PRD_FILE
from bot.errors import UserError
from bot.resources import resource

SOUND, PROBLEMS, UNREADABLE = 0, 1, 2
"""How every verb ends: all is well; problems were found and told; what was asked for could not be looked at or done."""

STANDARD_INPUT = "-"
_CODE = (".tsx", ".jsx", ".ts", ".js")


class UnreadableError(UserError):
    """A file that cannot be read; `problem` says the same for tools."""

    def __init__(self, file: Path, reason: str, next_step: str) -> None:
        super().__init__(f"Reading {file}: {reason}.", next_step)
        self.problem = Problem("error", "yaml.unreadable", str(self), str(file), 1, 1)


def read_plan(file: Path) -> bytes:
    """The file, or standard input for `-`: of a text that is too large, no more than shows it.

    Raises `UnreadableError`.
    """
    if str(file) == STANDARD_INPUT:
        return sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except IsADirectoryError as error:
        raise UnreadableError(file, "it is a folder", f"Name the plan in it: {file / PLAN_FILE}.") from error
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UnreadableError(file, reason, "Name a plan, or - for standard input.") from error


def check_plan(file: Path, given: bytes) -> Loaded:
    """The plan and its problems, in view of what stands beside it: a `prd.yaml`, and components in `packages/`."""
    if len(given) > MOST_BYTES:
        return Loaded(None, (too_large(None, str(file)),), None)
    folder = file.resolve().parent
    return load(given, str(file), Around(library_at(folder), has_prd=(folder / PRD_FILE).is_file()))


def library_at(folder: Path) -> frozenset[str] | None:
    """The paths of all components that a plan in that folder may name; None where Drystone's are not known."""
    ours = _components(resource("templates") / "library")
    return ours | _components(folder) if ours else None


class Beside(NamedTuple):
    """The text of a file beside the plan, with its problems as far as the plan tells them."""

    text: str
    problems: tuple[Problem, ...]


def renames_beside(file: Path, plan: Plan) -> Beside | None:
    """The `buildplan.renames.yaml` beside a plan, if there is one."""
    path, given = file.parent / RENAMES_FILE, given_renames(file)
    if given is None:
        return None
    loaded = load_renames(read_renames(given, str(path)), plan, None, str(path))
    return Beside(given.decode("utf-8", "replace"), loaded.problems)


def given_renames(file: Path) -> bytes | None:
    """The text of the `buildplan.renames.yaml` beside a plan, if there is one."""
    path = file.parent / RENAMES_FILE
    return read_plan(path) if str(file) != STANDARD_INPUT and path.is_file() else None


def sound_plan(file: Path) -> tuple[str, Plan]:
    """The text and the plan. Where it is not sound, tells its problems and ends with 1."""
    given = read_plan(file)
    loaded = check_plan(file, given)
    if loaded.plan is None:
        tell(file, given, loaded, err=True)
        raise typer.Exit(PROBLEMS)
    return given.decode("utf-8"), loaded.plan


def tell(file: Path, given: bytes, loaded: Loaded, *, err: bool = False) -> None:
    """All problems with their lines, and the verdict."""
    if loaded.problems:
        text = given.decode("utf-8", "replace").removeprefix("\ufeff")
        typer.echo(problems_text(loaded.problems, text), err=err)
    errors, warnings = len(loaded.errors), len(loaded.warnings)
    counted = f"{count(errors, 'error')}, {count(warnings, 'warning')}"
    if loaded.digest is None:
        typer.echo(f"{file} is not sound: {counted}.", err=err)
    else:
        noted = f" ({counted})" if warnings else ""
        typer.echo(f"{file} is sound{noted}. Its digest is {loaded.digest}.", err=err)


def _components(folder: Path) -> frozenset[str]:
    found = (path for path in (folder / "packages").rglob("*") if path.suffix in _CODE and path.is_file())
    return frozenset(
        path.relative_to(folder).as_posix() for path in found if "node_modules" not in path.parts
    )


def count(number: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {word}{'' if number == 1 else 's'}"
