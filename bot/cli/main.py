"""The command `drystone`: every file of this folder is a verb."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer
from rich.console import Console

import bot.cli
from bot.errors import Retryable, UserError

HELP = "Drystone builds an application from a plan, course by course: docs and settings are in the README."


def make_app() -> typer.Typer:
    """All verbs: a module's function of its own name is a command, else its `app` a group of commands."""
    app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for listed in sorted(pkgutil.iter_modules(bot.cli.__path__), key=lambda module: module.name):
        if listed.name == "main" or listed.name.startswith("_"):
            continue
        module = importlib.import_module(f"{bot.cli.__name__}.{listed.name}")
        command = getattr(module, listed.name, None)
        if callable(command):
            app.command(listed.name)(command)
        else:
            app.add_typer(module.app, name=listed.name)
    return app


def main() -> None:
    """Run a verb; what a person can mend is said in a sentence, and ends with 1."""
    try:
        make_app()()
    except (UserError, Retryable) as error:
        _end(str(error))
    except UnicodeDecodeError as error:
        _end(f"A file is not UTF-8 text: {error.reason} at byte {error.start}.")
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _end(f"{error.strerror or error}{where}.")


def _end(what: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(what, style="red", markup=False)
    sys.exit(1)


if __name__ == "__main__":
    main()
