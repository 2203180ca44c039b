"""What an operation means, told from its name, its input and the entity that it works on.

Rules, in this order:
1. The entity is the one that the operation's name ends in, else the one that `output` names, else the
   only entity of the domain.
2. A verb that leads to a value of the entity's status (`cancel` -> CANCELLED, `ship` -> SHIPPED), to a
   boolean (`publish` -> published) or to a time (`archive` -> archivedAt) changes that state, where the
   input names the row by its key.
3. Otherwise the verb says it: create, get, list, update or delete, by the words below. With the key in its
   input an operation creates a row only by a plain verb (`create`), or where all that a row needs is there.
4. What is left is open: it is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.plan import naming
from bot.core.plan.app import Column, Entity, Meaning, Setting
from bot.core.plan.lookup import ByName
from bot.core.plan.model import Operation as PlanOperation

CREATE: Final = naming.word_set(
    """
    create add new make insert register book reserve schedule submit place post request send record
    log open start enroll enrol apply join invite order rate review report upload save import
    subscribe follow write publish propose raise issue set
    """
)
PLAIN: Final = frozenset(("create", "add", "new", "make", "insert", "register"))
GET: Final = naming.word_set(
    """
    get fetch read show view load find describe lookup retrieve
    """
)
LIST: Final = naming.word_set(
    """
    list search browse all query filter find get fetch show view
    """
)
UPDATE: Final = naming.word_set(
    """
    update edit change modify patch rename set revise amend adjust correct move reschedule assign
    save replace configure
    """
)
DELETE: Final = naming.word_set(
    """
    delete remove destroy erase discard drop unfollow unsubscribe leave withdraw
    """
)

_LEADS_TO: Final[Mapping[str, tuple[str, ...]]] = {
    "accept": ("accepted",),
    "activate": ("active", "activated"),
    "archive": ("archived",),
    "begin": ("in progress", "begun", "started", "active"),
    "block": ("blocked",),
    "cancel": ("cancelled", "canceled"),
    "checkin": ("checked in", "arrived"),
    "checkout": ("checked out", "departed", "completed"),
    "close": ("closed", "resolved"),
    "complete": ("completed", "complete", "done", "finished"),
    "deactivate": ("inactive", "deactivated"),
    "decline": ("declined", "rejected"),
    "deliver": ("delivered",),
    "deny": ("denied", "rejected"),
    "disable": ("disabled", "inactive"),
    "enable": ("enabled", "active"),
    "finish": ("finished", "done", "completed", "complete"),
    "fulfil": ("fulfilled",),
    "fulfill": ("fulfilled",),
    "hide": ("hidden",),
    "hold": ("on hold", "held"),
    "lose": ("lost",),
    "pause": ("paused", "on hold"),
    "pay": ("paid",),
    "publish": ("published", "live"),
    "reopen": ("open", "reopened"),
    "resolve": ("resolved", "closed"),
    "restore": ("active", "restored"),
    "resume": ("active", "in progress"),
    "return": ("returned",),
    "send": ("sent",),
    "start": ("in progress", "started", "active"),
    "submit": ("submitted",),
    "suspend": ("suspended",),
    "unpublish": ("draft", "unpublished"),
    "win": ("won",),
}
WAITING: Final = frozenset({"pending", "requested", "new", "waiting", "unconfirmed"})
SETTLED: Final = frozenset({"confirmed", "booked"})
STAMPS: Final = frozenset({"createdAt", "updatedAt"})
_DANGER: Final = naming.word_set(
    """
    cancel delete remove reject decline deny block suspend discard erase destroy
    """
)


@dataclass(frozen=True)
class Told:
    """The meaning of an operation. `many` is set for lists; `reason` says why a meaning stays open."""

    meaning: Meaning
    sets: tuple[Setting, ...] = ()
    many: bool = False
    reason: str = ""


def verb_of(name: str) -> str:
    """The first word of an operation's name; `checkIn…` and `checkOut…` count as one."""
    parts = naming.words(name)
    if parts[0] == "check" and len(parts) > 1 and parts[1] in ("in", "out"):
        return parts[0] + parts[1]
    return parts[0]


def tone_of(name: str) -> Literal["primary", "danger"]:
    """Whether a button for the operation has to warn."""
    return "danger" if verb_of(name) in _DANGER else "primary"


def entity_of(name: str, output: str, folder: str, entities: ByName[Entity]) -> Entity | None:
    """The entity that an operation of a domain is called after; those of its own domain come first."""
    rest = "".join(word.capitalize() for word in naming.words(name)[1:])
    wanted = naming.stem(rest) if rest else ()
    ending = entities.ending(wanted)
    within = entities.within({naming.singular(word) for word in wanted})
    for is_near in (True, False):
        for found in (ending, within):
            if listed := [entity for entity in found if (entity.domain == folder) is is_near]:
                return max(listed, key=lambda entity: len(naming.words(entity.phrase)))
    bare = output_name(output)
    returned = entities.same(bare) if bare else ()
    return next(iter(sorted(returned, key=lambda entity: entity.domain != folder)), None)


def output_name(output: str) -> str:
    """`Reservation[]`, `list<Reservation>`, `Page(Reservation)` -> `Reservation`."""
    inner = output.strip().rstrip("[]")
    for opening in "<(":
        if opening in inner:
            inner = inner.split(opening, 1)[1].rstrip(">)")
    return inner.strip() if any(char.isalpha() for char in inner) else ""


def is_many(output: str) -> bool:
    """Whether an operation's output is a list."""
    text = output.strip()
    return text.endswith("[]") or text.lower().startswith(
        ("list<", "list(", "array<", "array(", "page<", "page(")
    )


def told(operation: PlanOperation, entity: Entity) -> Told:  # noqa: PLR0911  # one return per meaning
    """The meaning of `operation` on `entity`."""
    verb = verb_of(operation.name)
    keyed = _names_row(operation.input, entity)
    if operation.kind == "query":
        return _query(operation, entity, keyed=keyed)
    if keyed:
        if sets := state_change(verb, entity, given=operation.input):
            return Told("change", sets)
        if verb in DELETE:
            return Told("delete")
        if _makes(verb, operation.input, entity):
            return Told("create", sets=created_state(verb, entity))
        if verb in UPDATE or len(operation.input) > 1:
            return _update(operation, entity)
        return Told("open", reason=f"no state of {entity.phrase} answers to “{verb}”")
    if verb in CREATE:
        return Told("create", sets=created_state(verb, entity))
    if verb in UPDATE | DELETE or verb in _LEADS_TO:
        return Told("open", reason=f"its input does not name the {entity.phrase} by `{entity.key.key}`")
    return Told("open", reason=f"“{verb}” is no verb that Drystone knows")


def _makes(verb: str, given: Iterable[str], entity: Entity) -> bool:
    """Whether a command that names the key makes the row: keys may come from outside."""
    filled = {column.key for name in given if (column := find_column(name, entity))}
    needed = {c.key for c in entity.columns if c.required and not c.primary}
    is_new = verb in CREATE - UPDATE and entity.key.required and needed <= filled
    return verb in PLAIN or is_new


def _query(operation: PlanOperation, entity: Entity, *, keyed: bool) -> Told:
    verb = verb_of(operation.name)
    if keyed and verb in GET and not is_many(operation.output):
        return Told("get")
    names_many = naming.words(operation.name)[-1] == naming.plural(naming.words(entity.phrase)[-1])
    if verb in LIST and (is_many(operation.output) or names_many or verb in ("list", "search", "browse")):
        return Told("list", many=True)
    return Told("open", reason="it is neither the reading of one row by its key nor a list")


def _update(operation: PlanOperation, entity: Entity) -> Told:
    changed = [name for name in operation.input if not is_key_input(name, entity)]
    if not changed:
        return Told("open", reason="its input names nothing to change")
    if not any(find_column(name, entity) for name in changed):
        return Told("open", reason=f"none of its inputs is a field of {entity.phrase}")
    return Told("update")


def _names_row(given: Iterable[str], entity: Entity) -> bool:
    return any(is_key_input(name, entity) for name in given)


def is_key_input(name: str, entity: Entity) -> bool:
    """Whether an input names the row itself: its key, or `reservationId` for a reservation."""
    return name == entity.key.key or naming.words(name) == (
        *naming.words(entity.phrase),
        *naming.words(entity.key.key),
    )


def find_column(name: str, entity: Entity) -> Column | None:
    """The column that an input fills: same words, or a foreign key without its `Id`."""
    wanted = naming.words(name)
    named = {naming.words(column.key): column for column in entity.columns}
    behind = named.get((*wanted, "id"))
    return named.get(wanted) or (behind if behind and behind.reference else None)


def state_change(verb: str, entity: Entity, given: Iterable[str]) -> tuple[Setting, ...]:
    """What the verb sets on a row by itself; empty where it names no state."""
    filled = {column.key for name in given if (column := find_column(name, entity))}
    targets = _participles(verb)
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
    value = _value_among(_participles(verb), column.enum.values) if column and column.enum else None
    return (Setting(column, value=value),) if column and value and _is_later(value, column) else ()


def _is_later(value: str, column: Column) -> bool:
    return column.default.strip("'") != value and verb_in_words(value) not in WAITING


def verb_in_words(value: str) -> str:
    """An enum's value as words in lower case."""
    return naming.phrase(value)


def _participles(verb: str) -> tuple[str, ...]:
    stems = [verb + "ed", verb + "d", verb]
    if verb.endswith("y"):
        stems.insert(0, verb[:-1] + "ied")
    if verb.endswith(("t", "p", "n", "l", "b", "g")):
        stems.append(verb + verb[-1] + "ed")
    return (*_LEADS_TO.get(verb, ()), *stems)


def _value_among(targets: Sequence[str], values: Sequence[str]) -> str | None:
    by_words = {naming.phrase(value): value for value in values}
    return next((by_words[target] for target in targets if target in by_words), None)


def _truth(verb: str, key: str) -> bool | None:
    core = [word for word in naming.words(key) if word not in ("is", "has", "was")]
    name = " ".join(core)
    if name in _participles(verb) or (verb == "complete" and name == "done"):
        return True
    opposites = [verb[2:]] if verb.startswith("un") else [verb[3:]] if verb.startswith("dis") else []
    opposites += {
        "deactivate": ["activate"],
        "disable": ["enable"],
        "hide": ["show"],
        "reopen": ["close", "complete"],
    }.get(verb, [])
    return False if any(name in _participles(other) for other in opposites) else None


def _is_any(targets: Sequence[str], key: str, ending: str) -> bool:
    core = " ".join(word for word in naming.words(key) if word != ending)
    return core in targets
