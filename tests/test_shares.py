"""Long tests are no part of a plain run; CI takes a share of them that its commit draws."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CASES = """
import pytest

@pytest.mark.long(draw=3)
@pytest.mark.parametrize("case", range(50))
def test_many(case): pass

@pytest.mark.parametrize("case", ["short", pytest.param("long", marks=pytest.mark.long)])
def test_some(case): pass
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nmarkers = long")
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text())
    pytester.makepyfile(CASES)
    return pytester


def run(project: pytest.Pytester, *options: str) -> tuple[list[str], str]:
    """The tests that were run, and what was printed."""
    without = [part for name in ("asyncio", "hypothesispytest", "xdist") for part in ("-p", f"no:{name}")]
    done = project.runpytest_inprocess("-v", *without, *options)
    lines = [line.split()[0].partition("::")[2] for line in done.outlines if line.endswith("%]")]
    return sorted(lines), done.stdout.str()


def test_none_all_or_a_share(project: pytest.Pytester) -> None:
    """None without an option, all with `--long`, and with `--share` as many of each kind as it says."""
    assert run(project)[0] == ["test_some[short]"]
    assert len(run(project, "--long")[0]) == 52
    drawn, _ = run(project, "--share", "abc")
    assert len([name for name in drawn if name.startswith("test_many")]) == 3
    assert {"test_some[short]", "test_some[long]"} < set(drawn)


def test_only_what_was_drawn_is_told(project: pytest.Pytester) -> None:
    """The list at the end holds no test that was left out."""
    drawn, said = run(project, "--share", "abc")
    listed = said.partition("long tests that were drawn")[2]
    assert listed.count("test_many[") == len([name for name in drawn if name.startswith("test_many")])


def test_a_commit_draws_the_same_ones_again(project: pytest.Pytester) -> None:
    """A share is told, and can be run again; another commit draws another."""
    drawn, said = run(project, "--share", "abc")
    assert "again: --share abc" in said
    assert all(said.count(name) == 2 for name in drawn if name.startswith("test_many"))
    assert run(project, "--share", "abc")[0] == drawn
    assert run(project, "--share", "def")[0] != drawn
