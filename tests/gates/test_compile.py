"""The gate `compile`, on recordings of the real compiler."""

from __future__ import annotations

from pathlib import Path

from bot.gates.compile import GATE
from tests.gates.bench import RecordedBench, Tool, plan, recorded


async def test_each_type_error_becomes_a_finding_at_its_place(tmp_path: Path) -> None:
    """Path, line, column, code and the whole explanation of an error are in the finding."""
    output = recorded("compile.log").decode()
    bench = RecordedBench(tmp_path, {"tsc": Tool(2, output)})
    report = await GATE.check(bench, plan())
    assert not report.passed
    assert not report.error
    places = [(f.path, f.line, f.column, f.code) for f in report.findings]
    assert places == [
        ("lib/broken.ts", 2, 14, "TS2322"),
        ("lib/broken.ts", 3, 44, "TS2322"),
        ("lib/broken.ts", 4, 14, "TS2322"),
    ]
    assert "Property 'seats' is missing" in report.findings[2].message
    assert report.figures == {"errors": 3, "files with errors": 1}


async def test_types_that_fit_pass(tmp_path: Path) -> None:
    """A compiler that is content and silent is a pass."""
    report = await GATE.check(RecordedBench(tmp_path, {}), plan())
    assert report.passed
    assert report.summary == "All types fit."


async def test_route_types_are_made_first(tmp_path: Path) -> None:
    """Next's route types are made before the compiler looks, else pages that use them would not compile."""
    bench = RecordedBench(tmp_path, {})
    await GATE.check(bench, plan())
    programs = [call[0].rpartition("/")[2] for call in bench.calls]
    assert programs.index("next") < programs.index("tsc")


async def test_a_compiler_that_names_no_error_is_no_evidence(tmp_path: Path) -> None:
    """A status other than 0 without a diagnostic is an error of the gate, never a pass."""
    report = await GATE.check(RecordedBench(tmp_path, {"tsc": Tool(127, "tsc: not found")}), plan())
    assert not report.passed
    assert "status 127" in report.error


async def test_a_compiler_that_was_ended_is_no_evidence(tmp_path: Path) -> None:
    """A command that a limit ended says nothing about the code."""
    report = await GATE.check(RecordedBench(tmp_path, {"tsc": Tool(-9, "", stopped="memory")}), plan())
    assert not report.passed
    assert "memory" in report.error
