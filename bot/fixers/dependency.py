"""A package that code imports and package.json lacks is added, where Drystone knows it and its version."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bot.errors import UserError
from bot.ports.fixer import Fault, Fixer, Package
from bot.ports.gate import Finding
from bot.ports.workbench import Bench

PACKAGE = "package.json"
SECTIONS = ("dependencies", "devDependencies", "optionalDependencies")
MISSING = (
    re.compile(r"Cannot find (?:module|package) '([^']+)'"),  # tsc, Node
    re.compile(r"Can't resolve '([^']+)'"),  # webpack
    re.compile(r'Failed to resolve import "([^"]+)"'),  # Vite
)
UNTYPED = re.compile(r"Could not find a declaration file for module '([^']+)'")
TYPES = re.compile(r"Cannot find type definition file for '([^']+)'")
NAME = re.compile(r"(@[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*")


class Dependency:
    """Takes findings that name a missing package which apps of Drystone's may have; never any other name."""

    name = "dependency"
    summary = "a package that is imported, known to Drystone and missing in package.json"

    def takes(self, fault: Fault) -> tuple[Finding, ...]:
        return tuple(found for found in fault.findings if missing_package(found.message) in fault.packages)

    async def fix(self, bench: Bench, fault: Fault, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        names = sorted({missing_package(found.message) for found in fault.findings})
        text = files.get(PACKAGE, b"").decode(errors="replace")
        try:
            package = json.loads(text)
            there = {name for kind in SECTIONS for name in package.get(kind, {})}
            for name in names:
                if name not in there:
                    text = _with(text, name, fault.packages[name])
        except (ValueError, AttributeError, TypeError) as error:
            raise UserError(f"{PACKAGE} cannot be read.", "Correct it.") from error
        return {PACKAGE: text.encode()} if names else {}


def _with(text: str, name: str, known: Package) -> str:
    """The package.json with one more package in its section; whatever else it says stays as it is laid out."""
    package = json.loads(text)
    named = dict(sorted({**package.get(known.section, {}), name: known.version}.items()))
    package[known.section] = named
    section = json.dumps(named, indent=2, ensure_ascii=False).replace("\n", "\n  ")
    place = re.compile(rf'("{known.section}"\s*:\s*)\{{[^{{}}]*\}}')
    put = place.sub(lambda found: f"{found[1]}{section}", text, count=1)
    is_it = json.loads(put) == package
    return put if is_it else f"{json.dumps(package, indent=2, ensure_ascii=False)}\n"


def missing_package(message: str) -> str:
    """The package that a message says is missing; empty where it says so of none, or of the app's own files."""
    for pattern in MISSING:
        if found := pattern.search(message):
            return _package_of(found[1])
    for pattern in (UNTYPED, TYPES):
        if found := pattern.search(message):
            return _types_of(_package_of(found[1]))
    return ""


def _package_of(specifier: str) -> str:
    """`zod/v4` -> `zod`, `@scope/name/sub` -> `@scope/name`; empty for paths, aliases and what Node brings."""
    found = NAME.match(specifier)
    return found[0] if found and specifier[len(found[0]) :][:1] in ("", "/") else ""


def _types_of(package: str) -> str:
    return f"@types/{package.removeprefix('@').replace('/', '__')}" if package else ""


FIXER: Fixer = Dependency()
