"""Finds things by their names without looking at each: plans of a thousand entities are resolved in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Set
from typing import Generic, TypeVar

from bot.core.plan import naming

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def grouped(items: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """The items by their key, in their order."""
    groups: dict[K, list[T]] = {}
    for one in items:
        groups.setdefault(key(one), []).append(one)
    return {name: tuple(group) for name, group in groups.items()}


class ByName(Generic[T]):
    """Things by the words of their names, case style and plural aside; found in the order in which they came."""

    def __init__(self, things: Iterable[T], name: Callable[[T], str]) -> None:
        self._things = [(naming.stem(name(one)), one) for one in things]
        self._by_stem = grouped(enumerate(self._things), lambda pair: pair[1][0])
        counts = Counter(word for stem, _ in self._things for word in set(stem))
        # Filed under its rarest word, a thing has few neighbours even where all names begin alike.
        self._by_word = grouped(
            enumerate(self._things), lambda pair: min(pair[1][0], key=lambda word: (counts[word], word))
        )

    def same(self, written: str) -> tuple[T, ...]:
        """Those that `written` names."""
        return tuple(one for _, (_, one) in self._by_stem.get(naming.stem(written), ()))

    def first(self, written: str) -> T | None:
        """The first that `written` names."""
        return next(iter(self.same(written)), None)

    def ending(self, stem: tuple[str, ...]) -> tuple[T, ...]:
        """Those whose names `stem` ends in; longer names first."""
        return tuple(one for start in range(len(stem)) for _, (_, one) in self._by_stem.get(stem[start:], ()))

    def within(self, words: Set[str]) -> tuple[T, ...]:
        """Those whose names have no other words than these."""
        return tuple(one for _, one in sorted(self._among(words), key=lambda pair: pair[0]))

    def _among(self, words: Set[str]) -> Iterator[tuple[int, T]]:
        for word in words:
            for at, (stem, one) in self._by_word.get(word, ()):
                if words >= set(stem):
                    yield at, one
