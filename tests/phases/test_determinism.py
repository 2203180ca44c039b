"""The same plan gives the same bytes: twice, and under another hash seed, locale and time zone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from tests.phases.trees import ROOT, laid, plan_of, plan_text, tree_of

PRINT = (
    "from tests.phases.test_determinism import digest; from tests.phases.trees import tree_of; "
    "print(' '.join(digest(tree_of(name)) for name in ('restaurant-booking', 'help-desk', 'shop')))"
)


def digest(tree: Mapping[str, bytes]) -> str:
    """One hash over all paths and bytes, in their order."""
    total = hashlib.sha256()
    for path, data in tree.items():
        total.update(f"{path}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Makassar", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_bytes_do_not_depend_on_the_machine(env: dict[str, str]) -> None:
    """Hash seed, locale and time zone of the process leave no trace."""
    inherited = {**os.environ, **env, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PRINT], cwd=ROOT, env=inherited, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [
        digest(tree_of(name)) for name in ("restaurant-booking", "help-desk", "shop")
    ]


def test_laying_again_changes_nothing() -> None:
    """A phase is pure: the second time it yields the same."""
    assert laid(plan_of("clinic"), plan_text("clinic")) == dict(tree_of("clinic"))


def test_no_phase_makes_a_lock_file() -> None:
    """Lock files are made by the package manager, in a step of their own."""
    names = {path.rsplit("/", 1)[-1] for path in tree_of("shop")}
    assert not names & {"pnpm-lock.yaml", "package-lock.json", "yarn.lock"}
