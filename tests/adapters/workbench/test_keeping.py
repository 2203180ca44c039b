"""Outputs and caches that a workspace keeps from bench to bench."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters.workbench.keeping import evict_by_size, evict_folders
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.errors import UserError


async def test_an_output_is_there_for_later_gates_of_the_commit(walled: SandboxedWorkbench) -> None:
    """What one bench keeps, another of the same workspace and commit gets, and may change for itself."""
    async with walled.open("a/b", {}, install=False) as bench:
        await bench.run(["sh", "-c", "mkdir -p .next/server; echo built >.next/server/x"])
        await bench.keep("build", ".next")
    for _ in range(2):
        async with walled.open("a/b", {}, install=False) as bench:
            assert await bench.output_of("build")
            assert (await bench.run(["cat", ".next/server/x"])).output == "built\n"
            assert (await bench.run(["sh", "-c", "echo spoilt >.next/server/x"])).ok


@pytest.mark.parametrize(
    ("workspace", "content", "gate"), [("x/y", b"1", "build"), ("a/b", b"2", "build"), ("a/b", b"1", "lint")]
)
async def test_an_output_is_for_its_workspace_files_and_gate(
    workbench: SandboxedWorkbench, workspace: str, content: bytes, gate: str
) -> None:
    """Nobody else gets it; another commit with the same files does."""
    async with workbench.open("a/b", {"x": b"1"}, install=False) as bench:
        await bench.run(["mkdir", ".next"])
        await bench.keep("build", ".next")
    async with workbench.open(workspace, {"x": content}, install=False) as bench:
        assert not await bench.output_of(gate)
    async with workbench.open("a/b", {"x": b"1"}, install=False) as bench:
        assert await bench.output_of("build")


async def test_a_secret_stays_and_is_the_workspace_s_own(workbench: SandboxedWorkbench) -> None:
    """The same text each time in one workspace, another in the next."""
    async with (
        workbench.open("a/b", {}, install=False) as one,
        workbench.open("a/b", {}, install=False) as two,
    ):
        assert one.secret("s") == two.secret("s")
        assert len(one.secret("s")) == 43
        assert one.secret("s") != one.secret("t")
    async with workbench.open("x/y", {}, install=False) as other:
        assert other.secret("s") != one.secret("s")


async def test_an_output_behind_a_link_is_not_kept(workbench: SandboxedWorkbench) -> None:
    """A command that turns the output into a link to the host's files gets nothing of them."""
    async with workbench.open("a/b", {}, install=False) as bench:
        await bench.run(["ln", "-s", "/etc", ".next"])
        with pytest.raises(UserError):
            await bench.keep("build", ".next")


async def test_a_cache_goes_from_bench_to_bench(walled: SandboxedWorkbench) -> None:
    """A tool finds its cache of last time; while one bench has it, another starts cold."""
    async with walled.open("a/b", {}, install=False) as bench, bench.cached("next", ".next/cache"):
        assert (await bench.run(["sh", "-c", "mkdir -p .next/cache; echo warm >.next/cache/x"])).ok
    async with walled.open("a/b", {}, install=False) as one, one.cached("next", ".next/cache"):
        assert (await one.run(["cat", ".next/cache/x"])).output == "warm\n"
        async with walled.open("a/b", {}, install=False) as two, two.cached("next", ".next/cache"):
            assert not (await two.run(["cat", ".next/cache/x"])).ok
    async with walled.open("x/y", {}, install=False) as other, other.cached("next", ".next/cache"):
        assert not (await other.run(["cat", ".next/cache/x"])).ok


async def test_what_the_killed_left_is_thrown_away(workbench: SandboxedWorkbench) -> None:
    """A bench of yesterday has nobody who would end it; one of today may have."""
    benches = workbench.folder / "benches"
    for age, name in ((0, "new"), (100_000, "old")):
        _aged(benches, name, age)
    await SandboxedWorkbench.make(workbench.folder, workbench.machine)
    assert {path.name for path in benches.iterdir()} == {"new"}


def _aged(folder: Path, name: str, age: int) -> None:
    (folder / name).mkdir()
    (folder / name / "x").write_bytes(b"0" * 100)
    past = (folder / name).stat().st_mtime - age
    os.utime(folder / name, (past, past))


def test_the_oldest_go_first(tmp_path: Path) -> None:
    """Beyond the bound the oldest are thrown away; the newest stays, however large."""
    for age, name in enumerate(("new", "middle", "old")):
        _aged(tmp_path, name, age * 10_000)
    evict_by_size(tmp_path, 250)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "middle"}
    evict_by_size(tmp_path, 10)
    assert {path.name for path in tmp_path.iterdir()} == {"new"}


def test_installs_in_use_are_not_thrown_away(tmp_path: Path) -> None:
    """An install beyond the number goes only when it has not been asked for lately."""
    for age, name in ((0, "new"), (10, "used"), (10_000, "old")):
        _aged(tmp_path, name, age)
    evict_folders(tmp_path, keep=1)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "used"}
