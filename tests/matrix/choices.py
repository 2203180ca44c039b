"""What plans can differ in, and sets of choices in which each pair of them occurs together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from random import Random
from typing import Final

AXES: Final[Mapping[str, tuple[str, ...]]] = {
    "infra": ("vercel", "railway", "flyio", "aws"),
    "database": ("supabase", "neon", "planetscale", "local-postgres"),
    "auth": ("clerk", "authjs", "firebase-auth"),
    "payments": ("none", "stripe"),
    "email": ("none", "resend", "postmark"),
    "storage": ("none", "supabase-storage", "cloudinary"),
    "manager": ("pnpm", "npm", "yarn"),
    "source": ("fromEntities", "sql"),
    "tenancy": ("owned", "shared", "mixed"),
    "keys": ("implicit", "int", "string", "mixed"),
    "links": ("none", "chain", "circle", "star"),
    "policies": ("none", "given"),
    "callers": ("user", "admin", "public", "mixed"),
    "pages": ("bare", "sections", "mixed"),
    "layouts": ("app", "marketing", "admin", "mixed"),
    "names": ("plain", "odd"),
    "size": ("one", "few", "several"),
}
"""Each choice that a plan makes as a whole, with its values. `size` has one more, which random plans take."""

LARGE: Final = "many"
Pair = tuple[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """One value of each axis."""

    infra: str
    database: str
    auth: str
    payments: str
    email: str
    storage: str
    manager: str
    source: str
    tenancy: str
    keys: str
    links: str
    policies: str
    callers: str
    pages: str
    layouts: str
    names: str
    size: str

    @property
    def pairs(self) -> set[Pair]:
        """All pairs of values that are chosen together."""
        return set(combinations(((one.name, getattr(self, one.name)) for one in fields(self)), 2))


def at_random(rng: Random) -> Choices:
    """Any choices; one plan in ten is large."""
    chosen = {axis: rng.choice(values) for axis, values in AXES.items()}
    if rng.random() < 0.1:
        chosen["size"] = LARGE
    return Choices(**chosen)


def all_pairs() -> set[Pair]:
    """Every pair of values of two axes."""
    return {
        ((one, a), (other, b)) for one, other in combinations(AXES, 2) for a in AXES[one] for b in AXES[other]
    }


def covering(seed: int = 0, candidates: int = 60) -> Iterator[Choices]:
    """Choices one after the other, the next always that of many which has most pairs that none before had."""
    rng = Random(f"covering {seed}")
    missing = all_pairs()
    while missing:
        needed = min(missing)
        tried = [_having(needed, rng) for _ in range(candidates)]
        best = max(tried, key=lambda choices: len(choices.pairs & missing))
        missing -= best.pairs
        yield best


def _having(pair: Pair, rng: Random) -> Choices:
    return Choices(**{axis: rng.choice(values) for axis, values in AXES.items()} | dict(pair))
