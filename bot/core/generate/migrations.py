"""Migration files: those in use stay byte for byte, and what a changed plan needs follows after them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.generate.evolve import Renames, evolve
from bot.core.generate.schema import Schema
from bot.errors import UserError

FOLDER: Final = "db/migrations/"
SCHEMA: Final = "db/schema.json"
"""What the migrations add up to, as far as Drystone wrote them."""
_NUMBER = re.compile(r"(\d+)_")


def migrations_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The migrations among an app's files, with what they add up to."""
    return {path: data for path, data in files.items() if path.startswith(FOLDER) or path == SCHEMA}


def following(
    released: Mapping[str, bytes], schema: Schema, renames: Renames | None = None
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The migrations from what is in use to `schema`, and what has to be known before they are approved.

    Raises `UserError` where it is not known what the released ones add up to.
    """
    if SCHEMA not in released:
        raise UserError(
            f"There are migrations in use, but no `{SCHEMA}` that says what they add up to.",
            "Restore it from the commit that generated them.",
        )
    evolution = evolve(Schema.model_validate_json(released[SCHEMA]), schema, renames)
    number = max(int(found[1]) for path in released if (found := _NUMBER.match(path.removeprefix(FOLDER))))
    steps = (
        ("new_values", "Values that enums take from now on.", evolution.values),
        ("expand", "What is added; the app that ran before still works.", evolution.expand),
        ("contract", _flagged(evolution.warnings), evolution.contract),
    )
    files: dict[str, bytes] = {}
    for name, head, statements in steps:
        if statements:
            number += 1
            files[f"{FOLDER}{number:04}_{name}.sql"] = _file(head, statements)
    return files, tuple(evolution.warnings)


def _flagged(warnings: Sequence[str]) -> str:
    lines = ["What is taken away or tightened, once nothing reads the old any more. Look at each line:"]
    return "\n".join([*lines, *(f"  {warning}" for warning in warnings)])


def _file(head: str, statements: Sequence[str]) -> bytes:
    comment = "\n".join(f"-- {line}".rstrip() for line in head.splitlines())
    return (comment + "\n\n" + "\n".join(statements) + "\n").encode()
