"""The command `drystone`: every file of this folder is a verb."""

from __future__ import annotations

import errno
import importlib
import pkgutil
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console

import bot.cli
from bot.cli._given import UNREADABLE
from bot.errors import Retryable, UserError

HELP = """Drystone builds an application from a plan, course by course: docs and settings are in the README.

Every verb ends with 0 where all is well, 1 where it found problems, 2 where it could not do what was asked."""
INTERRUPTED = 130
NEXT_STEPS = {
    errno.EACCES: "Change its permissions, or name another place.",
    errno.EPERM: "Change its permissions, or name another place.",
    errno.EROFS: "Name a place that can be written to.",
    errno.ENOSPC: "Free some room.",
    errno.EDQUOT: "Free some room.",
    errno.ENAMETOOLONG: "Use a shorter name.",
    errno.ENOTDIR: "A file stands where a folder is meant: name another place.",
    errno.EEXIST: "A file stands where a folder is meant: name another place.",
}


def verbs() -> list[str]:
    """Every verb that there is."""
    return sorted(
        listed.name
        for listed in pkgutil.iter_modules(bot.cli.__path__)
        if listed.name != "main" and not listed.name.startswith("_")
    )


def make_app(names: Iterable[str]) -> typer.Typer:
    """Some verbs: a module's function of its own name is a command, else its `app` a group of commands."""
    app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_options)
    for name in names:
        module = importlib.import_module(f"{bot.cli.__name__}.{name}")
        command = getattr(module, name, None)
        if callable(command):
            app.command(name)(command)
        else:
            app.add_typer(module.app, name=name)
    return app


def _asked_for(given: Sequence[str]) -> list[str]:
    """The verb that is asked for, which alone is read then; all where it is not the first word."""
    known = verbs()
    return [given[0]] if given and given[0] in known else known


def _say_version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"drystone {version('drystone')}")
        raise typer.Exit


def _options(
    *,
    _: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and exit."),
    ] = False,
) -> None:
    """Options that stand before the verb."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run a verb; what a person can mend is said in a sentence."""
    try:
        given = sys.argv[1:] if argv is None else argv
        make_app(_asked_for(given))(args=given, prog_name="drystone")
    except UserError as error:
        _end(str(error))
    except Retryable as error:
        _end(
            f"{str(error).rstrip('.')}. Try again once it can be reached; `docs/settings.md` says what is set where."
        )
    except ExceptionGroup as group:
        told, others = group.split((UserError, Retryable))
        if told is None or others is not None:
            raise
        _end(str(_first(told)))
    except UnicodeDecodeError as error:
        _end(f"A file is not UTF-8 text: {error.reason} at byte {error.start}.")
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        next_step = NEXT_STEPS.get(error.errno or 0, "")
        _end(f"{error.strerror or error}{where}. {next_step}".strip())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _first(group: ExceptionGroup[Exception]) -> Exception:
    """What parts that run side by side ended with: the first of it."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, ExceptionGroup) else inner


def _end(what: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(what, style="red", markup=False)
    sys.exit(UNREADABLE)


if __name__ == "__main__":
    main()
