"""What is in the code is in the docs, and what the docs name is in the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup

import bot.commands
import bot.fixers
import bot.gates
import bot.stacks
import bot.targets
import phases
from bot.cli import main as cli
from bot.core.config import config_keys
from bot.core.slash import OURS
from bot.docs import pages
from bot.ports.command import Command
from bot.registry import load
from bot.settings import Settings, variable
from tests.promises.code import ROOT

COMMANDS: dict[str, Command] = load(bot.commands, "COMMAND")
TEXT = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.name != "CHANGELOG.md"
}
"""Pages that users read."""
FOREIGN = {"XDG_CACHE_HOME", "PATH"}
"""Variables of the environment that are not ours."""


def verbs() -> Iterator[str]:
    """`drystone plan check` and so on."""
    for name, verb in top().commands.items():
        inner = verb.commands if isinstance(verb, TyperGroup) else {}
        yield from (f"drystone {name} {each}" for each in inner)
        if not inner:
            yield f"drystone {name}"


def top() -> TyperGroup:
    made = typer.main.get_command(cli.make_app(cli.verbs()))
    assert isinstance(made, TyperGroup)
    return made


THINGS = {
    **{f"command {name}": f"`/{name}{' ' if one.argument else '`'}" for name, one in COMMANDS.items()},
    **{f"phase {name}": f"`{name}`" for name in load(phases, "PHASE")},
    **{f"gate {name}": f"`{name}`" for name in load(bot.gates, "GATE")},
    **{f"fixer {name}": f"`{name}`" for name in load(bot.fixers, "FIXER")},
    **{f"stack {name}": f"`{name}`" for name in load(bot.stacks, "STACK")},
    **{f"target {name}": f"`{name}`" for name in load(bot.targets, "TARGET")},
    **{f"setting {name}": f"`{variable(name)}`" for name in Settings.model_fields},
    **{f"configuration {key}": f"`{key}`" for key, _, _ in config_keys()},
    **{f"verb {verb}": f"`{verb}" for verb in verbs()},
}
"""What users can name -> how it stands in the docs."""


@pytest.mark.parametrize("path", pages())
def test_pages_made_from_the_code_are_up_to_date(path: str) -> None:
    """Run `scripts/docs` after changing what they tell: settings, commands, phases, components, the schema …"""
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path]


@pytest.mark.parametrize("thing", THINGS)
def test_is_documented(thing: str) -> None:
    """Everything that users can name stands in the README or in docs."""
    assert any(THINGS[thing] in text for text in TEXT.values()), THINGS[thing]


def test_all_that_is_listed_is_told() -> None:
    """Each setting and each verb says in a sentence what it does."""
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    assert [name for name, verb in top().commands.items() if not verb.help] == []


def test_commands_are_heard() -> None:
    """A line is read as a command by its first word: one that is not listed would never be obeyed."""
    assert {name.split()[0] for name in COMMANDS} <= OURS


@pytest.mark.parametrize("path", sorted(TEXT.keys() - pages().keys()))
def test_what_the_docs_name_is_there(path: str) -> None:
    """Commands, verbs, variables, scripts and files that a page written by hand names are there."""
    text = re.sub(r"\*\*Not there yet:.*?\n\n", "", TEXT[path], flags=re.DOTALL)
    first = "|".join(sorted(OURS))
    assert set(re.findall(rf"`/((?:{first})\b(?: [a-z]+)?)", text)) <= COMMANDS.keys()
    named = re.findall(r"[`/]drystone ((?:plan |prd )?[a-z]+)", text)
    assert {f"drystone {verb}" for verb in named} <= set(verbs())
    variables = set(re.findall(r"[`\n$]([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)", text))
    assert variables <= {*map(variable, Settings.model_fields), *FOREIGN}
    files = [f"scripts/{name}" for name in re.findall(r"\bscripts/([a-z]+)", text)]
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    here = (ROOT / path).parent
    missing = [name for name in files if not (ROOT / name).exists()]
    assert missing + [link for link in links if not (here / link).exists()] == []
