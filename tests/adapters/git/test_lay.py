"""Laying change sets on a branch that people push to as well."""

from __future__ import annotations

import json

import pytest

from bot.errors import UserError
from bot.ports.phase import ChangeSet
from bot.ports.repo import Conflicted, Laid
from tests.adapters.git.remote import AT, World, stamp

LINES = b"".join(b"line %d\n" % number for number in range(30))


async def laid(world: World, change: ChangeSet, phase: str = "scaffold", at: int = 1_700_000_000) -> Laid:
    done = await world.repo().lay(AT, world.branch, change, stamp(phase, at=at))
    assert isinstance(done, Laid)
    return done


async def test_a_change_set_becomes_a_commit_on_the_branch(world: World) -> None:
    """What was there stays, what is generated is added, and the branch's tip is the new commit."""
    done = await laid(world, ChangeSet({"app/page.tsx": b"page", "bin/run": b"#!/bin/sh\n"}))
    assert world.sha(world.branch) == done.commit
    assert world.files(done.commit) == {
        "README.md": b"people's\n",
        "app/page.tsx": b"page",
        "bin/run": b"#!/bin/sh\n",
    }
    assert world.mode(done.commit, "bin/run") == "100755"
    assert world.mode(done.commit, "app/page.tsx") == "100644"


async def test_the_commit_says_run_phase_and_plan(world: World) -> None:
    """Trailers name what made it; author, committer and date are fixed."""
    done = await laid(world, ChangeSet({"a": b"1"}))
    shown = world.log(done.commit, "%an|%cn|%at|%ct|%s|%(trailers:key=Drystone-Phase,valueonly)")
    assert shown == "Drystone|Drystone|1700000000|1700000000|Lay scaffold|scaffold"
    assert "Drystone-Run: 0123456789abcdef" in world.log(done.commit, "%B")


async def test_the_manifest_names_the_generated_commit_and_its_files(world: World) -> None:
    """The generated line is kept under a ref, and holds nothing of people's."""
    done = await laid(world, ChangeSet({"a": b"1"}))
    manifest = json.loads(await read(world, done.commit, ".drystone/manifest.json"))
    assert manifest["generated"] == done.generated
    assert list(manifest["files"]) == ["a"]
    assert world.refs()[f"refs/drystone/gen/{done.generated}"] == done.generated
    assert world.files(done.generated) == {"a": b"1"}


async def read(world: World, commit: str, path: str) -> bytes:
    return (await world.repo().tree(AT, commit))[path]


async def test_laying_twice_is_laying_once(world: World) -> None:
    """The same call again, from another process with an empty cache, adopts the commit."""
    change = ChangeSet({"a": b"1"})
    first = await laid(world, change)
    again = await world.repo("other").lay(AT, world.branch, change, stamp())
    assert again == first.model_copy(update={"is_new": False})
    assert world.count(world.branch) == 2


async def test_a_later_phase_does_not_hide_an_earlier_one(world: World) -> None:
    """A phase performed again after the next was laid is found, and nothing is laid."""
    first = await laid(world, ChangeSet({"a": b"1"}))
    await laid(world, ChangeSet({"a": b"2"}), "assemble")
    again = await laid(world, ChangeSet({"a": b"1"}))
    assert (again.commit, again.is_new) == (first.commit, False)


async def test_an_attempt_with_another_date_adopts_the_same_tree(world: World) -> None:
    """A second attempt of a step has another number; the commit of the first counts all the same."""
    first = await laid(world, ChangeSet({"a": b"1"}))
    again = await laid(world, ChangeSet({"a": b"1"}), at=1_700_000_009)
    assert (again.commit, again.is_new) == (first.commit, False)


async def test_the_same_input_gives_the_same_commit_anywhere(world: World) -> None:
    """Two hosts that lay the same on the same parent make the same commit."""
    first = await laid(world, ChangeSet({"a": b"1", "ü/ñ.txt": "é".encode()}))
    world._git(world.bare, "update-ref", f"refs/heads/{world.branch}", world.sha("main"))
    again = await world.repo("elsewhere").lay(
        AT, world.branch, ChangeSet({"ü/ñ.txt": "é".encode(), "a": b"1"}), stamp()
    )
    assert again == first


async def test_an_empty_change_set_makes_no_commit(world: World) -> None:
    """A phase that yields nothing leaves the branch as it is."""
    done = await laid(world, ChangeSet({}))
    assert not done.is_new
    assert done.commit == world.sha(world.branch) == world.sha("main")


async def test_changes_of_people_are_merged(world: World) -> None:
    """Lines that people changed and lines that Drystone changes stand side by side."""
    await laid(world, ChangeSet({"a": LINES}))
    world.push({"a": LINES.replace(b"line 3\n", b"mine\n")})
    done = await laid(world, ChangeSet({"a": LINES.replace(b"line 25\n", b"generated\n")}), "assemble")
    both = LINES.replace(b"line 3\n", b"mine\n").replace(b"line 25\n", b"generated\n")
    assert world.files(done.commit)["a"] == both
    assert world.files(done.generated)["a"] == LINES.replace(b"line 25\n", b"generated\n")


async def test_lines_that_both_changed_are_a_conflict(world: World) -> None:
    """Nothing is pushed, and both texts are shown."""
    await laid(world, ChangeSet({"a": LINES}))
    tip = world.push({"a": LINES.replace(b"line 3\n", b"mine\n")})
    done = await world.repo().lay(
        AT, world.branch, ChangeSet({"a": LINES.replace(b"line 3\n", b"generated\n")}), stamp("assemble")
    )
    assert isinstance(done, Conflicted)
    shown = done.paths["a"]
    assert "<<<<<<< people\nmine\n=======\ngenerated\n>>>>>>> drystone\n" in shown
    assert world.sha(world.branch) == tip


async def test_a_settled_conflict_keeps_peoples_text(world: World) -> None:
    """Paths that people settled are theirs; the rest of the change set is laid."""
    await laid(world, ChangeSet({"a": b"1\n"}))
    world.push({"a": b"mine\n"})
    change = ChangeSet({"a": b"2\n", "b": b"new"})
    done = await world.repo().lay(AT, world.branch, change, stamp("assemble"), keep={"a"})
    assert isinstance(done, Laid)
    assert world.files(done.commit) == {"README.md": b"people's\n", "a": b"mine\n", "b": b"new"}
    later = await laid(world, ChangeSet({"a": b"2\n", "c": b""}), "api")
    assert world.files(later.commit)["a"] == b"mine\n"


async def test_files_that_were_there_before_are_peoples(world: World) -> None:
    """A generated file over a different one of people's is a conflict; over an equal one it is none."""
    done = await world.repo().lay(AT, world.branch, ChangeSet({"README.md": b"generated\n"}), stamp())
    assert isinstance(done, Conflicted)
    assert list(done.paths) == ["README.md"]
    same = await laid(world, ChangeSet({"README.md": b"people's\n"}))
    assert same.is_new


async def test_what_people_deleted_stays_deleted(world: World) -> None:
    """Also when Drystone would change it."""
    await laid(world, ChangeSet({"a": b"1\n", "b": b"1\n"}))
    world.push({"a": None})
    done = await laid(world, ChangeSet({"a": b"2\n", "b": b"2\n"}), "assemble")
    assert world.files(done.commit) == {"README.md": b"people's\n", "b": b"2\n"}


async def test_what_people_changed_is_not_deleted(world: World) -> None:
    """Drystone deletes its own files as it wrote them, and no others."""
    await laid(world, ChangeSet({"a": b"1\n", "b": b"1\n"}))
    world.push({"a": b"mine\n"})
    done = await laid(world, ChangeSet({}, frozenset({"a", "b", "README.md", "none"})), "assemble")
    assert world.files(done.commit) == {"README.md": b"people's\n", "a": b"mine\n"}
    assert world.files(done.generated) == {}


async def test_binary_files_conflict_without_markers(world: World) -> None:
    """A conflict in a binary file says so."""
    await laid(world, ChangeSet({"a.png": b"\x89PNG\0\x01"}))
    world.push({"a.png": b"\x89PNG\0\x02"})
    done = await world.repo().lay(AT, world.branch, ChangeSet({"a.png": b"\x89PNG\0\x03"}), stamp("assemble"))
    assert isinstance(done, Conflicted)
    assert "binary" in done.paths["a.png"].lower()


async def test_a_file_where_people_have_a_folder_is_a_conflict(world: World) -> None:
    """And the other way round; links count as files."""
    world.push({"lib/x": b"mine"})
    for change in (ChangeSet({"lib": b"generated"}), ChangeSet({"README.md/x": b"generated"})):
        done = await world.repo().lay(AT, world.branch, change, stamp())
        assert isinstance(done, Conflicted)
        assert list(done.paths) in (["lib"], ["README.md/x"])


async def test_executable_bits_are_kept(world: World) -> None:
    """What people made executable stays so when its text is generated anew."""
    await laid(world, ChangeSet({"a": b"1\n"}))
    world.push({"a": b"1\n"}, programs=("a",))
    done = await laid(world, ChangeSet({"a": b"2\n"}), "assemble")
    assert world.mode(done.commit, "a") == "100755"
    assert world.files(done.commit)["a"] == b"2\n"


async def test_a_person_who_pushes_meanwhile_is_merged_with(world: World) -> None:
    """The push is refused, the bot fetches and merges again; the person's commit stays below."""
    flag = world.folder / "pushed"
    world.hook(
        "pre-receive",
        f"""test -e {flag} && exit 0
touch {flag}
unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
git update-ref refs/heads/{world.branch} $(git rev-parse refs/heads/by-a-person)""",
    )
    flag.touch()
    theirs = world.push({"mine": b"mine"}, "by-a-person")
    flag.unlink()
    done = await laid(world, ChangeSet({"a": b"1"}))
    assert world.log(done.commit, "%P") == theirs
    assert world.files(done.commit) == {"README.md": b"people's\n", "mine": b"mine", "a": b"1"}


async def test_a_lost_answer_is_adopted(world: World) -> None:
    """Killed after the push, before anything was noted: the pushed commit counts, also below later ones."""
    change = ChangeSet({"a": b"1"})
    first = await laid(world, change)
    world.push({"mine": b"mine"})
    again = await laid(world, change)
    assert (again.commit, again.is_new) == (first.commit, False)


async def test_a_squash_merge_loses_nothing(world: World) -> None:
    """The next run starts from the squashed default branch and still merges three ways."""
    first = await laid(world, ChangeSet({"a": LINES}))
    squashed = {**world.files(first.commit), "a": LINES.replace(b"line 3\n", b"mine\n")}
    squashed[".drystone/manifest.json"] = await read(world, first.commit, ".drystone/manifest.json")
    world.push(dict(squashed), "main")
    await world.repo().start_branch(AT, "drystone/2-app", world.sha("main"))
    done = await world.repo("new").lay(
        AT, "drystone/2-app", ChangeSet({"a": LINES.replace(b"line 25\n", b"new\n")}), stamp(run="f" * 16)
    )
    assert isinstance(done, Laid)
    assert b"mine\n" in world.files(done.commit)["a"]
    assert b"new\n" in world.files(done.commit)["a"]


async def test_a_branch_that_is_gone_is_said(world: World) -> None:
    """A person deleted the branch: a sentence, not a stack of errors."""
    with pytest.raises(UserError, match="There is no branch"):
        await world.repo().lay(AT, "drystone/9-gone", ChangeSet({"a": b""}), stamp())


async def test_a_broken_manifest_is_said(world: World) -> None:
    """People's edit of the manifest never makes the bot guess."""
    world.push({".drystone/manifest.json": b"{}"})
    with pytest.raises(UserError, match=r"manifest\.json"):
        await world.repo().lay(AT, world.branch, ChangeSet({"a": b""}), stamp())


async def test_a_manifest_cannot_name_a_commit_that_was_not_generated(world: World) -> None:
    """Only what is kept under the generated line's refs counts as generated."""
    manifest = {"version": 1, "generated": world.sha("main"), "files": {}}
    world.push({".drystone/manifest.json": json.dumps(manifest).encode()}, "other")
    with pytest.raises(UserError, match="generated commit"):
        await world.repo("empty").lay(AT, "other", ChangeSet({"a": b""}), stamp())


async def test_a_refused_push_is_one_clear_sentence(world: World) -> None:
    """Workflow files need a permission that the App may not have."""
    world.hook(
        "update",
        "echo 'refusing to allow an App to create or update workflow without that permission' >&2; exit 1",
    )
    with pytest.raises(UserError, match="workflows: write"):
        await world.repo().lay(AT, world.branch, ChangeSet({".github/workflows/ci.yml": b""}), stamp())
    assert world.sha(world.branch) == world.sha("main")
