"""What requirements ask to be done, as operations of the plan: named, with inputs, and where the API has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from bot.core.plan import naming, verbs
from bot.core.plan.checks.base import SIGNED_IN, type_of
from bot.core.plan.model.components import Auth
from bot.core.plan.problems import Path
from bot.core.plan.states import STAMPS
from bot.core.prd.model import Noun, NounField
from bot.core.prd.view import Need, Product

LISTS: Final = frozenset({"list", "search", "browse", "filter", "query"})
"""Verbs that read many rows."""
OURS: Final = ("/api/health", "/api/dev-auth", "/api/auth", "/api/session", "/api/webhooks")
_RANKS: Final[Sequence[Auth]] = ("public", "user", "admin")
_METHODS: Final = {
    "update": "PATCH",
    "edit": "PATCH",
    "change": "PATCH",
    "delete": "DELETE",
    "remove": "DELETE",
}


@dataclass(frozen=True)
class Given:
    """One input: its name, its type, and where the PRD asks for it."""

    name: str
    type: str
    path: Path


@dataclass(frozen=True)
class Asked:
    """One operation, and the requirements that ask for it: the first says what it is."""

    name: str
    verb: str
    kind: Literal["query", "command"]
    noun: Noun
    given: tuple[Given, ...]
    needs: tuple[Need, ...]
    auth: Auth
    effects: tuple[tuple[str, Path], ...] = ()

    @property
    def feature(self) -> str:
        """The feature that it belongs to."""
        return self.needs[0].feature.name

    @property
    def full_name(self) -> str:
        """As routes call it."""
        return f"{self.feature}.{self.name}"


@dataclass(frozen=True)
class Placed:
    """A route: method, path, its operation, and where the PRD says so."""

    method: str
    path: str
    asked: Asked
    origin: Path


@dataclass
class Operations:
    """The operations of a product, and the requirements that contradict an earlier one."""

    asked: dict[str, Asked] = field(default_factory=dict)
    contradicted: list[tuple[Need, Need]] = field(default_factory=list)


def operations(product: Product) -> Operations:
    """What is asked to be done; the same asked twice is one operation, for all who asked."""
    found = Operations()
    for need in product.wanted:
        noun = product.noun(need.requirement.entity)
        if need.requirement.action is None or noun is None:
            continue
        asked = _asked(need, need.requirement.action, noun, product)
        before = found.asked.get(asked.name)
        if before is None:
            found.asked[asked.name] = asked
        elif _contradicts(asked, before):
            found.contradicted.append((need, before.needs[0]))
        else:
            found.asked[asked.name] = _joined(before, asked)
    return found


def _asked(need: Need, action: str, noun: Noun, product: Product) -> Asked:
    requirement, verb = need.requirement, verbs.verb_of(action)
    effects = tuple((one, (*need.path, "effects", at)) for at, one in enumerate(requirement.effects))
    return Asked(
        name_of(action, noun),
        verb,
        "query" if verb in (verbs.GET | verbs.LIST) - verbs.CREATE - verbs.UPDATE else "command",
        noun,
        _given(need, verb, noun, product),
        (need,),
        product.access(requirement.actor),
        effects,
    )


def name_of(action: str, noun: Noun) -> str:
    """`create` and `Reservation` -> `createReservation`; `list` -> `listReservations`."""
    spoken = naming.words(noun.name)
    parts = naming.words(action)
    if parts[-len(spoken) :] == spoken:
        spoken = ()
    elif parts[0] in LISTS:
        spoken = (*spoken[:-1], naming.plural(spoken[-1]))
    return naming.key(" ".join((*parts, *spoken)))


def _contradicts(one: Asked, before: Asked) -> bool:
    """Whether what is asked again is said otherwise; what is not said follows the first."""
    again, first = one.needs[0].requirement, before.needs[0].requirement
    says_inputs = again.fields is not None or bool(again.inputs)
    inputs = [(given.name, given.type) for given in one.given]
    return (says_inputs and inputs != [(given.name, given.type) for given in before.given]) or (
        again.route is not None and again.route != first.route
    )


def _joined(before: Asked, again: Asked) -> Asked:
    """One operation for all who asked: who may least decides who may call it."""
    known = {name for name, _ in before.effects}
    effects = (*before.effects, *(one for one in again.effects if one[0] not in known))
    weaker = _RANKS.index(again.auth) < _RANKS.index(before.auth)
    return replace(
        before,
        needs=(*before.needs, *again.needs),
        auth=again.auth if weaker else before.auth,
        effects=effects,
    )


def _given(need: Need, verb: str, noun: Noun, product: Product) -> tuple[Given, ...]:
    """The inputs: what the requirement lists, else what the verb needs."""
    requirement = need.requirement
    if requirement.fields is not None:
        listed = [(name, (*need.path, "fields", at)) for at, name in enumerate(requirement.fields)]
    else:
        listed = [(name, (*need.path, "action")) for name in _usual(verb, noun)]
    fields = [
        Given(one.name if one else name, _input_type(one, name, product), path)
        for name, path in listed
        for one in (field_of(noun, name),)
    ]
    more = [Given(name, kind, (*need.path, "inputs", name)) for name, kind in requirement.inputs.items()]
    return (*fields, *more)


def field_of(noun: Noun, written: str) -> NounField | None:
    """The field that a name means."""
    return next((one for one in noun.fields if naming.key(one.name) == naming.key(written)), None)


def key_name(noun: Noun) -> str:
    """How the key of a noun's rows is called: `id`, whatever its case."""
    found = field_of(noun, "id")
    return found.name if found else "id"


def _usual(verb: str, noun: Noun) -> Sequence[str]:
    filled = [one.name for one in noun.fields if _is_filled_in(one)]
    if verb in LISTS:
        return ()
    if verb in verbs.UPDATE and verb not in verbs.CREATE:
        return (key_name(noun), *filled)
    if verb in verbs.CREATE:
        return filled
    return (key_name(noun),)


def _is_filled_in(one: NounField) -> bool:
    """Whether people fill it in: neither the key, nor whose it is, nor a time that is kept by itself."""
    kind = type_of(one.type)
    is_owner = kind is not None and kind.kind == "fk" and (kind.table or "").lower() in SIGNED_IN
    is_kept = naming.key(one.name) == "id" or naming.key(one.name) in STAMPS
    return not is_owner and not is_kept and one.default is None


def _input_type(one: NounField | None, name: str, product: Product) -> str:
    """An input has its field's type; for a field that points somewhere, the type of what it points to."""
    kind = type_of(one.type) if one else None
    if one is None or kind is None or kind.kind != "fk":
        return one.type if one else "uuid"
    target = product.noun(kind.table)
    pointed = field_of(target, kind.column or "id") if target else None
    inner = type_of(pointed.type) if pointed else None
    return "uuid" if pointed is None or inner is None or inner.kind == "fk" else pointed.type


def routes(asked: Iterable[Asked]) -> list[Placed]:
    """Where the API has each operation: where a requirement says, else where its verb and noun lead."""
    listed = list(asked)
    taken = {_flat(one.needs[0].requirement.route) for one in listed if one.needs[0].requirement.route}
    placed = []
    for one in listed:
        said = one.needs[0].requirement.route
        if said is not None:
            method, _, path = said.partition(" ")
            placed.append(Placed(method, path, one, (*one.needs[0].path, "route")))
            continue
        method, path = next(
            (way for way in _ways(one) if _flat(" ".join(way)) not in taken), next(iter(_ways(one)))
        )
        taken.add(_flat(f"{method} {path}"))
        placed.append(Placed(method, path, one, (*one.needs[0].path, "action")))
    return placed


def _flat(route: str) -> str:
    """A route with its parameters all called the same."""
    return "/".join("{}" if part.startswith(("{", ":")) else part for part in route.split("/"))


def _ways(one: Asked) -> Iterable[tuple[str, str]]:
    """Where an operation could stand, the plainest first."""
    whole = naming.kebab(naming.plural(naming.phrase(one.noun.name)))
    base = f"/api/{whole}"
    if any(base == ours or base.startswith(f"{ours}/") for ours in OURS):
        base = f"/api/{naming.kebab(one.feature)}/{whole}"
    keyed = any(given.name == key_name(one.noun) for given in one.given)
    row = f"{base}/{{{naming.snake(key_name(one.noun))}}}" if keyed else base
    method = "GET" if one.kind == "query" else _METHODS.get(one.verb, "POST")
    told = naming.kebab(one.name)
    has_plain = one.verb in LISTS | _METHODS.keys() | {"get"} or (one.verb in verbs.CREATE and not keyed)
    plain = [(method, row)] if has_plain else []
    return (*plain, (method, f"{row}/{naming.kebab(one.verb)}"), (method, f"{row}/{told}"))


def made_or_listed(asked: Iterable[Asked]) -> Mapping[str, frozenset[Auth]]:
    """Noun -> who may list it or make it: whose pages have something to show."""
    found: dict[str, set[Auth]] = {}
    for one in asked:
        if one.verb in LISTS or one.verb in verbs.CREATE:
            found.setdefault(one.noun.name, set()).add(one.auth)
    return {name: frozenset(who) for name, who in found.items()}
