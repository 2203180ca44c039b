"""What all gates share: running a tool, reading its report safely, putting a `GateReport` together."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.errors import UserError
from bot.ports.gate import Finding, GateReport
from bot.ports.leavings import read_leavings
from bot.ports.workbench import Bench, Completed, Limits

MOST_LOG = 60_000
MOST_REPORT = 32 << 20
MOST_FINDINGS = 500
MOST_MESSAGE = 2000
T = TypeVar("T")
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")
STOPPED = {
    "time": "It took longer than allowed and was ended.",
    "memory": "It used more memory than allowed and was ended.",
    "output": "It printed more than allowed and was ended.",
    "disk": "It wrote more to the disk than allowed and was ended.",
}


class NoEvidenceError(Exception):
    """The tool left no report that can be read: the gate cannot say anything, least of all a pass."""


@dataclass
class Session:
    """One check of one gate: collects what its commands print and how long they take."""

    gate: str
    bench: Bench
    began: float = field(default_factory=time.monotonic)
    printed: list[str] = field(default_factory=list)

    async def run(
        self, *argv: str, env: Mapping[str, str] | None = None, limits: Limits | None = None
    ) -> Completed:
        """Run a command in the bench. Raises `NoEvidenceError` where a limit ended it."""
        done = await self.bench.run(argv, env=env, limits=limits or Limits())
        self.printed.append(f"$ {' '.join(argv)}\n{plain(done.output)}")
        if done.stopped:
            raise NoEvidenceError(f"{argv[0]}: {STOPPED.get(done.stopped, done.stopped)}")
        return done

    async def clear(self, *paths: str) -> None:
        """Remove reports that a commit may have brought along."""
        await self.bench.run(["rm", "-rf", "--", *paths])

    def log(self) -> str:
        return cut("\n".join(self.printed), MOST_LOG)

    def report(
        self,
        summary: str,
        findings: Sequence[Finding],
        figures: Mapping[str, float | int | str],
        *,
        passed: bool,
        files: Mapping[str, bytes] | None = None,
    ) -> GateReport:
        """The outcome. Too many findings are cut; the figures say how many there were."""
        seconds = round(time.monotonic() - self.began, 3)
        kept = tuple(replace(f, message=cut(f.message, MOST_MESSAGE)) for f in findings[:MOST_FINDINGS])
        coded = {name: base64.b64encode(content).decode() for name, content in (files or {}).items()}
        return GateReport(self.gate, passed, summary, figures, kept, seconds, self.log(), files=coded)

    def no_evidence(self, reason: str) -> GateReport:
        """The outcome where the gate could not be carried out."""
        seconds = round(time.monotonic() - self.began, 3)
        return GateReport(
            self.gate, False, f"Could not be carried out: {reason}", {}, (), seconds, self.log(), reason
        )

    def relative(self, path: str) -> str:
        """A path of the tool's output as it is called in the repository; empty where it lies outside."""
        pure = PurePosixPath(path)
        if not pure.is_absolute():
            return str(pure)
        for top in (self.bench.inside, str(self.bench.path)):
            if pure.is_relative_to(top):
                return str(pure.relative_to(top))
        return ""


def plain(text: str) -> str:
    """Text without the terminal's colours."""
    return ANSI.sub("", text)


def cut(text: str, most: int) -> str:
    """The text's beginning and end, where it is longer than `most`."""
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}\n… cut …\n{text[-half:]}"


def first_line(text: str) -> str:
    """The first line of a message that says anything."""
    return next((line.strip() for line in plain(text).splitlines() if line.strip()), "")


def read_bytes(bench: Bench, path: str, most: int = MOST_REPORT) -> bytes:
    """A file that a command left in the bench, never through a link. Raises `NoEvidenceError`."""
    try:
        content = read_leavings(bench.path, path, most + 1)
    except OSError as error:
        raise NoEvidenceError(f"its report {path} is not there ({error.strerror})") from error
    if len(content) > most:
        raise NoEvidenceError(f"its report {path} is longer than {most >> 20} MB")
    return content


def read_report(bench: Bench, path: str, shape: TypeAdapter[T]) -> T:
    """A report in JSON, of the shape that the tool documents. Raises `NoEvidenceError`."""
    try:
        return shape.validate_json(read_bytes(bench, path))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise NoEvidenceError(f"its report {path} is not as expected: {place}: {first['msg']}") from error


async def carry_out(gate: str, bench: Bench, check: Callable[[Session], Awaitable[GateReport]]) -> GateReport:
    """The report of a check; where the check could not be carried out, one that says why and is no pass."""
    session = Session(gate, bench)
    try:
        return await check(session)
    except (NoEvidenceError, UserError) as error:
        return session.no_evidence(str(error))


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
