"""Faults for fixers, and benches whose tools rewrite files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.ports.fixer import Fault, Package
from bot.ports.gate import Finding
from tests.gates.bench import RecordedBench, Tool

PACKAGES = {
    "zod": Package("4.6.7", "dependencies"),
    "@clerk/nextjs": Package("7.9.7", "dependencies"),
    "@types/pg": Package("8.23.1", "devDependencies"),
    "vitest": Package("4.1.12", "devDependencies"),
}


def fault(gate: str, *findings: Finding) -> Fault:
    return Fault(gate, findings, PACKAGES)


def found(path: str, code: str, message: str = "m", *, fixable: bool = False) -> Finding:
    return Finding(path, 1, "failure", message, code, fixable=fixable)


def bench_with(folder: Path, files: Mapping[str, bytes], program: str, tool: Tool) -> RecordedBench:
    """A bench that holds these files, and a program that does what the tool says."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return RecordedBench(folder, {program: tool})
