"""A generated app in a folder where people work: theirs stays, and what clashes is refused whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.adapters.folder import RECORD, apply, compare, is_generated, released
from bot.adapters.git import manifest
from bot.errors import UserError

FIRST = {"a.ts": b"a1", "b/c.ts": b"c1", "b/d.ts": b"d1"}


def generated(folder: Path, tree: Mapping[str, bytes]) -> list[str]:
    """Generate a tree into the folder; returns what was kept as people have it."""
    update = compare(folder, tree)
    apply(folder, update, tree)
    return list(update.kept)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.name not in RECORD
    }


def test_a_new_folder_gets_all_files(tmp_path: Path) -> None:
    """Nothing more than the app, and the record of it."""
    assert not is_generated(tmp_path / "app")
    generated(tmp_path / "app", FIRST)
    assert files(tmp_path / "app") == FIRST
    assert is_generated(tmp_path / "app")


def test_what_nobody_touched_follows_the_plan(tmp_path: Path) -> None:
    """Files change, come and go with the plan; a file that was never generated stays."""
    generated(tmp_path, FIRST)
    (tmp_path / "mine.ts").write_bytes(b"mine")
    generated(tmp_path, {"a.ts": b"a2", "b/c.ts": b"c1", "e.ts": b"e1"})
    assert files(tmp_path) == {"a.ts": b"a2", "b/c.ts": b"c1", "e.ts": b"e1", "mine.ts": b"mine"}


def test_what_only_people_changed_stays(tmp_path: Path) -> None:
    """Edited or removed: also when it is generated again and again."""
    generated(tmp_path, FIRST)
    (tmp_path / "a.ts").write_bytes(b"edited")
    (tmp_path / "b/d.ts").unlink()
    for _ in range(2):
        assert generated(tmp_path, {**FIRST, "b/c.ts": b"c2"}) == ["a.ts", "b/d.ts"]
        assert files(tmp_path) == {"a.ts": b"edited", "b/c.ts": b"c2"}


def test_what_people_wrote_at_an_open_point_stays(tmp_path: Path) -> None:
    """The file of an operation that the plan leaves open is theirs, whatever the plan would put there later."""
    path = "domains/shop/open/rateShop.ts"
    generated(tmp_path, {path: b"throw one"})
    (tmp_path / path).write_bytes(b"written")
    assert generated(tmp_path, {path: b"throw another"}) == [path]
    assert files(tmp_path) == {path: b"written"}


@pytest.mark.parametrize("now", [{**FIRST, "a.ts": b"a2"}, {"b/c.ts": b"c2", "b/d.ts": b"d1"}])
def test_what_both_changed_is_refused_and_nothing_is_written(tmp_path: Path, now: dict[str, bytes]) -> None:
    """The file is named; moved away, the plan's is written."""
    generated(tmp_path, FIRST)
    (tmp_path / "a.ts").write_bytes(b"edited")
    with pytest.raises(UserError, match=r"a\.ts\. Nothing was written"):
        generated(tmp_path, {**now, "new.ts": b"new"})
    assert files(tmp_path) == {**FIRST, "a.ts": b"edited"}
    (tmp_path / "a.ts").rename(tmp_path / "mine.ts")
    generated(tmp_path, now)
    assert files(tmp_path) == {**now, "mine.ts": b"edited"}


def test_the_same_change_by_both_is_no_clash(tmp_path: Path) -> None:
    """People who wrote what the plan now says are not asked about it."""
    generated(tmp_path, FIRST)
    (tmp_path / "a.ts").write_bytes(b"a2")
    assert generated(tmp_path, {**FIRST, "a.ts": b"a2"}) == []


@pytest.mark.parametrize("stands", ["a.ts", "b"])
def test_files_of_a_strange_folder_are_never_written_over(tmp_path: Path, stands: str) -> None:
    """Where nothing was generated before, every other file in the way is somebody's."""
    (tmp_path / stands).write_bytes(b"mine")
    with pytest.raises(UserError, match="Nothing was written"):
        generated(tmp_path, FIRST)
    assert files(tmp_path) == {stands: b"mine"}


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """It is named before anything is written."""
    (tmp_path / "a.ts").mkdir()
    with pytest.raises(UserError, match=r"a\.ts"):
        generated(tmp_path, FIRST)


@pytest.mark.parametrize("link", ["b", "a.ts", ".drystone"])
def test_nothing_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    """A link in the folder must not lead the app's files elsewhere."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / link).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="through a link"):
        generated(tmp_path / "app", FIRST)
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {"a.ts": "short"}}'])
def test_a_broken_record_says_what_to_do(tmp_path: Path, text: str) -> None:
    """Without knowing what was generated, nothing is written."""
    (tmp_path / RECORD).parent.mkdir()
    (tmp_path / RECORD).write_text(text)
    with pytest.raises(UserError, match="Restore it, or remove it"):
        generated(tmp_path, FIRST)


def test_a_record_leads_nowhere_else(tmp_path: Path) -> None:
    """A record with paths that leave the folder is refused."""
    generated(tmp_path / "app", {"a.ts": b"x"})
    (tmp_path / "victim").write_bytes(b"x")
    record = tmp_path / "app" / RECORD
    record.write_text(record.read_text().replace("a.ts", "../victim"))
    with pytest.raises(UserError, match="victim"):
        generated(tmp_path / "app", {})
    assert (tmp_path / "victim").read_bytes() == b"x"


def test_what_the_bot_generated_counts_as_generated(tmp_path: Path) -> None:
    """In a clone of what the bot built, its manifest says what nobody touched."""
    generated(tmp_path, FIRST)
    (tmp_path / "a.ts").write_bytes(b"edited")
    hashes = manifest.hashes(FIRST)
    (tmp_path / manifest.PATH).write_bytes(manifest.Manifest(generated="0" * 40, files=hashes).to_bytes())
    (tmp_path / RECORD).unlink()
    assert is_generated(tmp_path)
    assert generated(tmp_path, {**FIRST, "b/c.ts": b"c2"}) == ["a.ts"]


def test_what_may_be_in_use_is_what_stands_as_it_was_generated(tmp_path: Path) -> None:
    """Neither what people changed, nor what is theirs."""
    generated(tmp_path, FIRST)
    (tmp_path / "a.ts").write_bytes(b"edited")
    (tmp_path / "b/d.ts").unlink()
    (tmp_path / "mine.ts").write_bytes(b"mine")
    assert released(tmp_path) == {"b/c.ts": b"c1"}
    assert released(tmp_path / "nowhere") == {}
