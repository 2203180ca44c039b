"""Three-way merge of trees, without a work tree: what people changed or deleted always stands.

Whole files are merged here, lines by git. Git itself would look for renames, and so put what is generated into a
file of people's that resembles one that they deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.adapters.git import names, objects
from bot.adapters.git.mirror import Mirror
from bot.adapters.git.objects import Entry, NewCommit

Tree = Mapping[str, Entry]


@dataclass(frozen=True)
class Sides:
    """What was generated before, what people have, what is generated now."""

    base: Tree
    people: Tree
    generated: Tree


@dataclass
class Merged:
    """What changes in people's tree: `writes` and `deletes`; or `conflicts`: path -> text with markers."""

    writes: dict[str, Entry] = field(default_factory=dict)
    deletes: set[str] = field(default_factory=set)
    conflicts: dict[str, str] = field(default_factory=dict)


async def merge(mirror: Mirror, sides: Sides, tops: Collection[str], keep: Collection[str] = ()) -> Merged:
    """Merge the three sides; `tops` are the commits that they come from. In `keep`, people's text wins."""
    merged, both = _files(sides, keep)
    if both:
        await mirror.need_blobs(tops, {entry.oid for path in both for entry in _all(sides, path)})
        await _lines(mirror, sides, both, merged)
    _find_collisions(sides.people, merged)
    return merged


def _files(sides: Sides, keep: Collection[str]) -> tuple[Merged, set[str]]:
    """What is settled by looking at whole files, and the paths that both sides changed."""
    merged, both = Merged(), set()
    for path in sorted((sides.base.keys() | sides.generated.keys()) - set(keep)):
        before, mine, new = sides.base.get(path), sides.people.get(path), sides.generated.get(path)
        if new in (before, mine) or (before is None and new and mine and new.oid == mine.oid):
            continue
        if mine == before:
            if new:
                merged.writes[path] = new
            else:
                merged.deletes.add(path)
        elif mine and new:
            both.add(path)
    return merged, both


def _all(sides: Sides, path: str) -> list[Entry]:
    return [side[path] for side in (sides.base, sides.people, sides.generated) if path in side]


async def _lines(mirror: Mirror, sides: Sides, both: set[str], merged: Merged) -> None:
    """Let git merge the lines of these files, by throw-away commits that hold nothing else."""
    tops = [
        NewCommit(name, 0, parents=parents, entries={path: side[path] for path in both if path in side})
        for name, side, parents in [
            ("base", sides.base, ()),
            ("people", sides.people, (":1",)),
            ("drystone", sides.generated, (":1",)),
        ]
    ]
    _, mine, new = await objects.make(mirror.git, tops)
    done = await mirror.git.run("merge-tree", "--write-tree", "-z", "--messages", mine, new, codes=(0, 1))
    tree, _, rest = done.out.decode("utf-8", "surrogateescape").partition("\0")
    conflicted, said = _read(rest) if done.code else (set(), {})
    conflicted |= both - sides.base.keys()  # git would fill an empty file of people's
    result = await objects.entries(mirror.git, tree)
    merged.writes.update({path: result[path] for path in both if path not in conflicted})
    contents = await objects.blobs(mirror.git, [result[path].oid for path in conflicted if path in result])
    for path in conflicted:
        content = contents.get(result[path].oid, b"") if path in result else b""
        text = _marked(content) or said.get(path) or "People and Drystone both wrote it."
        merged.conflicts[path] = text.replace(mine, "people").replace(new, "drystone")


def _read(rest: str) -> tuple[set[str], dict[str, str]]:
    """merge-tree's `-z` output after the tree: the paths in conflict, and what git says about each."""
    listed, _, told = rest.partition("\0\0")
    paths = {line.partition("\t")[2] for line in listed.split("\0") if line}
    said: dict[str, str] = {}
    fields = iter(told.split("\0"))
    for count in fields:
        if not count.isdigit():
            break
        about = [next(fields) for _ in range(int(count))]
        _, message = next(fields), next(fields)
        said.update({path: f"{said.get(path, '')}{message}" for path in about})
    return paths, said


def _marked(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    return text if "<<<<<<< " in text and "\0" not in text else ""


def _find_collisions(people: Tree, merged: Merged) -> None:
    """A generated file where people have a folder, or in a folder where people have a file."""
    left = people.keys() - merged.deletes
    folders = {parent for path in left for parent in names.parents(path)}
    for path in merged.writes:
        in_the_way = [parent for parent in names.parents(path) if parent in left]
        if path in folders or in_the_way:
            place = in_the_way[0] if in_the_way else path
            merged.conflicts[path] = f"`{place}` is a file on one side and a folder on the other."
