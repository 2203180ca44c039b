"""Users that must not be root, and what they can reach."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters.services.users import OURSELVES, User, reachable


class Stranger(User):
    """A user who can run nothing of what is ours alone."""

    def can(self, *argv: str) -> bool:
        return False


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a program and a link, and a place for copies of its own."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = tmp_path / "root/native"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/postgres").write_text("#!/bin/sh\n")
    (folder / "bin/postgres").chmod(0o755)
    (folder / "lib.so").symlink_to("bin/postgres")
    return folder


def test_what_can_be_reached_is_used_as_it_is(programs: Path) -> None:
    """Nothing is copied for ourselves."""
    assert reachable(OURSELVES, programs, "bin/postgres") == programs


def test_programs_in_a_home_that_lets_nobody_in_are_copied_once(programs: Path) -> None:
    """Whole, with their links and modes; whoever asks again gets the same copy."""
    user = Stranger(65534, 65534)
    copy = reachable(user, programs, "bin/postgres")
    assert copy != programs
    assert os.access(copy / "bin/postgres", os.X_OK)
    assert (copy / "lib.so").readlink() == Path("bin/postgres")
    assert copy.stat().st_mode & 0o777 == 0o755
    assert reachable(user, programs, "bin/postgres") == copy


def test_a_copy_that_somebody_else_made_is_not_trusted(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its place is one that others can write to."""
    user = Stranger(65534, 65534)
    reachable(user, programs, "bin/postgres")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(PermissionError, match="somebody else"):
        reachable(user, programs, "bin/postgres")
