"""What depends on all operations together: what creating leads to, booking rules, what follows from each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from bot.core.plan import naming, states
from bot.core.plan.app import Capacity, Effect, Entity, Input, Operation, Setting
from bot.core.plan.lookup import ByName, grouped
from bot.core.plan.model import Integrations

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


@dataclass(frozen=True)
class _All:
    """All operations together, and what is asked of them for each."""

    operations: Sequence[Operation]
    entities: Mapping[str, Entity]
    integrations: Integrations

    def thing(self, one: Operation) -> str:
        """What the plan calls the entity that an operation works on."""
        return self.entities[one.entity].phrase

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
        makers = ByName(self.of_meaning.get("create", ()), self.thing)
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
        booked = _with_booking_rules(settled, together)
        caused = replace(booked, effects=_effects(booked, together))
        finished.append(replace(caused, done=_done(caused, together.entities[caused.entity])))
    return tuple(finished)


def _settled(one: Operation, together: _All) -> Operation:
    """Creating confirms where a row would wait for a confirmation that no operation ever gives."""
    status = together.entities[one.entity].status
    if one.meaning != "create" or one.sets or status is None or status.enum is None:
        return one
    if states.verb_in_words(status.default.strip("'")) not in states.WAITING:
        return one
    if any(given.target == status.key for given in one.inputs):
        return one
    value = next((v for v in status.enum.values if states.verb_in_words(v) in states.SETTLED), None)
    reached = {s.value for o in together.on_entity[one.entity] if o.meaning == "change" for s in o.sets}
    if value is None or value in reached:
        return one
    return replace(one, sets=(Setting(status, value=value),))


def _with_booking_rules(one: Operation, together: _All) -> Operation:
    """A booking lies in the future, and its party fits where it is to sit."""
    if one.meaning != "create" or not _BOOKING & {
        *naming.words(one.name),
        *naming.words(together.thing(one)),
    }:
        return one
    future = tuple(
        given
        for given in one.inputs
        if _is_there(given) and given.column.kind == "datetime" and _WHEN & set(naming.words(given.key))
    )
    return replace(one, future=future[:1], capacity=_capacity(one, together.entities))


def _is_there(given: Input) -> bool:
    """Whether an input always comes, and goes into a column."""
    return bool(given.target) and not (given.optional or given.column.nullable)


def _capacity(one: Operation, entities: Mapping[str, Entity]) -> Capacity | None:
    asked = [
        i for i in one.inputs if _is_there(i) and i.column.kind == "int" and _HEADS & set(naming.words(i.key))
    ]
    for given in one.inputs if asked else ():
        target = given.column.reference and entities.get(given.column.reference.entity)
        seats = (
            [
                c
                for c in target.columns
                if c.kind == "int" and not c.nullable and _ROOM & set(naming.words(c.key))
            ]
            if target
            else []
        )
        if target and seats and _is_there(given):
            return Capacity(asked[0], given, target.name, seats[0])
    return None


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
        sharing = next((one for one in peers if said & set(naming.words(together.thing(one)))), None)
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
