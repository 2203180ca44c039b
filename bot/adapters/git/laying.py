"""Makes the commits that a change set becomes: a generated one, and its merge with people's work."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.adapters.git import manifest, merge, names, objects, pushing
from bot.adapters.git.manifest import Manifest
from bot.adapters.git.mirror import Mirror
from bot.adapters.git.objects import Entry, NewCommit
from bot.errors import Retryable, UserError
from bot.ports.phase import ChangeSet
from bot.ports.repo import Conflicted, Laid, Stamp

_A_MONTH = 30 * 24 * 3600
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Tip:
    """A branch as it was found: its last commit, and the generated line that its manifest names."""

    commit: str
    line: Manifest | None

    @property
    def generated(self) -> str:
        return self.line.generated if self.line else ""


def check_writes(paths: Iterable[str]) -> None:
    """Refuse paths that are unsafe, or kept for Drystone's own books."""
    paths = list(paths)
    names.checked_paths(paths)
    if manifest.PATH in paths:
        raise UserError(f"`{manifest.PATH}` is written by Drystone itself.", "Leave it out.")


async def find_tip(mirror: Mirror, branch: str) -> Tip:
    """The branch as it is on the remote now."""
    commit = await pushing.fetched(mirror, branch)
    line = await line_of(mirror, commit)
    if line:
        await mirror.need_generated(line.generated)
    return Tip(commit, line)


async def line_of(mirror: Mirror, commit: str) -> Manifest | None:
    """The manifest in a commit's tree, if there is one."""
    found = (await objects.entries(mirror.git, commit, manifest.PATH)).get(manifest.PATH)
    if not found or found.mode not in objects.REGULAR:
        return None
    await mirror.need_blobs([commit], {found.oid})
    return manifest.read((await objects.blobs(mirror.git, [found.oid]))[found.oid])


async def files_of(mirror: Mirror, commit: str) -> dict[str, bytes]:
    """All regular files of a commit."""
    listed = await objects.entries(mirror.git, commit)
    files = {path: entry.oid for path, entry in listed.items() if entry.mode in objects.REGULAR}
    await mirror.need_blobs([commit])
    contents = await objects.blobs(mirror.git, files.values())
    return {path: contents[oid] for path, oid in files.items()}


async def lay_on(
    mirror: Mirror, tip: Tip, change: ChangeSet, stamp: Stamp, keep: Collection[str]
) -> Laid | Conflicted:
    """The commits that this change set becomes on that tip, made in the mirror, or the ones made before."""
    adopted = await _adopted_phase(mirror, tip, change, stamp)
    if adopted:
        return adopted
    step = await _generated_commit(mirror, tip.generated, change, stamp)
    (generated,) = await objects.make(mirror.git, [step])
    if await objects.tree_of(mirror.git, generated) == await _tree_or_empty(mirror, tip.generated):
        return Laid(commit=tip.commit, generated=tip.generated, is_new=False)
    tops = [tip.commit, generated, *_parents(tip.generated)]
    merged = await merge.merge(mirror, await _sides(mirror, tip, generated), tops, keep)
    if merged.conflicts:
        return Conflicted(paths=merged.conflicts)
    named = Manifest(generated=generated, files=_hashes(tip.line, step))
    commit = NewCommit(
        _message(stamp),
        stamp.at,
        await objects.tree_of(mirror.git, tip.commit),
        (tip.commit,),
        {manifest.PATH: (objects.FILE, named.to_bytes())},
        merged.writes,
        frozenset(merged.deletes),
    )
    (made,) = await objects.make(mirror.git, [commit])
    return Laid(commit=made, generated=generated, is_new=True)


async def commit_on(mirror: Mirror, tip: Tip, files: Mapping[str, bytes], stamp: Stamp, base: str) -> Laid:
    """The commit that puts these files on that tip, made in the mirror, or the one made before."""
    wanted = {path: objects.blob_id(content) for path, content in files.items()}
    for commit in await made_before(mirror, tip, stamp):
        before = await objects.entries(mirror.git, commit)
        if all(path in before and before[path].oid == oid for path, oid in wanted.items()):
            return Laid(commit=commit, generated=tip.generated, is_new=False)
    here = await objects.entries(mirror.git, tip.commit)
    _check_place(here, files)
    new = {path for path, oid in wanted.items() if path not in here or here[path].oid != oid}
    if not new:
        return Laid(commit=tip.commit, generated=tip.generated, is_new=False)
    if base != tip.commit:
        await mirror.need(base)
        seen = await objects.entries(mirror.git, base)
        changed = sorted(path for path in new if seen.get(path) != here.get(path))
        if changed:
            raise Retryable(
                f"Somebody changed {', '.join(changed[:3])} meanwhile; it is made again from there."
            )
    commit_new = NewCommit(
        _message(stamp),
        stamp.at,
        await objects.tree_of(mirror.git, tip.commit),
        (tip.commit,),
        {path: (objects.mode_of(files[path], here.get(path)), files[path]) for path in new},
    )
    (made,) = await objects.make(mirror.git, [commit_new])
    return Laid(commit=made, generated=tip.generated, is_new=True)


async def _adopted_phase(mirror: Mirror, tip: Tip, change: ChangeSet, stamp: Stamp) -> Laid | None:
    """A commit on the branch by the same run, phase and plan, if this change makes the same tree."""
    for commit in await made_before(mirror, tip, stamp):
        line = await line_of(mirror, commit)
        if not line:
            continue
        await mirror.need_generated(line.generated)
        parents = (await mirror.git.run("rev-parse", f"{line.generated}^@")).text.split()
        base = parents[0] if parents else ""
        (again,) = await objects.make(mirror.git, [await _generated_commit(mirror, base, change, stamp)])
        if await objects.tree_of(mirror.git, again) == await objects.tree_of(mirror.git, line.generated):
            return Laid(commit=commit, generated=line.generated, is_new=False)
    return None


async def made_before(mirror: Mirror, tip: Tip, stamp: Stamp) -> list[str]:
    """Commits in the branch's history that carry the stamp's trailers, newest first.

    Dates only bound the search: a commit that it misses is found to change nothing when it is made again.
    """
    values = list(stamp.trailers.values())
    greps = [f"--grep={key}: {value}" for key, value in stamp.trailers.items()]
    shown = "%x00".join(
        ["%H", *(f"%(trailers:key={key},valueonly,separator=%x2C)" for key in stamp.trailers)]
    )
    log = await mirror.git.run(
        "log", "--fixed-strings", "--all-match", *greps, f"--max-age={max(stamp.at - _A_MONTH, 0)}",
        f"--format={shown}", "--end-of-options", tip.commit,
    )  # fmt: skip
    rows = [line.split("\0") for line in log.text.splitlines()]
    return [row[0] for row in rows if [value.strip() for value in row[1:]] == values]


async def _generated_commit(mirror: Mirror, base: str, change: ChangeSet, stamp: Stamp) -> NewCommit:
    before = await objects.entries(mirror.git, base) if base else {}
    deletes = (change.deletes & before.keys()) - change.writes.keys()
    names.checked_paths((before.keys() - deletes) | change.writes.keys())
    return NewCommit(
        _message(stamp),
        stamp.at,
        await _tree_or_empty(mirror, base),
        _parents(base),
        {
            path: (objects.mode_of(content, before.get(path)), content)
            for path, content in change.writes.items()
        },
        deletes=frozenset(deletes),
    )


def _hashes(line: Manifest | None, step: NewCommit) -> dict[str, str]:
    kept = {path: known for path, known in line.files.items() if path not in step.deletes} if line else {}
    return kept | manifest.hashes({path: content for path, (_, content) in step.writes.items()})


async def _sides(mirror: Mirror, tip: Tip, generated: str) -> merge.Sides:
    base = await objects.entries(mirror.git, tip.generated) if tip.generated else {}
    people = await objects.entries(mirror.git, tip.commit)
    return merge.Sides(base, people, await objects.entries(mirror.git, generated))


def _check_place(here: Mapping[str, Entry], paths: Iterable[str]) -> None:
    """Refuse to replace a folder, link or submodule, or to write below a file or link."""
    folders = {parent for path in here for parent in names.parents(path)}
    for path in paths:
        in_the_way = [parent for parent in names.parents(path) if parent in here]
        if path in folders or in_the_way or (path in here and here[path].mode not in objects.REGULAR):
            place = in_the_way[0] if in_the_way else path
            raise UserError(
                f"`{path}` cannot be written: `{place}` is something else there.",
                "Rename or remove what is in its place.",
            )


def _parents(base: str) -> tuple[str, ...]:
    return (base,) if base else ()


async def _tree_or_empty(mirror: Mirror, base: str) -> str:
    return await objects.tree_of(mirror.git, base) if base else objects.EMPTY_TREE


def _message(stamp: Stamp) -> str:
    given = stamp.trailers.items()
    trailers = "\n".join(f"{key}: {' '.join(_CONTROL.sub('', value).split())}" for key, value in given)
    subject = " ".join(_CONTROL.sub("", stamp.subject).split()) or stamp.phase
    body = _CONTROL.sub("", stamp.body).strip()
    return "\n\n".join(part for part in (subject, body, trailers) if part) + "\n"
