"""What ESLint can mend itself, it mends: `eslint --fix` on the files at fault, by the rules that the gate went by."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import UserError
from bot.fixers._files import files_of, left_in
from bot.ports.fixer import Fault, Fixer
from bot.ports.gate import Finding
from bot.ports.workbench import Bench

CRASHED = 2
"""ESLint's status where it could not run at all; 1 is what it leaves to people."""


class Eslint:
    """Takes the findings that ESLint marks as fixable."""

    name = "eslint"
    summary = "ESLint's own corrections of rules that are broken"

    def takes(self, fault: Fault) -> tuple[Finding, ...]:
        if fault.gate != "lint":
            return ()
        return tuple(finding for finding in fault.findings if finding.fixable and finding.path)

    async def fix(self, bench: Bench, fault: Fault, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        paths = files_of(fault, files)
        done = await bench.run(["node_modules/.bin/eslint", "--fix", "--", *paths])
        if done.stopped or done.status >= CRASHED:
            ended = done.stopped or f"with status {done.status}"
            raise UserError(
                f"eslint --fix was ended ({ended}).", "See what it printed by running it yourself."
            )
        return left_in(bench, paths)


FIXER: Fixer = Eslint()
