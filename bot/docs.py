"""Pages of the documentation that are made from the code, so that they cannot fall behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import typer
from pydantic import SecretStr
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from bot.adapters.templates import read_examples
from bot.cli.main import make_app, verbs
from bot.core.config import config_keys, config_schema
from bot.core.generate.catalogue import components_page
from bot.core.generate.documented import types
from bot.core.plan.reference import plan_page, problems_page, schema_text
from bot.core.plan.renames import RENAMES
from bot.core.prd.files import ARCHITECTURE, PRD
from bot.core.prd.reference import prd_page
from bot.flow.obey import help_text
from bot.plugins import plugins
from bot.resources import resource
from bot.settings import Settings, variable

SETTINGS = """# Settings

Everything is set by environment variables. This page is made from `bot/settings.py` by `scripts/docs`.

"""
CONFIGURATION = """# A repository's configuration

`.drystone.yml` on the default branch, which alone counts: what a pull request says of it has no effect before
it is merged. An unknown key or a wrong value is told with its line where people wait for something; until it is
mended nothing starts by itself and no approval counts. To have an editor check it, put this into its first
line:

```yaml
# yaml-language-server: $schema=workflows/schema/drystone.schema.json
```

This page is made from `bot/core/config.py` by `scripts/docs`.

"""
APPROVALS = """
## How it gets there

When the App comes to a repository it opens one pull request, **Set up Drystone**, with a `.drystone.yml` that says what
holds anyway, and two issue forms; what is there already stays as it is. A repository that has a `.drystone.yml` is
not asked. **Closing that pull request turns Drystone off in the repository**: plans are not read, nothing is
started, and commands that would start something are answered with how to turn it on; a run that is under way goes
on until it ends or `/build cancel` ends it. Reopening it, or a `.drystone.yml` on the default branch, turns
Drystone on again. `DRYSTONE_ONBOARDING=0` is for operators who want no such pull requests.

When the App is removed from a repository its runs end as cancelled and what is kept to be quicker (the mirror of the
repository, what was remembered of comments) is dropped; journals and artifacts stay, as a record. While it is
suspended everything only waits.

## Approvals

An approval at a checkpoint counts if it is on the newest commit and by a person with write access who neither
asked for the run, nor pushed to the branch, nor made one of its commits, nor opened the pull request. With
`approvals.approvers` one of the people listed there has to be among those who approve. With `approvals.owners`,
for every changed file that has owners in `CODEOWNERS` (in `.github/`, the root or `docs/`), one of them has to
be. Who is in a team cannot be seen, so owners have to be people.

Where the migrations of a change drop a table or a column, or give a column a type that holds less, the check and
the board of its pull requests name each, and an approval counts only if the review's text says `data loss`: at
the checkpoint and at the merge, for which an approval is then needed even where the plan names no `beforeDeploy`.
Who approves without these words is told so. Words that are quoted do not count.

A push voids an approval, and the check of the checkpoint says what came after the approved commit. One push
does not: a rebase onto the base that changes no file.

Where there are owners, or else approvers, they are asked for a review as soon as there is something to approve:
all who may approve it, and never who asked for the run.
"""
REFERENCE = """# Reference

What there is, one file each in the folder that is named. This page is made from those files by `scripts/docs`.

"""
FIXERS = """What a red gate found goes to the first fixer that takes it on. What it changes is a commit by itself, after
which all gates of the course run on the new head. A gate gets two attempts; nothing more is tried once one
changed nothing, or the same was found again. `/build retry` gives fresh ones.

A fixer changes files that are there, but not what gates judge by: whatever begins with a dot (`.github`,
`.eslintrc`), `*.config.*`, `tsconfig*.json`, `buildplan.yaml`, `CODEOWNERS`, migrations, SQL, `scripts/` and lock
files, nor, for a gate that runs tests, the tests. To `package.json` it adds packages whose versions Drystone pins,
and nothing else; the lock file follows.

"""


def pages() -> Mapping[str, str]:
    """Path below the repository's root -> text of every page that is made from the code."""
    return {
        "docs/settings.md": settings_page(),
        "docs/reference.md": reference_page(),
        "docs/components.md": components_page(plugins().library, read_examples(resource("templates"))),
        "docs/plan.md": plan_page(types_table()),
        "docs/problems.md": problems_page(),
        "docs/prd.md": prd_page(),
        "docs/configuration.md": configuration_page(),
        "workflows/schema/buildplan.schema.json": schema_text(),
        "workflows/schema/buildplan.renames.schema.json": schema_text(RENAMES.schema),
        "workflows/schema/prd.schema.json": schema_text(PRD.schema),
        "workflows/schema/architecture.schema.json": schema_text(ARCHITECTURE.schema),
        "workflows/schema/drystone.schema.json": config_schema(),
    }


def write_pages(root: Path) -> None:
    """Writes every page that is made from the code."""
    for path, text in pages().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def settings_page() -> str:
    """`docs/settings.md`."""
    rows = (
        (f"`{variable(name)}`", _shown(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    )
    return SETTINGS + _table(("variable", "default", "what it does"), rows)


def configuration_page() -> str:
    """`docs/configuration.md`."""
    rows = ((f"`{key}`", _shown(default), told) for key, default, told in config_keys())
    return CONFIGURATION + _table(("key", "default", "what it does"), rows) + APPROVALS


def _shown(default: object) -> str:
    if default in (None, "", ()) or isinstance(default, SecretStr):
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def types_table() -> str:
    """What each type becomes, in `docs/plan.md`."""
    rows = ([_cell(one) for one in row] for row in types())
    return _table(("type", "SQL", "TypeScript", "Drizzle", "zod"), rows)


def _cell(code: str) -> str:
    return f"`{code}`".replace("|", "\\|")


def reference_page() -> str:
    """`docs/reference.md`."""
    found = plugins()
    gates = ((f"`{one.name}`", one.summary, _names(one.needs)) for one in found.gates.values())
    parts = {
        "Slash commands (`bot/commands`)": help_text(found.commands) + "\n",
        "Phases (`phases`)": _table(
            ("phase", "lays"),
            ((f"`{name}`", found.phases[name].summary) for name in found.workflow.phases),
        ),
        "Quality gates (`bot/gates`)": _table(("gate", "passes when", "uses what is made by"), gates),
        "Fixers (`bot/fixers`)": FIXERS
        + _table(("fixer", "mends"), ((f"`{one.name}`", one.summary) for one in found.fixers.values())),
        "Stacks (`bot/stacks`)": _table(
            ("stack", "its gates"), ((f"`{one.name}`", _names(one.gates)) for one in found.stacks.values())
        ),
        "Targets (`bot/targets`)": _table(
            ("target", "what it does"), ((f"`{one.name}`", one.summary) for one in found.targets.values())
        ),
        "The command line (`bot/cli`)": _table(("command", "what it does"), _verbs()),
    }
    return REFERENCE + "\n".join(f"## {title}\n\n{text}" for title, text in parts.items())


def _verbs() -> Iterator[tuple[str, str]]:
    """Each verb with its arguments, and a row for each of its options."""
    top = typer.main.get_command(make_app(verbs()))
    for command, words in _commands(top, ("drystone",)):
        arguments = [_argument(one) for one in command.params if isinstance(one, TyperArgument)]
        yield f"`{' '.join([*words, *arguments])}`", " ".join((command.help or "").split())
        for option in command.params:
            if isinstance(option, TyperOption) and option.name != "help":
                metavar = "" if option.is_flag else f" {option.metavar or str(option.name).upper()}"
                yield f"&emsp;`{option.opts[0]}{metavar}`", option.help or ""


def _commands(command: object, words: tuple[str, ...]) -> Iterator[tuple[TyperCommand, tuple[str, ...]]]:
    if isinstance(command, TyperGroup):
        for name, inner in sorted(command.commands.items()):
            yield from _commands(inner, (*words, name))
    elif isinstance(command, TyperCommand):
        yield command, words


def _argument(argument: TyperArgument) -> str:
    shown = argument.metavar or str(argument.name).upper()
    return shown if argument.required else f"[{shown}]"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |\n" for row in rows]
    return f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n" + "".join(lines)
