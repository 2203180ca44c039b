"""The fixer `eslint`, on recordings: what it takes on, what it brings back."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UserError
from bot.fixers.eslint import FIXER
from tests.fixers.faults import bench_with, fault, found
from tests.gates.bench import Tool

FILES = {"lib/a.ts": b"let a = 1;\n", "lib/b.ts": b"let b = 1;\n", "lib/c.ts": b"let c = 1;\n"}


def test_takes_what_eslint_calls_fixable() -> None:
    """Of lint's findings it takes those that ESLint can mend, and of other gates' none."""
    mendable, other = found("lib/a.ts", "prefer-const", fixable=True), found("lib/b.ts", "no-undef")
    assert FIXER.takes(fault("lint", mendable, other)) == (mendable,)
    assert FIXER.takes(fault("compile", mendable)) == ()


async def test_brings_back_the_files_at_fault(tmp_path: Path) -> None:
    """ESLint is called for these files alone, and they alone are read, whatever else it wrote."""
    leaves = {"lib/a.ts": b"const a = 1;\n", "lib/c.ts": b"evil\n"}
    bench = bench_with(tmp_path, FILES, "eslint", Tool(1, "one is left", leaves))
    given = fault(
        "lint", *(found(path, "x", fixable=True) for path in ("lib/b.ts", "lib/a.ts", "gone.ts", "lib/a.ts"))
    )
    assert await FIXER.fix(bench, given, FILES) == {
        "lib/a.ts": b"const a = 1;\n",
        "lib/b.ts": FILES["lib/b.ts"],
    }
    assert bench.calls == [("node_modules/.bin/eslint", "--fix", "--", "lib/a.ts", "lib/b.ts")]


@pytest.mark.parametrize("tool", [Tool(2, "no configuration"), Tool(0, stopped="time")])
async def test_a_crash_mends_nothing(tmp_path: Path, tool: Tool) -> None:
    """Where ESLint could not run to its end, what it left is not looked at."""
    with pytest.raises(UserError, match="was ended"):
        await FIXER.fix(
            bench_with(tmp_path, FILES, "eslint", tool), fault("lint", found("lib/a.ts", "x")), FILES
        )


@pytest.mark.parametrize("place", ["lib/a.ts", "lib"])
async def test_a_link_is_not_followed(tmp_path: Path, place: str) -> None:
    """A file or folder that became a link to somewhere else is refused, not read."""
    outside, app = tmp_path / "outside", tmp_path / "app"
    for folder in (outside, app):
        folder.mkdir()
    (outside / "a.ts").write_bytes(b"secret")
    target = outside if place == "lib" else outside / "a.ts"
    bench = bench_with(app, {}, "eslint", Tool(0, links={place: target}))
    with pytest.raises(UserError, match="no file any more"):
        await FIXER.fix(bench, fault("lint", found("lib/a.ts", "x")), FILES)
