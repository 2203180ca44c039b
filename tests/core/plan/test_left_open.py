"""What a plan does not say enough about is told to those who are to say yes to it, never built as a silent stub."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from bot.cli.main import make_app
from bot.core.plan.load import load
from bot.core.plan.summary import plan_summary
from tests.builders import restaurant

CANCEL = "        - name: cancelReservation\n"
RATE = "        - { name: rateTable, kind: command, input: { stars: int }, output: Table, auth: user }\n"
RATED = restaurant().replace(CANCEL, RATE + CANCEL)
"""How a table is rated, and where that is kept, the plan does not say."""


def summary(text: str) -> str:
    plan = load(text).plan
    assert plan is not None
    return plan_summary(plan)


def test_the_summary_tells() -> None:
    """Each operation whose meaning cannot be told, with the reason, where the plan is answered."""
    assert "### Left open" in summary(RATED)
    assert "rateTable: " in summary(RATED)
    assert "Left open" not in summary(restaurant())


def test_generate_tells(tmp_path: Path) -> None:
    """On the command line too, with the file to fill in."""
    (tmp_path / "buildplan.yaml").write_text(RATED)
    done = CliRunner().invoke(
        make_app(["generate"]), ["generate", str(tmp_path / "buildplan.yaml"), "--out", str(tmp_path / "app")]
    )
    assert done.exit_code == 0, done.output
    assert "Left open in domains/reservation/open/rateTable.ts" in done.output
    assert "rateTable: " in done.output
