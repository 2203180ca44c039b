"""The operations of a plan with what they mean, take, set and cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from bot.core.plan import meaning, naming
from bot.core.plan.app import Bounds, Capacity, Column, Effect, Entity, Input, Operation, Setting
from bot.core.plan.lookup import ByName, grouped
from bot.core.plan.model import Integrations
from bot.core.plan.model import Operation as PlanOperation
from bot.core.plan.names import Names, find_enum, type_behind
from bot.core.plan.types import BadTypeError, FieldType, parse_type

_BOOKING: Final = naming.word_set(
    """
    book booking reserve reservation schedule appointment visit slot meeting
    """
)
_WHEN: Final = naming.word_set(
    """
    time date day when start starts begin begins slot arrival scheduled
    """
)
_HEADS: Final = naming.word_set(
    """
    party guests people attendees participants persons covers heads passengers
    """
)
_ROOM: Final = frozenset(["seats", "capacity", "places", "beds", "sleeps"])
_AFTER: Final = {
    "create": frozenset(
        ["confirmation", "confirmed", "created", "welcome", "received", "receipt", "new", "thanks"]
    ),
    "change": naming.word_set(
        """
    cancelled cancellation canceled approved rejected shipped published completed updated
    """
    ),
}
PAGING: Final = (
    Input("limit", Column("limit", "", "Limit", "int", bounds=Bounds(least=1, most=200)), "", optional=True),
    Input("offset", Column("offset", "", "Offset", "int", bounds=Bounds(least=0)), "", optional=True),
)


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
    """One operation; None where the plan has no entity for it to work on."""
    entity = meaning.entity_of(one.name, one.output, around.domain, around.by_name)
    if entity is None and len(around.near) == 1:
        entity = around.near[0]
    if entity is None:
        pool = around.near or around.entities
        if not pool:
            return None
        entity = pool[0]
        told = meaning.Told("open", reason="no entity answers to its name or its output")
    else:
        told = meaning.told(one, entity)
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
        inputs=_with_paging(inputs, told),
        done="",
        many=told.many,
        sets=_sets(told, entity, inputs),
        reason=told.reason,
        tone=meaning.tone_of(one.name),
        effects=tuple(_effect(text, one.name, entity, around.integrations) for text in one.sideEffects),
    )
    return _proved(operation, entity)


def _name(one: PlanOperation, entity: Entity, names: Names) -> str:
    """The function's name; what is called so already, or a word of TypeScript itself, gets another."""
    camel = naming.camel(one.name)
    if not camel.endswith("_") and camel not in names.no_operations:
        return camel
    longer = naming.key(f"{one.name} {entity.name}")
    is_noun = naming.stem(one.name)[-1] == naming.stem(entity.name)[-1]
    return naming.key(f"{'read' if one.kind == 'query' else 'run'} {one.name}") if is_noun else longer


def _sentence(name: str) -> str:
    text = naming.phrase(name)
    return text[0].upper() + text[1:]


def _input(name: str, written: str, told: meaning.Told, one: PlanOperation, within: _Within) -> Input:
    entity = within.entity
    keyed = told.meaning in ("create", "get", "update", "delete", "change")
    if keyed and meaning.is_key_input(name, entity):
        has_default = told.meaning == "create" and bool(entity.key.default)
        return Input(naming.key(name), entity.key, entity.key.key, optional=has_default)
    column = meaning.find_column(name, entity)
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
        naming.label(name),
        kind.kind,
        enum=enum,
        precision=kind.precision,
        scale=kind.scale,
    )


def _with_paging(inputs: tuple[Input, ...], told: meaning.Told) -> tuple[Input, ...]:
    """A list is paged by `limit` and `offset`, unless the entity has columns of these names to look for."""
    if told.meaning != "list":
        return inputs
    looked_for = {one.key for one in inputs if one.target}
    paging = tuple(one for one in PAGING if one.key not in looked_for)
    taken = {one.key for one in paging}
    return (*(one for one in inputs if one.key not in taken), *paging)


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
        return replace(operation, meaning="open", reason=reason, sets=())
    owner = entity.owner
    if operation.auth == "public" and owner and not owner.nullable and not owner.default:
        reason = f"nobody is signed in, but {thing} belongs to a user (`{owner.key}`)"
        return replace(operation, meaning="open", reason=reason, sets=())
    return operation


@dataclass(frozen=True)
class _All:
    """All operations together, and what is asked of them for each."""

    operations: Sequence[Operation]
    entities: Mapping[str, Entity]
    integrations: Integrations

    @cached_property
    def on_entity(self) -> Mapping[str, Sequence[Operation]]:
        return grouped(self.operations, lambda one: one.entity)

    @cached_property
    def of_meaning(self) -> Mapping[str, Sequence[Operation]]:
        return grouped(self.operations, lambda one: one.meaning)

    @cached_property
    def messages(self) -> Mapping[tuple[str, str], list[str]]:
        """The messages that operations send although they list no mail."""
        templates = self.integrations.email.templates if self.integrations.email else ()
        return _by_operation((name, one) for name in templates for one in _senders(name, self))

    @cached_property
    def edge_functions(self) -> Mapping[tuple[str, str], list[str]]:
        """The edge functions that operations call: the making of what `notify-reservation` is called after."""
        functions = self.integrations.supabase.edgeFunctions if self.integrations.supabase else ()
        makers = ByName(self.of_meaning.get("create", ()), lambda one: one.entity)
        called = (
            (name, makers.within({naming.singular(w) for w in naming.words(name)})) for name in functions
        )
        return _by_operation((name, one) for name, found in called for one in found[:1])


def _by_operation(pairs: Iterable[tuple[str, Operation]]) -> Mapping[tuple[str, str], list[str]]:
    by_operation: dict[tuple[str, str], list[str]] = {}
    for name, one in pairs:
        by_operation.setdefault((one.domain, one.name), []).append(name)
    return by_operation


def finish(
    operations: Sequence[Operation], entities: Iterable[Entity], integrations: Integrations
) -> tuple[Operation, ...]:
    """What depends on all operations together: what creating leads to, booking rules, effects, messages."""
    together = _All(operations, {entity.name: entity for entity in entities}, integrations)
    finished = []
    for one in operations:
        settled = _settled(one, together)
        booked = _with_booking_rules(settled, together.entities)
        caused = replace(booked, effects=_effects(booked, together))
        finished.append(replace(caused, done=_done(caused, together.entities[caused.entity])))
    return tuple(finished)


def _settled(one: Operation, together: _All) -> Operation:
    """Creating confirms where a row would wait for a confirmation that no operation ever gives."""
    status = together.entities[one.entity].status
    if one.meaning != "create" or one.sets or status is None or status.enum is None:
        return one
    if meaning.verb_in_words(status.default.strip("'")) not in meaning.WAITING:
        return one
    if any(given.target == status.key for given in one.inputs):
        return one
    value = next((v for v in status.enum.values if meaning.verb_in_words(v) in meaning.SETTLED), None)
    reached = {s.value for o in together.on_entity[one.entity] if o.meaning == "change" for s in o.sets}
    if value is None or value in reached:
        return one
    return replace(one, sets=(Setting(status, value=value),))


def _with_booking_rules(one: Operation, entities: Mapping[str, Entity]) -> Operation:
    """A booking lies in the future, and its party fits where it is to sit."""
    if one.meaning != "create" or not _BOOKING & {*naming.words(one.name), *naming.words(one.entity)}:
        return one
    future = tuple(
        given
        for given in one.inputs
        if given.target and given.column.kind == "datetime" and _WHEN & set(naming.words(given.key))
    )
    return replace(one, future=future[:1], capacity=_capacity(one, entities))


def _capacity(one: Operation, entities: Mapping[str, Entity]) -> Capacity | None:
    asked = [
        i for i in one.inputs if i.target and i.column.kind == "int" and _HEADS & set(naming.words(i.key))
    ]
    for given in one.inputs if asked else ():
        target = given.column.reference and entities.get(given.column.reference.entity)
        seats = (
            [c for c in target.columns if c.kind == "int" and _ROOM & set(naming.words(c.key))]
            if target
            else []
        )
        if target and seats and not given.optional:
            return Capacity(asked[0], given, target.name, seats[0])
    return None


def _effect(written: str, name: str, entity: Entity, integrations: Integrations) -> Effect:
    """A side effect as the plan lists it."""
    templates = integrations.email.templates if integrations.email else ()
    products = integrations.stripe.products if integrations.stripe else ()
    if re.search(r"mail|notif", written, re.IGNORECASE):
        return Effect("email", _near(name, entity, templates) or naming.kebab(name))
    if re.search(r"charge|pay|stripe|checkout", written, re.IGNORECASE):
        return Effect("charge", products[0] if products else naming.kebab(entity.name))
    return Effect("open", written)


def _near(name: str, entity: Entity, templates: Sequence[str]) -> str | None:
    own = {*naming.words(name), *naming.words(entity.name)}
    return min(templates, key=lambda one: (-len(own & set(naming.words(one))), one), default=None)


def _effects(one: Operation, together: _All) -> tuple[Effect, ...]:
    effects, key = list(one.effects), (one.domain, one.name)
    if not any(effect.kind == "email" for effect in effects):
        effects += [Effect("email", name) for name in together.messages.get(key, ())]
    effects += [Effect("edge", naming.kebab(name)) for name in together.edge_functions.get(key, ())]
    return tuple(dict.fromkeys(effects))


def _senders(template: str, together: _All) -> Iterator[Operation]:
    """The operations that send a template although they list no mail.

    One does where the template's last word tells its meaning (`booking-confirmation` -> create), and
    where it is the only one of that meaning, or shares the name of its entity with the template.
    """
    said = set(naming.words(template))
    for meaning_, words in _AFTER.items():
        peers = together.of_meaning.get(meaning_, ()) if said & words else ()
        sharing = next((one for one in peers if said & set(naming.words(one.entity))), None)
        sender = sharing or (peers[0] if len(peers) == 1 else None)
        if sender and (meaning_ == "create" or said & _changed_words(sender)):
            yield sender


def _changed_words(one: Operation) -> set[str]:
    values = {word for setting in one.sets for word in naming.words(str(setting.value))}
    return values | {f"{naming.words(one.name)[0]}lation"}


def _done(one: Operation, entity: Entity) -> str:
    """What people read when it is done: “Reservation confirmed”."""
    thing = entity.phrase[0].upper() + entity.phrase[1:]
    for setting in one.sets:
        if setting.column.enum and isinstance(setting.value, str):
            return f"{thing} {naming.phrase(setting.value)}"
    past = {"create": "created", "update": "updated", "delete": "deleted"}.get(one.meaning)
    if past is None and one.meaning == "change":
        past = naming.phrase(one.sets[0].column.key).removesuffix(" at").removeprefix("is ")
        past = f"no longer {past}" if one.sets[0].value is False and not one.sets[0].now else past
    return f"{thing} {past}" if past else "Done"
