"""Names of components by their paths in the library, and the one that a wrong path likely means."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.plan.explain import nearest


def stem(path: str) -> str:
    """What a component's file is called; its folder where the file is a `component` or an `index`."""
    folder, _, file = path.rpartition("/")
    name = file.rsplit(".", 1)[0]
    return folder.rpartition("/")[2] if name in ("component", "index") else name


def likely(path: str, library: Iterable[str]) -> str:
    """The component that is likely meant: of the same name elsewhere, of a similar name, or nothing."""
    known = sorted(one for one in library if one.endswith((".tsx", ".jsx")))
    by_name = {stem(one): one for one in reversed(known)}
    return by_name.get(stem(path)) or by_name.get(nearest(stem(path), by_name)) or nearest(path, known)
