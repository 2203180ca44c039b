"""The operations of a plan with what they mean, take, set and cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.plan import fitting, meaning, naming, verbs
from bot.core.plan.app import PAGING, Column, Effect, Entity, Input, Operation, Setting
from bot.core.plan.candidates import candidates
from bot.core.plan.lookup import ByName
from bot.core.plan.model import Integrations
from bot.core.plan.model import Operation as PlanOperation
from bot.core.plan.names import Names, find_enum, type_behind
from bot.core.plan.types import BadTypeError, FieldType, parse_type

_FILTERED: Final = ("enum", "boolean", "uuid", "string", "int", "bigint", "date")
_NAME_ONE: Final = "declare an entity as `output`"


@dataclass(frozen=True)
class Around:
    """What an operation stands in: its domain's folder and entities, all entities, and the names given."""

    domain: str
    near: Sequence[Entity]
    entities: Sequence[Entity]
    by_name: ByName[Entity]
    names: Names
    integrations: Integrations


@dataclass(frozen=True)
class _Within:
    """The entity that an operation works on, and the names given."""

    entity: Entity
    names: Names


def build(one: PlanOperation, around: Around) -> Operation | None:
    """One operation; None where the plan has no entity for it to work on.

    Of the entities that it may work on, the first counts for which its meaning can be told.
    """
    found = candidates(one, around.domain, around.near, around.by_name)
    tried = [(meaning.told(one, candidate), candidate) for candidate in found]
    built = [_on_entity(one, candidate.entity, told, around) for told, candidate in tried]
    if sound := next((each for each in built if each.meaning != "open"), None):
        return sound
    # What nearly is something says best what is missing: else the entity that the operation is called after.
    near = [each for each, (told, _) in zip(built, tried, strict=True) if told.meaning != "open"]
    called = [each for each, candidate in zip(built, found, strict=True) if candidate.is_called]
    if near or called:
        return (near or called)[0]
    pool = around.near or around.entities
    unknown = meaning.Told("open", reason="no entity answers to its name or its output", remedy=_NAME_ONE)
    return _on_entity(one, pool[0], unknown, around) if pool else None


def _on_entity(one: PlanOperation, entity: Entity, told: meaning.Told, around: Around) -> Operation:
    within = _Within(entity, around.names)
    inputs = _once(_input(name, kind, told, one, within) for name, kind in one.input.items())
    operation = Operation(
        name=_name(one, entity, around.names),
        title=_sentence(one.name),
        domain=around.domain,
        entity=entity.name,
        meaning=told.meaning,
        kind=one.kind,
        auth=one.auth,
        inputs=_with_paging(inputs, told, entity),
        done="",
        many=told.many,
        sets=_sets(told, entity, inputs),
        output=one.output,
        reason=told.reason,
        remedy=told.remedy,
        tone=verbs.tone_of(one.name),
        effects=tuple(_effect(text, one.name, entity, around.integrations) for text in one.sideEffects),
    )
    return _proved(operation, entity)


def _name(one: PlanOperation, entity: Entity, names: Names) -> str:
    """The function's name; what is called so already, or a word of TypeScript itself, gets another."""
    camel = naming.camel(one.name)
    if not camel.endswith("_") and camel not in names.no_operations:
        return camel
    longer = naming.key(f"{one.name} {entity.phrase}")
    is_noun = naming.stem(one.name)[-1] == naming.stem(entity.phrase)[-1]
    return naming.key(f"{'read' if one.kind == 'query' else 'run'} {one.name}") if is_noun else longer


def _sentence(name: str) -> str:
    text = naming.phrase(name)
    return text[0].upper() + text[1:]


def _input(name: str, written: str, told: meaning.Told, one: PlanOperation, within: _Within) -> Input:
    entity = within.entity
    keyed = told.meaning in ("create", "get", "update", "delete", "change")
    if keyed and fitting.is_key_input(name, entity, written):
        has_default = told.meaning == "create" and bool(entity.key.default)
        return Input(naming.key(name), entity.key, entity.key.key, optional=has_default)
    column = fitting.find_column(name, entity, written)
    if column is None or not _takes(column, told, one):
        return Input(naming.key(name), _free(name, written, entity, within.names), "")
    left_out = column.nullable or bool(column.default)
    optional = told.meaning in ("update", "list") or (left_out and told.meaning not in ("open", "get"))
    return Input(naming.key(name), column, column.key, optional=optional)


def _takes(column: Column, told: meaning.Told, one: PlanOperation) -> bool:
    """Whether an input goes into a column: whose a row is, only admins say, and a deleted row keeps nothing."""
    writes = told.meaning in ("create", "update", "change")
    return told.meaning != "delete" and not (column.owner and writes and one.auth != "admin")


def _free(name: str, written: str, entity: Entity, names: Names) -> Column:
    """A column that describes an input which the entity does not have."""
    try:
        kind = type_behind(names, parse_type(written))
    except BadTypeError:
        kind = FieldType("json")
    enum = find_enum(names, kind, entity.name) if kind.kind == "enum" else None
    return Column(
        naming.key(name),
        "",
        naming.caption(name),
        kind.kind,
        enum=enum,
        precision=kind.precision,
        scale=kind.scale,
    )


def filters_of(entity: Entity) -> tuple[Input, ...]:
    """What a list can be narrowed by besides its own inputs: the entity's indexed columns, each by one value."""
    first = {index.columns[0] for index in entity.indexes}
    known = {"page", *(one.key for one in PAGING)}
    return tuple(
        Input(c.key, c, c.key, optional=True)
        for c in entity.columns
        if (c.index or c.unique or c.sql in first)
        and not (c.primary or c.owner or c.key in known)
        and (c.kind in _FILTERED and not c.opaque)
    )


def _with_paging(inputs: tuple[Input, ...], told: meaning.Told, entity: Entity) -> tuple[Input, ...]:
    """A list is narrowed by indexed columns and paged by `limit` and `offset`, but for columns that are called so."""
    if told.meaning != "list":
        return inputs
    looked_for = {one.key for one in inputs if one.target}
    paging = tuple(one for one in PAGING if one.key not in looked_for)
    taken = {one.key for one in paging}
    own = tuple(one for one in inputs if one.key not in taken)
    narrowed = {one.target for one in own} | {one.key for one in own}
    return (*own, *(one for one in filters_of(entity) if one.key not in narrowed), *paging)


def _once(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """Of several inputs for one column the first fills it."""
    filled: set[str] = set()
    kept = []
    for one in inputs:
        kept.append(replace(one, target="") if one.target in filled else one)
        filled |= {one.target} - {""}
    return tuple(kept)


def _sets(told: meaning.Told, entity: Entity, inputs: Sequence[Input]) -> tuple[Setting, ...]:
    """What the operation sets by itself: its state, and when a row was changed; never what its input says."""
    stamp = entity.column("updatedAt")
    is_stamped = told.meaning in ("update", "change") and stamp is not None and stamp.kind == "datetime"
    stamps = (Setting(stamp, now=True),) if stamp and is_stamped else ()
    filled = {one.target for one in inputs}
    return tuple(one for one in (*told.sets, *stamps) if one.column.key not in filled)


def _proved(operation: Operation, entity: Entity) -> Operation:
    """The operation, or an open one where the database could never take what it would write."""
    if operation.meaning != "create":
        return operation
    filled = {one.target for one in operation.inputs} | {setting.column.key for setting in operation.sets}
    missing = [c.key for c in entity.columns if c.required and not c.primary and c.key not in filled]
    if entity.key.required and entity.key.key not in filled:
        missing.append(entity.key.key)
    thing = naming.with_article(entity.phrase)
    if missing:
        reason = f"{thing} needs {', '.join(missing)}, which it neither takes nor has a default for"
        remedy = f"take {_them(missing)} as input, or give {_them(missing)} a default or `nullable: true`"
        return replace(operation, meaning="open", reason=reason, remedy=remedy, sets=())
    owner = entity.owner
    if operation.auth == "public" and owner and not owner.nullable and not owner.default:
        reason = f"nobody is signed in, but {thing} belongs to a user (`{owner.key}`)"
        return replace(operation, meaning="open", reason=reason, remedy="say `auth: user`", sets=())
    return operation


def _them(names: Sequence[str]) -> str:
    return f"`{names[0]}`" if len(names) == 1 else "them"


def _effect(written: str, name: str, entity: Entity, integrations: Integrations) -> Effect:
    """A side effect as the plan lists it."""
    templates = integrations.email.templates if integrations.email else ()
    products = integrations.stripe.products if integrations.stripe else ()
    if re.search(r"mail|notif", written, re.IGNORECASE):
        return Effect("email", _near(name, entity, templates) or naming.kebab(name))
    if re.search(r"charge|pay|stripe|checkout", written, re.IGNORECASE):
        return Effect("charge", products[0] if products else naming.kebab(entity.phrase))
    return Effect("open", written)


def _near(name: str, entity: Entity, templates: Sequence[str]) -> str | None:
    own = {*naming.words(name), *naming.words(entity.phrase)}
    return min(templates, key=lambda one: (-len(own & set(naming.words(one))), one), default=None)
