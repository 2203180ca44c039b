"""The entities that an operation may work on: told from what it is called and from what it declares as output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.plan import naming
from bot.core.plan.app import Entity
from bot.core.plan.lookup import ByName
from bot.core.plan.model import Operation as PlanOperation


@dataclass(frozen=True)
class Candidate:
    """An entity that an operation may work on; whether the operation is called after it, or only declares it."""

    entity: Entity
    is_called: bool = True


def candidates(
    one: PlanOperation, folder: str, near: Iterable[Entity], entities: ByName[Entity]
) -> tuple[Candidate, ...]:
    """The entities that an operation of a domain may work on, the likeliest first."""
    called = _called(one.name, folder, entities)
    bare = output_name(one.output)
    returned = sorted(entities.same(bare) if bare else (), key=lambda entity: entity.domain != folder)
    declared = next((each for each in returned if each in called), next(iter(returned), None))
    if not called:
        alone = list(near)
        return tuple(map(Candidate, [declared] if declared else alone if len(alone) == 1 else ()))
    main = declared if declared in called and not _is_part(declared, called[0]) else called[0]
    others = [each for each in dict.fromkeys((declared, *called)) if each and each != main]
    further = [Candidate(each, is_called=False) for each in others]
    is_first = bool(declared) and declared != main
    return (*further[:is_first], Candidate(main), *further[is_first:])


def _called(name: str, folder: str, entities: ByName[Entity]) -> tuple[Entity, ...]:
    """The entities that an operation's name ends in, or has the words of; those of its own domain come first."""
    rest = "".join(word.capitalize() for word in naming.words(name)[1:])
    wanted = naming.stem(rest) if rest else ()
    found = [entities.ending(wanted), entities.within({naming.singular(word) for word in wanted})]
    ranked = [
        sorted(
            (each for each in group if (each.domain == folder) is is_near),
            key=lambda each: -len(naming.words(each.phrase)),
        )
        for is_near in (True, False)
        for group in found
    ]
    return tuple(dict.fromkeys(each for group in ranked for each in group))


def _is_part(entity: Entity, whole: Entity) -> bool:
    return set(naming.stem(entity.phrase)) < set(naming.stem(whole.phrase))


def output_name(output: str) -> str:
    """`Reservation[]`, `list<Reservation>`, `Page(Reservation)` -> `Reservation`."""
    inner = output.strip().rstrip("[]")
    for opening in "<(":
        if opening in inner:
            inner = inner.split(opening, 1)[1].rstrip(">)")
    return inner.strip() if any(char.isalpha() for char in inner) else ""
