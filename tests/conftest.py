"""Long tests: none by default, all with `--long`, and with `--share` a few of each kind, drawn by a commit's SHA.

Hypothesis tries the same examples each time, without a limit on their time: a run must not turn red by chance or load.
`--hypothesis-profile default` looks for others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "same each time", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same each time")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("long tests")
    group.addoption("--long", action="store_true", help="run the long tests too")
    group.addoption("--share", metavar="SHA", default="", help="of the long tests, run those that SHA draws")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    drawn = draw(config.getoption("share"), long)
    left = [item for item in long if item.nodeid not in drawn]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def draw(sha: str, long: Iterable[pytest.Item]) -> frozenset[str]:
    """As many of each function's tests as its mark says: `long(draw=3)`, 1 by default."""
    if not sha:
        return frozenset()
    functions: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in long:
        functions[item.nodeid.partition("[")[0]].append(item)
    drawn = []
    for cases in functions.values():
        mark = cases[0].get_closest_marker("long")
        count = mark.kwargs.get("draw", 1) if mark else 1
        drawn += sorted((case.nodeid for case in cases), key=lambda name: _rank(sha, name))[:count]
    return frozenset(drawn)


def _rank(sha: str, name: str) -> str:
    return hashlib.sha256(f"{sha} {name}".encode()).hexdigest()


def pytest_report_header(config: pytest.Config) -> str:
    if config.getoption("long"):
        return "long tests: all"
    sha = config.getoption("share")
    return (
        f"long tests: those that {sha} draws (again: --share {sha})" if sha else "long tests: none (--long)"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Which of them were drawn."""
    kinds = terminalreporter.stats.items()
    reports = [one for kind, many in kinds if kind != "deselected" for one in many]
    drawn = {one.nodeid for one in reports if "long" in getattr(one, "keywords", ())}
    if config.getoption("share") and drawn:
        terminalreporter.section("long tests that were drawn")
        for name in sorted(drawn):
            terminalreporter.line(name)
