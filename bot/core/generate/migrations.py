"""Migration files: those in use stay byte for byte, and what a changed plan needs follows after them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bot.core.generate.evolve import evolve
from bot.core.generate.renaming import Renames
from bot.core.generate.schema import Schema
from bot.errors import UserError

FOLDER: Final = "db/migrations/"
SCHEMA: Final = "db/schema.json"
"""What the migrations add up to, as far as Drystone wrote them."""
_NUMBER = re.compile(r"(\d+)_")


def migrations_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The migrations among an app's files, with what they add up to."""
    return {path: data for path, data in files.items() if path.startswith(FOLDER) or path == SCHEMA}


class Following(NamedTuple):
    """Migrations by their paths, what has to be known before they are approved, and of what something may be lost."""

    files: dict[str, bytes]
    warnings: tuple[str, ...]
    losses: tuple[str, ...]


def schema_in(released: Mapping[str, bytes]) -> Schema:
    """What the migrations in use add up to. Raises `UserError` where that is not known."""
    if SCHEMA not in released:
        raise UserError(
            f"There are migrations in use, but no `{SCHEMA}` that says what they add up to.",
            "Restore it from the commit that generated them.",
        )
    return Schema.model_validate_json(released[SCHEMA])


def following(released: Mapping[str, bytes], schema: Schema, renames: Renames | None = None) -> Following:
    """The migrations from what is in use to `schema`.

    Raises `UserError` where it is not known what the released ones add up to.
    """
    evolution = evolve(schema_in(released), schema, renames)
    number = max(int(found[1]) for path in released if (found := _NUMBER.match(path.removeprefix(FOLDER))))
    steps = (
        ("new_values", "Values that enums take from now on.", evolution.values),
        ("expand", "What is renamed and added; the app that ran before still works.", evolution.expand),
        ("contract", _flagged(evolution.warnings), evolution.contract),
    )
    files: dict[str, bytes] = {}
    for name, head, statements in steps:
        if statements:
            number += 1
            files[f"{FOLDER}{number:04}_{name}.sql"] = _file(head, statements)
    return Following(files, tuple(evolution.warnings), tuple(evolution.losses))


def _flagged(warnings: Sequence[str]) -> str:
    lines = ["What is taken away or tightened, once nothing reads the old any more. Look at each line:"]
    return "\n".join([*lines, *(f"  {warning}" for warning in warnings)])


def _file(head: str, statements: Sequence[str]) -> bytes:
    comment = "\n".join(f"-- {line}".rstrip() for line in head.splitlines())
    return (comment + "\n\n" + "\n".join(statements) + "\n").encode()
