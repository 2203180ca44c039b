"""A fixer that needs no tools: it writes other words where a gate found fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.ports.fixer import Fault
from bot.ports.gate import Finding
from bot.ports.workbench import Bench


@dataclass
class FakeFixer:
    """Takes findings of the code `takes_on`, and puts `by` in the place of `words`; or makes the files `wanted`."""

    name: str
    words: bytes = b""
    by: bytes = b""
    takes_on: str = "words"
    wanted: Mapping[str, bytes] = field(default_factory=dict)
    summary: str = "Writes other words"
    turns: list[str] = field(default_factory=list)

    def takes(self, fault: Fault) -> tuple[Finding, ...]:
        return tuple(found for found in fault.findings if found.code == self.takes_on)

    async def fix(self, bench: Bench, fault: Fault, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        self.turns.append(fault.gate)
        if self.wanted:
            return self.wanted
        return {found.path: files[found.path].replace(self.words, self.by) for found in fault.findings}
