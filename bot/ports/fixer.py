"""A fixer: mends what a gate found, where that needs no judgement. Its change is a commit of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.ports.gate import Finding
from bot.ports.workbench import Bench


@dataclass(frozen=True)
class Package:
    """A package that apps may have: its version, and the part of package.json that it belongs to."""

    version: str
    section: str


@dataclass(frozen=True)
class Fault:
    """What a gate found on a commit. `packages` may be added to an app: by name, with their versions."""

    gate: str
    findings: tuple[Finding, ...]
    packages: Mapping[str, Package]


class Fixer(Protocol):
    """One file in `bot/fixers/`, ending in `FIXER: Fixer = …()`."""

    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str:
        """What it mends, in one line for people."""
        ...

    def takes(self, fault: Fault) -> tuple[Finding, ...]:
        """The findings that it can do something about; none for those that it knows nothing of."""
        ...

    async def fix(self, bench: Bench, fault: Fault, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The files as they should be: path -> bytes. `fault` has the findings that it takes, `files` the commit's.

        The bench holds these files with dependencies installed. Lock files are nothing of a fixer's: they follow
        package.json. Raises `UserError` where its tool cannot be used.
        """
        ...
