"""Layout as the app's own formatter has it: Prettier, where the app brings it and a rule of layout is broken."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bot.errors import UserError
from bot.fixers._files import files_of, left_in
from bot.ports.fixer import Fault, Fixer
from bot.ports.gate import Finding
from bot.ports.workbench import Bench

LAYOUT = re.compile(r"(prettier|@stylistic(/\w+)?)/.+|indent|quotes|semi|eol-last|no-trailing-spaces")
PRETTIER = "prettier"


class Format:
    """Takes findings of rules of layout."""

    name = "format"
    summary = "layout, by the app's own Prettier"

    def takes(self, fault: Fault) -> tuple[Finding, ...]:
        if fault.gate != "lint":
            return ()
        return tuple(found for found in fault.findings if found.path and LAYOUT.fullmatch(found.code))

    async def fix(self, bench: Bench, fault: Fault, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        if not _has_prettier(files):
            return {}
        paths = files_of(fault, files)
        done = await bench.run(["node_modules/.bin/prettier", "--write", "--", *paths])
        if not done.ok:
            raise UserError(
                f"prettier --write ended with status {done.status} {done.stopped}".strip() + ".",
                "See what it printed by running it yourself.",
            )
        return left_in(bench, paths)


def _has_prettier(files: Mapping[str, bytes]) -> bool:
    try:
        package = json.loads(files.get("package.json", b"{}"))
        return any(PRETTIER in (package.get(kind) or {}) for kind in ("dependencies", "devDependencies"))
    except (ValueError, AttributeError, TypeError):
        return False


FIXER: Fixer = Format()
