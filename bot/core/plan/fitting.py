"""How the inputs of an operation fit an entity: which names its row, which fill its columns."""

from __future__ import annotations

from bot.core.plan import naming
from bot.core.plan.app import Column, Entity
from bot.core.plan.types import BadTypeError, parse_type


def is_key_input(name: str, entity: Entity, written: str = "") -> bool:
    """Whether an input names the row itself: its key, or `reservationId` (or an `fk` of it) for a reservation."""
    return name == entity.key.key or is_own_key(name, entity, written)


def is_own_key(name: str, entity: Entity, written: str = "") -> bool:
    """Whether an input names the row, and says of which entity."""
    if naming.words(name) == (*naming.words(entity.phrase), *naming.words(entity.key.key)):
        return True
    return _points_to(written) == naming.stem(entity.phrase) and find_column(name, entity) is None


def find_column(name: str, entity: Entity, written: str = "") -> Column | None:
    """The column that an input fills: by its words, with or without `Id` for a foreign key, or by its type."""
    wanted = naming.words(name)
    named = {naming.words(column.key): column for column in entity.columns}
    if wanted in named:
        return named[wanted]
    near = [named.get((*wanted, "id")), named.get(wanted[:-1]) if wanted[-1] == "id" else None]
    if found := next((column for column in near if column and column.reference), None):
        return found
    target = _points_to(written)
    pointing = [c for c in entity.columns if target and c.reference and _is(c.reference.entity, target)]
    return pointing[0] if len(pointing) == 1 else None


def _is(entity: str, stem: tuple[str, ...]) -> bool:
    return naming.stem(entity) == stem


def _points_to(written: str) -> tuple[str, ...]:
    """What an input of the type `fk(Book.id)` points to, as a stem; empty for other types."""
    if not written.startswith("fk"):
        return ()
    try:
        table = parse_type(written).table
    except BadTypeError:
        return ()
    return naming.stem(table) if table else ()
