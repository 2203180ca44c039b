"""Any order of laying, dying and people's pushes ends as the rules say, on real repositories."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.adapters.git import laying, names
from bot.adapters.git.repo import GitRepo
from bot.errors import UserError
from bot.ports.phase import ChangeSet
from bot.ports.repo import Conflicted, Laid
from tests.adapters.git.remote import AT, World, stamp

PATHS = st.sampled_from(["a", "b", "ünïcode/ñ 名.ts", "deep/er/c", 'quo"te', "tab~x"])
CONTENTS = st.sampled_from([b"one\n", b"two\n", b"three\n", b"", b"\x00\xff\x00", b"#!/bin/sh\n"])
CHANGES = st.builds(ChangeSet, st.dictionaries(PATHS, CONTENTS, max_size=4), st.frozensets(PATHS, max_size=2))
PEOPLE = st.dictionaries(PATHS, st.none() | CONTENTS, max_size=3)
STEPS = st.lists(st.tuples(st.sampled_from(["lay", "die before", "die after"]), CHANGES, PEOPLE), max_size=5)


@dataclass
class Model:
    """What the branch and the generated line must hold. Contents are one line, so both changed = a conflict."""

    people: dict[str, bytes]
    generated: dict[str, bytes] = field(default_factory=dict)

    def push(self, files: dict[str, bytes | None]) -> dict[str, bytes | None]:
        done = {
            path: content for path, content in files.items() if content is not None or path in self.people
        }
        for path, content in done.items():
            if content is None:
                del self.people[path]
            else:
                self.people[path] = content
        return done

    def lay(self, change: ChangeSet) -> set[str]:
        """Apply a change set; the paths in conflict, where nothing is applied."""
        after = {path: text for path, text in self.generated.items() if path not in change.deletes} | dict(
            change.writes
        )
        people, conflicts = dict(self.people), set()
        for path in self.generated.keys() | after.keys():
            before, mine, new = self.generated.get(path), self.people.get(path), after.get(path)
            if new in (before, mine):
                continue
            if mine == before:
                people.pop(path, None)
                people.update({path: new} if new is not None else {})
            elif mine is not None and new is not None:
                conflicts.add(path)
        if not conflicts:
            self.people, self.generated = people, after
        return conflicts


async def die_before_push(repo: GitRepo, branch: str, change: ChangeSet, phase: str) -> Laid | Conflicted:
    """All that `lay` does up to the push."""
    mirror = await repo._mirror(AT)
    tip = await laying.find_tip(mirror, branch)
    return await laying.lay_on(mirror, tip, change, stamp(phase), ())


# Real repositories are slow to shrink on.
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(STEPS)
async def test_laying_follows_the_rules(steps: list[tuple[str, ChangeSet, dict[str, bytes | None]]]) -> None:
    """People's work stands, generated work arrives, conflicts push nothing, and dying anywhere changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        repo, model = world.repo(), Model({"README.md": b"people's\n"})
        for number, (how, change, people) in enumerate(steps):
            phase = f"phase-{number}"
            world.push(model.push(people))
            tip = world.sha(world.branch)
            unpushed = (
                await die_before_push(repo, world.branch, change, phase) if how == "die before" else None
            )
            assert world.sha(world.branch) == tip
            done = await repo.lay(AT, world.branch, change, stamp(phase))
            assert unpushed in (None, done)
            conflicts = model.lay(change)
            if conflicts:
                assert isinstance(done, Conflicted)
                assert set(done.paths) == conflicts
                assert world.sha(world.branch) == tip
                continue
            assert isinstance(done, Laid)
            if how == "die after":
                again = await world.repo(f"host-{number}").lay(AT, world.branch, change, stamp(phase))
                assert again == done.model_copy(update={"is_new": False})
            assert world.sha(world.branch) == done.commit
            assert world.files(done.commit) == model.people
            assert await repo.generated(AT, done.commit) == model.generated


@given(
    st.text(st.sampled_from([*"./\\gGiITt~1: \n\x00C", "\u200d", "é", "\ud800"]), max_size=12)
    | st.text(max_size=30)
)
def test_a_path_that_is_let_through_stays_inside(path: str) -> None:
    """Whatever passes is relative, has no `.git`, and no part that a file system reads in another way."""
    try:
        names.checked_path(path)
    except UserError:
        return
    parts = Path(path).parts
    assert "/".join(parts) == path
    assert not {".", "..", "/"} & set(parts)
    assert not any(part.lower().rstrip(". ") in {".git", "git~1"} for part in parts)
    assert path.isprintable() or not any(ord(char) < 32 for char in path)
    path.encode()
