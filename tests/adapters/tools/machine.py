"""A machine for the tests of tools: a folder of programs for PATH, a home and a cache, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


def program(path: Path, says: str, status: int = 0) -> Path:
    """A program that prints one line."""
    return script(path, f"echo '{says}'\nexit {status}")


def script(path: Path, does: str) -> Path:
    """A program of the shell; it has the system's small tools, which are not on the machine's own PATH."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin\n{does}\n")
    path.chmod(0o755)
    return path


@dataclass(frozen=True)
class Machine:
    """A machine below `folder`, with nothing on it but a few small tools."""

    folder: Path

    @classmethod
    def empty(cls, folder: Path) -> Machine:
        (folder / "bin").mkdir()
        for name in ("env", "dirname", "readlink"):
            (folder / "bin" / name).symlink_to(shutil.which(name) or f"/usr/bin/{name}")
        return cls(folder)

    @property
    def environ(self) -> dict[str, str]:
        return {"PATH": str(self.folder / "bin"), "DRYSTONE_CACHE": str(self.folder / "cache")}

    @property
    def tools(self) -> Path:
        """Where what is fetched is kept."""
        return self.folder / "cache" / "tools"

    @property
    def calls(self) -> list[str]:
        """What package managers were called for, in order."""
        log = self.folder / "calls"
        return log.read_text().splitlines() if log.exists() else []

    def has(self, name: str, says: str = "1.0") -> Path:
        """Put a program on PATH."""
        return program(self.folder / "bin" / name, says)

    def manager(self, name: str, does: str) -> None:
        """A package manager that notes its calls. `$1` is the verb; `$BIN` the folder that is on PATH."""
        head = f'[ "$1" = --version ] && {{ echo 11.0; exit; }}\nBIN="{self.folder}/bin"'
        verb = 'while [ "$1" = -q ] || [ "$1" = -y ]; do shift; done'
        note = f'echo "{name} $1" >>"{self.folder}/calls"'
        script(self.folder / "bin" / name, "\n".join((head, verb, note, does)))

    def npm(self, lays: str, says: str) -> None:
        """An npm whose packages hold one program at `lays` below node_modules."""
        self.manager(
            "npm", f'mkdir -p "node_modules/$(dirname {lays})"\n' + writes(f"node_modules/{lays}", says)
        )


def writes(path: str, says: str) -> str:
    """Shell that writes a program."""
    return f'printf \'#!/bin/sh\\necho {says}\\n\' >"{path}"\nchmod +x "{path}"'
