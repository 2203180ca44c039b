"""What an operation sets by itself: the state that its verb leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.core.plan import naming
from bot.core.plan.app import Column, Entity, Setting
from bot.core.plan.fitting import find_column
from bot.core.plan.verbs import PLAIN, participles

WAITING: Final = frozenset({"pending", "requested", "new", "waiting", "unconfirmed"})
SETTLED: Final = frozenset({"confirmed", "booked"})
STAMPS: Final = frozenset({"createdAt", "updatedAt"})


def state_change(verb: str, entity: Entity, given: Iterable[str]) -> tuple[Setting, ...]:
    """What the verb sets on a row by itself; empty where it names no state."""
    filled = {column.key for name in given if (column := find_column(name, entity))}
    targets = participles(verb)
    settings: list[Setting] = []
    for column in entity.columns:
        if column.key in filled or column.primary or column.key in STAMPS:
            continue
        if column.enum and (value := _value_among(targets, column.enum.values)):
            settings.append(Setting(column, value=value))
        elif column.kind == "boolean" and (truth := _truth(verb, column.key)) is not None:
            settings.append(Setting(column, value=truth))
        elif (
            column.kind == "datetime"
            and naming.words(column.key)[-1] == "at"
            and _is_any(targets, column.key, "at")
        ):
            settings.append(Setting(column, now=True))
    return tuple(settings)


def created_state(verb: str, entity: Entity) -> tuple[Setting, ...]:
    """`publishPost` without a key creates a published post; plain verbs of creation set nothing."""
    if verb in PLAIN:
        return ()
    column = entity.status
    value = _value_among(participles(verb), column.enum.values) if column and column.enum else None
    return (Setting(column, value=value),) if column and value and _is_later(value, column) else ()


def _is_later(value: str, column: Column) -> bool:
    return column.default.strip("'") != value and verb_in_words(value) not in WAITING


def verb_in_words(value: str) -> str:
    """An enum's value as words in lower case."""
    return naming.phrase(value)


def _value_among(targets: Sequence[str], values: Sequence[str]) -> str | None:
    by_words = {naming.phrase(value): value for value in values}
    return next((by_words[target] for target in targets if target in by_words), None)


def _truth(verb: str, key: str) -> bool | None:
    core = [word for word in naming.words(key) if word not in ("is", "has", "was")]
    name = " ".join(core)
    if name in participles(verb) or (verb == "complete" and name == "done"):
        return True
    opposites = [verb[2:]] if verb.startswith("un") else [verb[3:]] if verb.startswith("dis") else []
    opposites += {
        "deactivate": ["activate"],
        "disable": ["enable"],
        "hide": ["show"],
        "reopen": ["close", "complete"],
    }.get(verb, [])
    return False if any(name in participles(other) for other in opposites) else None


def _is_any(targets: Sequence[str], key: str, ending: str) -> bool:
    core = " ".join(word for word in naming.words(key) if word != ending)
    return core in targets
