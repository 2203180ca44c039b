"""Holds a document against a JSON Schema: which rules it breaks, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError, validators

from bot.core.plan.problems import Path
from bot.core.plan.reader import Json
from bot.core.plan.schema import Schema


@dataclass(frozen=True)
class Broken:
    """One broken rule: `limit` is what the keyword says, `schema` what stands around it.

    For `required`, `missing` is the key that is missing.
    """

    rule: str
    limit: Any
    instance: Json
    schema: Schema
    path: Path
    missing: str = ""


def _ecma_pattern(_validator: object, pattern: str, instance: object, _: object) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not ecma(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


@lru_cache(maxsize=64)
def ecma(pattern: str) -> re.Pattern[str]:
    """A pattern compiled to accept what ECMA-262 accepts: there `$` is not before a final line break."""
    return re.compile(re.sub(r"\$$", r"(?![\\s\\S])", pattern))


def validator_for(schema: Schema) -> Draft202012Validator:
    """A validator of draft 2020-12 whose patterns follow ECMA-262."""
    made = validators.extend(Draft202012Validator, {"pattern": _ecma_pattern})  # type: ignore[no-untyped-call]
    return cast("Draft202012Validator", made(schema))


def broken_rules(value: Json, validator: Draft202012Validator) -> Iterator[Broken]:
    """Every rule of the schema that the document breaks."""
    for error in validator.iter_errors(value):
        rule, schema = str(error.validator), cast("Schema", error.schema)
        missing = ""
        if rule == "required":
            missing = next(key for key in schema["required"] if error.message.startswith(repr(key)))
        yield Broken(rule, error.validator_value, error.instance, schema, tuple(error.absolute_path), missing)
