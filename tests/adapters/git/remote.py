"""A remote repository and people who push to it, with git's own command line."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bot.adapters.git.repo import GitRepo
from bot.core.ids import Workspace
from bot.ports.repo import Stamp

AT = Workspace(installation=7, repo="Owner/app")
AGES_AGO = 1_700_000_000


def stamp(phase: str = "scaffold", *, at: int = AGES_AGO, run: str = "0123456789abcdef") -> Stamp:
    return Stamp(at=at, subject=f"Lay {phase}", run=run, phase=phase, plan="p" * 64)


class World:
    """One bare repository with `main`, and a person's clone of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bare = folder / "remote.git"
        self.clone = folder / "clone"
        self._git(folder, "init", "-q", "--bare", "-b", "main", str(self.bare))
        self._git(self.bare, "config", "uploadpack.allowFilter", "true")
        self._git(folder, "clone", "-q", str(self.bare), str(self.clone))
        self.push({"README.md": b"people's\n"}, "main")
        self._git(self.bare, "branch", "drystone/1-app", "main")
        self.branch = "drystone/1-app"

    def repo(self, name: str = "cache") -> GitRepo:
        """The bot's side, with a cache of its own."""
        return GitRepo(self.folder / name, self.remote)

    async def remote(self, at: Workspace) -> tuple[str, str]:
        return f"file://{self.bare}", "Basic c2VjcmV0"

    def push(
        self,
        files: dict[str, bytes | None],
        branch: str = "drystone/1-app",
        *,
        programs: tuple[str, ...] = (),
        amend: bool = False,
    ) -> str:
        """A person writes (or with None removes) files on a branch and pushes. Returns the commit."""
        self._git(self.clone, "fetch", "-q", "origin")
        if self.sha(branch):
            self._git(self.clone, "checkout", "-q", "-B", "work", f"origin/{branch}")
        for path, content in files.items():
            place = self.clone / path
            if content is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
                place.chmod(0o755 if path in programs else place.stat().st_mode)
        self._git(self.clone, "add", "-A")
        again = ("--amend",) if amend else ()
        self._git(self.clone, "commit", "-q", "--allow-empty", *again, "-m", "by a person")
        self._git(
            self.clone, "push", "-q", *(("-f",) if amend else ()), "origin", f"HEAD:refs/heads/{branch}"
        )
        return self._git(self.clone, "rev-parse", "HEAD").decode().strip()

    def sha(self, branch: str) -> str:
        return (
            self._git(self.bare, "for-each-ref", "--format=%(objectname)", f"refs/heads/{branch}")
            .decode()
            .strip()
        )

    def refs(self) -> dict[str, str]:
        listed = self._git(self.bare, "for-each-ref", "--format=%(refname) %(objectname)").decode()
        return dict(line.split(" ") for line in listed.splitlines())

    def files(self, commit: str) -> dict[str, bytes]:
        """The regular files of a commit, without Drystone's manifest."""
        listed = self._git(self.bare, "ls-tree", "-r", "-z", "--name-only", commit).split(b"\0")[:-1]
        return {
            path.decode(): self._git(self.bare, "cat-file", "blob", f"{commit}:{path.decode()}")
            for path in listed
            if path != b".drystone/manifest.json"
        }

    def mode(self, commit: str, path: str) -> str:
        return self._git(self.bare, "ls-tree", commit, "--", path).decode().split(" ")[0]

    def count(self, branch: str) -> int:
        return int(self._git(self.bare, "rev-list", "--count", branch))

    def log(self, commit: str, form: str) -> str:
        return self._git(self.bare, "log", "-1", f"--format={form}", commit).decode().strip()

    def hook(self, name: str, script: str) -> None:
        """What the remote does on a push: a shell script."""
        place = self.bare / "hooks" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\n{script}\n")
        place.chmod(0o755)

    def _git(self, where: Path, *args: str) -> bytes:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": "user.name",
            "GIT_CONFIG_VALUE_0": "owner",
            "GIT_CONFIG_KEY_1": "user.email",
            "GIT_CONFIG_VALUE_1": "owner@example.com",
            "GIT_CONFIG_KEY_2": "protocol.file.allow",
            "GIT_CONFIG_VALUE_2": "always",
        }
        return subprocess.run(["git", *args], cwd=where, env=env, check=True, capture_output=True).stdout
