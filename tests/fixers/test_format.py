"""The fixer `format`, on recordings: layout by the app's own Prettier, where it brings one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import UserError
from bot.fixers.format import FIXER
from tests.fixers.faults import bench_with, fault, found
from tests.gates.bench import Tool

WITH = {"package.json": b'{"devDependencies": {"prettier": "3.8.0"}}', "a.ts": b"a  =  1"}
LAYOUT = found("a.ts", "prettier/prettier")


@pytest.mark.parametrize("code", ["prettier/prettier", "@stylistic/indent", "@stylistic/ts/semi", "quotes"])
def test_takes_layout(code: str) -> None:
    """Rules of layout alone, and only lint's."""
    finding, other = found("a.ts", code), found("a.ts", "no-undef")
    assert FIXER.takes(fault("lint", finding, other)) == (finding,)
    assert FIXER.takes(fault("unit", finding)) == ()


async def test_writes_with_prettier(tmp_path: Path) -> None:
    """The files at fault come back as Prettier leaves them."""
    bench = bench_with(tmp_path, WITH, "prettier", Tool(leaves={"a.ts": b"a = 1;\n"}))
    assert await FIXER.fix(bench, fault("lint", LAYOUT), WITH) == {"a.ts": b"a = 1;\n"}
    assert bench.calls == [("node_modules/.bin/prettier", "--write", "--", "a.ts")]


@pytest.mark.parametrize("package", [b"{}", b"[]", b"{", b'{"devDependencies": 3}', None])
async def test_an_app_without_one(tmp_path: Path, package: bytes | None) -> None:
    """Where the app has no Prettier nothing is called, and nothing changed."""
    files = {"a.ts": b"a", **({"package.json": package} if package is not None else {})}
    bench = bench_with(tmp_path, files, "prettier", Tool())
    assert await FIXER.fix(bench, fault("lint", LAYOUT), files) == {}
    assert bench.calls == []


async def test_a_crash_mends_nothing(tmp_path: Path) -> None:
    """A Prettier that ends with an error has mended nothing."""
    with pytest.raises(UserError, match="status 2"):
        await FIXER.fix(bench_with(tmp_path, WITH, "prettier", Tool(2)), fault("lint", LAYOUT), WITH)
