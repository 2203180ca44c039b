"""Which ordinary user runs what must not run as root, and where that user may keep files."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import TypedDict

APP_UID_BASE, APP_UID_SPAN = 1_900_000_000, 50_000_000


class RunAs(TypedDict):
    """The arguments of `subprocess.Popen` that name a user."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


@dataclass(frozen=True)
class User:
    """A user to run as; None for both ids means: as ourselves."""

    uid: int | None = None
    gid: int | None = None

    def as_arguments(self) -> RunAs:
        """For `subprocess`: that user, and none of our groups."""
        return RunAs(user=self.uid, group=self.gid, extra_groups=None if self.uid is None else [])

    def owns(self, folder: Path) -> None:
        """Hand over a folder and all in it. Links are changed, never followed."""
        if self.uid is None or self.gid is None:
            return
        os.lchown(folder, self.uid, self.gid)
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.lchown(os.path.join(parent, name), self.uid, self.gid)  # noqa: PTH118 - half the time of Path on 30,000 files

    def can(self, *argv: str) -> bool:
        """Whether a command succeeds as that user."""
        done = subprocess.run(
            argv, cwd="/", env={"PATH": os.defpath}, **self.as_arguments(),
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        return done.returncode == 0


OURSELVES = User()


def database_user() -> User:
    """PostgreSQL refuses root, and wants a user that the system knows by name."""
    if os.getuid() != 0:
        return OURSELVES
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return User(entry.pw_uid, entry.pw_gid)


def app_user(name: str) -> User:
    """As root, every deployed app gets a user of its own."""
    if os.getuid() != 0:
        return OURSELVES
    uid = APP_UID_BASE + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % APP_UID_SPAN
    return User(uid, uid)


def place_for(user: User, folder: Path) -> Path:
    """`folder`, made and handed over; where that user cannot get there, one of the same role that it can."""
    for place in (folder, _elsewhere(folder)):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if user.uid is None or user.gid is None:
            return place
        os.chown(place, user.uid, user.gid)
        if user.can("test", "-w", str(place)):
            return place
    raise PermissionError(f"user {user.uid} can write neither to {folder} nor to {_elsewhere(folder)}")


def _elsewhere(folder: Path) -> Path:
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Path(gettempdir()) / f"drystone-{os.getuid()}-{digest}"
