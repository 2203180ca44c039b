"""Where the parts of one bench lie: on this host, and as its commands see them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.workbench.sandbox import Mount, Sandbox, own

FOLDERS = ("app", "home", "tmp", "root", "upper", "work", "socket", "kit")
INSIDE = {"app": "/bench", "home": "/home/bench", "tmp": "/tmp", "socket": "/run/pg", "kit": "/kit"}  # noqa: S108 — a path of its own
WRITABLE = ("app", "home", "tmp")


@dataclass(frozen=True)
class Place:
    """The folders of a bench below `folder`."""

    folder: Path
    sandbox: Sandbox

    @classmethod
    def make(cls, folder: Path, sandbox: Sandbox) -> Place:
        place = cls(folder, sandbox)
        for name in FOLDERS:
            (folder / name).mkdir(parents=True)
        # Where only the user differs, this is what keeps another workspace's commands out.
        folder.chmod(0o700 if sandbox.isolates else 0o711)
        own(folder, sandbox.uid)
        return place

    def hand_over(self, *names: str) -> None:
        """Let the bench's user own these folders."""
        for name in names:
            own(self.folder / name, self.sandbox.uid)

    def host(self, name: str) -> Path:
        return self.folder / name

    def inside(self, name: str) -> str:
        return INSIDE[name] if self.sandbox.mode == "namespaces" else str(self.folder / name)

    def mounts(self) -> list[Mount]:
        return [Mount(self.folder / name, inside, name in WRITABLE) for name, inside in INSIDE.items()]

    def env(self) -> Mapping[str, str]:
        """The whole environment of a command: nothing of this process's own is in it."""
        return {
            "PATH": search_path(self.sandbox),
            "HOME": self.inside("home"),
            "TMPDIR": self.inside("tmp"),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "CI": "1",
            "NEXT_TELEMETRY_DISABLED": "1",
        }


def search_path(sandbox: Sandbox) -> str:
    """PATH of a command: the tools first, then the system's."""
    bins = [str(tool / "bin") for tool in sandbox.tools if (tool / "bin").is_dir()]
    return os.pathsep.join([*bins, "/usr/local/bin", "/usr/bin", "/bin"])
