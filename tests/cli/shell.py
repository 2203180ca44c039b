"""The command `drystone` as a shell calls it, in this process."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from bot.cli.main import main


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def drystone(*argv: object, given: bytes = b"") -> Done:
    """How it ended and what it said. `given` is standard input."""
    out, err = io.StringIO(), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(given))
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", stdin):
        try:
            main([str(one) for one in argv])
        except SystemExit as end:
            return Done(int(end.code or 0), out.getvalue(), err.getvalue())
    return Done(0, out.getvalue(), err.getvalue())
