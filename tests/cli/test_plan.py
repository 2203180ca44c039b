"""`drystone plan …` as a person or a script uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.plan import app
from bot.core.plan.checks.examples import EXAMPLE
from bot.core.plan.load import PLAN
from tests.cli.shell import drystone

ROOT = Path(__file__).parents[2]
PRINTED = (ROOT / "tests/core/plan/printed.buildplan.yaml").read_text()


def run(*arguments: str | Path, given: str | None = None) -> tuple[int, str]:
    """Exit status and output."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], input=given)
    return result.exit_code, result.output


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A sound plan in a folder of its own."""
    path = tmp_path / "buildplan.yaml"
    path.write_text(EXAMPLE)
    return path


def test_sound_plan_ends_with_0(plan: Path) -> None:
    """A sound plan ends with 0 and its digest."""
    status, output = run("check", plan)
    assert status == 0
    assert "is sound. Its digest is " in output


def test_problems_end_with_1_and_are_json(plan: Path) -> None:
    """With --json the problems are a list of mappings, and the status is 1."""
    plan.write_text(EXAMPLE.replace("nextjs-15", "nextjs15"))
    status, output = run("check", plan, "--json")
    (problem,) = json.loads(output)
    assert status == 1
    assert problem["code"] == "schema.enum"
    assert (problem["line"], problem["pointer"], problem["suggestion"]) == (2, "/project/stack", "nextjs-15")
    assert problem["file"] == str(plan)


def test_warnings_alone_end_with_0(plan: Path) -> None:
    """Warnings are listed, and the plan is sound nevertheless."""
    plan.write_text(EXAMPLE.replace("[10, 100]", "[10, 50]"))
    status, output = run("check", plan)
    assert status == 0
    assert "plan.stages-end" in output
    assert "0 errors, 1 warning" in output


def test_unreadable_file_says_what_to_do(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, ends with 2, a sentence and a next step."""
    missing, folder = drystone("plan", "check", tmp_path / "none.yaml"), drystone("plan", "fix", tmp_path)
    assert (missing.status, folder.status) == (2, 2)
    assert missing.err.endswith(
        "none.yaml: No such file or directory. Name a plan, or - for standard input.\n"
    )
    assert folder.err.endswith(f"it is a folder. Name the plan in it: {tmp_path}/buildplan.yaml.\n")


def test_unreadable_file_ends_with_2_and_is_json(tmp_path: Path) -> None:
    """A tool that asked for JSON gets JSON, and the status of what cannot be read."""
    status, output = run("check", tmp_path / "none.yaml", "--json")
    (problem,) = json.loads(output)
    assert status == 2
    assert (problem["code"], problem["severity"]) == ("yaml.unreadable", "error")


def test_reads_standard_input() -> None:
    """`-` is standard input."""
    assert run("check", "-", given=EXAMPLE)[0] == 0


def test_prd_beside_the_plan_is_seen(plan: Path) -> None:
    """A plan that takes flows from a PRD is without warning where there is one."""
    plan.write_text(EXAMPLE.replace(", gherkinFrom: none", ""))
    assert "plan.no-requirements" in run("check", plan)[1]
    (plan.parent / "prd.yaml").write_text("requirements: []\n")
    assert "plan.no-requirements" not in run("check", plan)[1]


def test_fix_corrects_the_printed_plan(plan: Path) -> None:
    """`fix` writes the corrected text, says what changed, and checks the result."""
    plan.write_text(PRINTED)
    status, output = run("fix", plan)
    assert 'path: "/api/reservations/{id}"' in plan.read_text()
    assert "line 71" in output
    assert status == 0


def test_fix_dry_run_changes_nothing(plan: Path) -> None:
    """`fix --dry-run` only says what it would change."""
    plan.write_text(PRINTED)
    assert "line 71" in run("fix", plan, "--dry-run")[1]
    assert plan.read_text() == PRINTED


def test_schema_is_printed() -> None:
    """`schema` prints the published schema."""
    status, output = run("schema")
    assert status == 0
    assert json.loads(output) == PLAN.schema


def test_more_than_a_plan_may_have_is_not_read() -> None:
    """However long the input goes on, no more of it is read than shows that it is too large."""
    done = drystone("plan", "check", "-", "--json", given=b"#" * 3_000_000)
    (problem,) = json.loads(done.out)
    assert (done.status, problem["code"]) == (1, "yaml.size")
    assert problem["message"] == "A text has at most 2,000,000 bytes; this text has more."


def test_renames_beside_the_plan_are_checked(plan: Path) -> None:
    """`buildplan.renames.yaml` is told with its own name and lines; a wrong one ends with 1."""
    renames = plan.with_name("buildplan.renames.yaml")
    renames.write_text("entities:\n  Product: Itm\n")
    status, output = run("check", plan)
    assert status == 1
    assert f"{renames}:2:12: error: The plan has no `Itm` that `Product` could be called now." in output
    assert "    2 |   Product: Itm" in output
    (problem,) = json.loads(run("check", plan, "--json")[1])
    assert (problem["file"], problem["code"]) == (str(renames), "plan.rename-target")
    renames.write_text("entities:\n  Product: Item\n")
    assert run("check", plan)[0] == 0
