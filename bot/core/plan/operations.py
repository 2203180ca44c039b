"""The operations of a plan with what they mean, take, set and cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.plan import meaning, naming
from bot.core.plan.app import Bounds, Capacity, Column, Effect, Entity, Input, Operation, Setting
from bot.core.plan.entities import Names, find_enum
from bot.core.plan.model import Operation as PlanOperation
from bot.core.plan.model import Plan
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
    """What an operation stands in: its domain's entities, all others, and the names given."""

    domain: str
    near: Sequence[Entity]
    others: Sequence[Entity]
    names: Names
    plan: Plan


def build(one: PlanOperation, around: Around) -> Operation | None:
    """One operation; None where the plan has no entity for it to work on."""
    entity = meaning.entity_of(one.name, one.output, around.near, around.others)
    if entity is None:
        pool = [*around.near, *around.others]
        if not pool:
            return None
        entity = pool[0]
        told = meaning.Told("open", reason="no entity answers to its name or its output")
    else:
        told = meaning.told(one, entity)
    inputs = tuple(_input(name, kind, told, entity, around) for name, kind in one.input.items())
    operation = Operation(
        name=_name(one.name, entity),
        title=_sentence(one.name),
        domain=around.domain,
        entity=entity.name,
        meaning=told.meaning,
        kind=one.kind,
        auth=one.auth,
        inputs=_with_paging(inputs, told),
        done="",
        many=told.many,
        sets=_with_stamp(told, entity),
        reason=told.reason,
        tone=meaning.tone_of(one.name),
    )
    return _proved(operation, entity)


def _name(name: str, entity: Entity) -> str:
    """The function's name; a word of TypeScript itself gets the entity's name behind it."""
    camel = naming.camel(name)
    return naming.key(f"{name} {entity.name}") if camel.endswith("_") else camel


def _sentence(name: str) -> str:
    text = naming.phrase(name)
    return text[0].upper() + text[1:]


def _input(name: str, written: str, told: meaning.Told, entity: Entity, around: Around) -> Input:
    if told.meaning in ("get", "update", "delete", "change") and meaning.is_key_input(name, entity):
        return Input(naming.key(name), entity.key, entity.key.key)
    column = meaning.find_column(name, entity)
    if column is None or (column.owner and told.meaning == "create"):
        return Input(naming.key(name), _free(name, written, entity, around), "")
    left_out = column.nullable or bool(column.default)
    optional = told.meaning in ("update", "list") or (left_out and told.meaning != "open")
    return Input(naming.key(name), replace(column, label=column.label), column.key, optional=optional)


def _free(name: str, written: str, entity: Entity, around: Around) -> Column:
    """A column that describes an input which the entity does not have."""
    try:
        kind = parse_type(written)
    except BadTypeError:
        kind = FieldType("json")
    enum = find_enum(around.names, kind, entity.name) if kind.kind == "enum" else None
    return Column(
        naming.key(name),
        "",
        naming.label(name),
        "uuid" if kind.kind == "fk" else kind.kind,
        enum=enum,
        precision=kind.precision,
        scale=kind.scale,
    )


def _with_paging(inputs: tuple[Input, ...], told: meaning.Told) -> tuple[Input, ...]:
    if told.meaning != "list":
        return inputs
    taken = {one.key for one in inputs}
    return (*inputs, *(one for one in PAGING if one.key not in taken))


def _with_stamp(told: meaning.Told, entity: Entity) -> tuple[Setting, ...]:
    stamp = entity.column("updatedAt")
    if told.meaning not in ("update", "change") or stamp is None or stamp.kind != "datetime":
        return told.sets
    return (*told.sets, Setting(stamp, now=True))


def _proved(operation: Operation, entity: Entity) -> Operation:
    """The operation, or an open one where the database could never take what it would write."""
    if operation.meaning != "create":
        return operation
    filled = {one.target for one in operation.inputs} | {setting.column.key for setting in operation.sets}
    missing = [c.key for c in entity.columns if c.required and not c.primary and c.key not in filled]
    if entity.key.required and entity.key.key not in filled:
        missing.append(entity.key.key)
    if missing:
        reason = f"a {entity.phrase} needs {', '.join(missing)}, which it neither takes nor has a default for"
        return replace(operation, meaning="open", reason=reason, sets=())
    owner = entity.owner
    if operation.auth == "public" and owner and not owner.nullable and not owner.default:
        reason = f"nobody is signed in, but a {entity.phrase} belongs to a user (`{owner.key}`)"
        return replace(operation, meaning="open", reason=reason, sets=())
    return operation


def finish(operations: Sequence[Operation], entities: Iterable[Entity], plan: Plan) -> tuple[Operation, ...]:
    """What depends on all operations together: what creating leads to, booking rules, effects, messages."""
    by_name = {entity.name: entity for entity in entities}
    finished = []
    for one in operations:
        settled = _settled(one, by_name[one.entity], operations)
        booked = _with_booking_rules(settled, by_name)
        caused = replace(booked, effects=_effects(booked, operations, plan))
        finished.append(replace(caused, done=_done(caused, by_name[caused.entity])))
    return tuple(finished)


def _settled(one: Operation, entity: Entity, operations: Sequence[Operation]) -> Operation:
    """Creating confirms where a row would wait for a confirmation that no operation ever gives."""
    status = entity.status
    if one.meaning != "create" or one.sets or status is None or status.enum is None:
        return one
    if meaning.verb_in_words(status.default.strip("'")) not in meaning.WAITING:
        return one
    if any(given.target == status.key for given in one.inputs):
        return one
    value = next((v for v in status.enum.values if meaning.verb_in_words(v) in meaning.SETTLED), None)
    reached = {
        s.value for o in operations if o.entity == entity.name for s in o.sets if o.meaning == "change"
    }
    if value is None or value in reached:
        return one
    return replace(one, sets=(Setting(status, value=value),))


def _with_booking_rules(one: Operation, entities: dict[str, Entity]) -> Operation:
    """A booking lies in the future, and its party fits where it is to sit."""
    if one.meaning != "create" or not _BOOKING & {*naming.words(one.name), *naming.words(one.entity)}:
        return one
    future = tuple(
        given
        for given in one.inputs
        if given.target and given.column.kind == "datetime" and _WHEN & set(naming.words(given.key))
    )
    return replace(one, future=future[:1], capacity=_capacity(one, entities))


def _capacity(one: Operation, entities: dict[str, Entity]) -> Capacity | None:
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


def _effects(one: Operation, operations: Sequence[Operation], plan: Plan) -> tuple[Effect, ...]:
    templates = plan.integrations.email.templates if plan.integrations.email else ()
    products = plan.integrations.stripe.products if plan.integrations.stripe else ()
    listed = _listed(one, plan)
    effects: list[Effect] = []
    for written in listed:
        if re.search(r"mail|notif", written, re.IGNORECASE):
            effects.append(Effect("email", _near(one, templates) or naming.kebab(one.name)))
        elif re.search(r"charge|pay|stripe|checkout", written, re.IGNORECASE):
            effects.append(Effect("charge", products[0] if products else naming.kebab(one.entity)))
        else:
            effects.append(Effect("open", written))
    if not any(effect.kind == "email" for effect in effects):
        effects += [Effect("email", name) for name in templates if _sends(name, one, operations)]
    effects += [
        Effect("edge", naming.kebab(name)) for name in _edge_functions(plan) if _starts(name, one, operations)
    ]
    return tuple(dict.fromkeys(effects))


def _edge_functions(plan: Plan) -> tuple[str, ...]:
    return plan.integrations.supabase.edgeFunctions if plan.integrations.supabase else ()


def _starts(function: str, one: Operation, operations: Sequence[Operation]) -> bool:
    """Whether an operation calls this edge function: the making of what `notify-reservation` is called after."""
    said = {naming.singular(word) for word in naming.words(function)}
    makers = [o for o in operations if o.meaning == "create" and said >= set(naming.stem(o.entity))]
    return any((o.domain, o.name) == (one.domain, one.name) for o in makers[:1])


def _listed(one: Operation, plan: Plan) -> tuple[str, ...]:
    for domain in plan.components.domains:
        for operation in domain.operations:
            names = (naming.camel(operation.name), naming.key(f"{operation.name} {one.entity}"))
            if naming.kebab(domain.name) == one.domain and one.name in names:
                return operation.sideEffects
    return ()


def _near(one: Operation, templates: Sequence[str]) -> str | None:
    own = {*naming.words(one.name), *naming.words(one.entity)}
    scored = sorted(templates, key=lambda name: (-len(own & set(naming.words(name))), name))
    return scored[0] if scored else None


def _sends(template: str, one: Operation, operations: Sequence[Operation]) -> bool:
    """Whether an operation that lists no mail sends this template.

    It does where the template's last word tells its meaning (`booking-confirmation` -> create), and
    where it is the only one of that meaning, or shares the name of its entity with the template.
    """
    said = set(naming.words(template))
    if one.meaning not in ("create", "change") or not said & _AFTER[one.meaning]:
        return False
    if one.meaning == "change" and not said & {
        p for s in one.sets for p in naming.words(str(s.value))
    } | said & {f"{naming.words(one.name)[0]}lation"}:
        return False
    peers = [o for o in operations if o.meaning == one.meaning]
    sharing = [o for o in peers if said & set(naming.words(o.entity))]
    senders = sharing[:1] or (peers if len(peers) == 1 else [])
    return any((o.domain, o.name) == (one.domain, one.name) for o in senders)


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
