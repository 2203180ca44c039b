"""A generated tree has safe paths alone."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from bot.flow.generate import applied, is_safe
from bot.ports.phase import ChangeSet


@pytest.mark.parametrize(
    "path",
    ["a/b.ts", "app/(app)/x/[id]/route.ts", ".github/workflows/q.yml", "app/%5Fx/page.tsx", ".env.example"],
)
def test_plain_paths_are_safe(path: str) -> None:
    """Next's groups and slugs, and dot files, are allowed."""
    assert is_safe(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/./b",
        ".git/config",
        "a/.GIT/x",
        "node_modules/x",
        "a\\b",
        "a\nb",
        "a b",
        "é",
        "x" * 200,
        "a/",
    ],
)
def test_paths_that_could_leave_are_refused(path: str) -> None:
    """Nothing outside the app's folder, nothing that a file system reads otherwise."""
    assert not is_safe(path)
    with pytest.raises(UserError, match="not allowed"):
        applied({}, ChangeSet({path: b""}))


def test_paths_that_one_file_system_takes_for_one_are_refused() -> None:
    """`A.ts` and `a.ts` are one file on many machines; a file cannot stand where a folder is."""
    for pair in ({"a/B.ts": b"", "a/b.ts": b""}, {"a": b"", "a/b": b""}):
        with pytest.raises(UserError, match="two things"):
            applied({}, ChangeSet(pair))


def test_a_phase_rewrites_and_takes_away() -> None:
    """Later phases win; what is deleted is gone."""
    tree = applied({"a": b"1", "b": b"1"}, ChangeSet({"a": b"2"}, deletes=frozenset({"b"})))
    assert tree == {"a": b"2"}
