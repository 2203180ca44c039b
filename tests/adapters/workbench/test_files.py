"""A commit's files, as untrusted as its author."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.workbench.files import without_links, without_modules, write_files
from bot.errors import UserError


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../x", "a/../../x", "a//b", "", ".", ".git/config", "sub/.GIT/hooks/x", "a\0b", "a\\b"],
)
def test_a_path_out_of_the_bench_is_refused(tmp_path: Path, path: str) -> None:
    """Absolute paths, steps upwards and git's own folder are refused before anything is written."""
    with pytest.raises(UserError):
        write_files(tmp_path, {path: b""})
    assert not list(tmp_path.iterdir())


def test_files_are_not_written_through_links(tmp_path: Path) -> None:
    """A link that stands in the way, as file or as folder, is refused."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "lib").symlink_to(outside)
    (inside / "x").symlink_to(outside / "y")
    for path in ("lib/x", "x"):
        with pytest.raises(UserError):
            write_files(inside, {path: b""})
    assert not list(outside.iterdir())


def test_a_path_cannot_be_file_and_folder(tmp_path: Path) -> None:
    """Two paths that contradict each other are a person's mistake, told as one."""
    with pytest.raises(UserError):
        write_files(tmp_path, {"a": b"", "a/b": b""})


def test_dependencies_of_a_commit_are_left_out() -> None:
    """A `node_modules` folder in a commit, wherever it lies, is no place for tools to come from."""
    files = {"node_modules/.bin/tsc": b"", "packages/a/node_modules/x": b"", "node_modules.txt": b""}
    assert list(without_modules(files)) == ["node_modules.txt"]


def test_what_commands_left_is_reached_without_links(tmp_path: Path) -> None:
    """A folder that a command turned into a link is not followed."""
    (tmp_path / ".next").symlink_to("/etc")
    with pytest.raises(UserError):
        without_links(tmp_path, ".next/cache")
    (tmp_path / ".next").unlink()
    assert without_links(tmp_path, ".next/cache") == tmp_path / ".next/cache"
