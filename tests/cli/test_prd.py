"""`drystone prd …` as a person or a script uses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, EXAMPLE
from bot.core.prd.files import ARCHITECTURE, PRD
from tests.cli.shell import drystone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sound PRD and its architecture."""
    (tmp_path / "prd.yaml").write_text(EXAMPLE)
    (tmp_path / "architecture.yaml").write_text(ARCHITECTURE_EXAMPLE)
    return tmp_path


def test_init_writes_what_is_sound(tmp_path: Path) -> None:
    """Both files to begin with are valid, explain themselves, and become a plan with no problem; nothing is lost."""
    place = tmp_path / "new"
    assert drystone("prd", "init", "--out", place).status == 0
    assert all((place / name).read_text().count("# ") > 3 for name in ("prd.yaml", "architecture.yaml"))
    done = drystone("prd", "generate", place)
    assert (done.status, "0 errors" in done.err) == (0, False)
    checked = drystone("plan", "check", place / "buildplan.yaml")
    assert (checked.status, "warning" in checked.out) == (0, False)
    (place / "prd.yaml").write_text("mine")
    refused = drystone("prd", "init", "--out", place)
    assert refused.status == 2
    assert f"Already there: {place}/prd.yaml" in refused.err
    assert (place / "prd.yaml").read_text() == "mine"


def test_validate_a_sound_product(folder: Path) -> None:
    """Either file may be named, and both; the digest is that of the plan."""
    both = drystone("prd", "validate", folder / "architecture.yaml", folder / "prd.yaml")
    assert (both.status, both.out) == (0, drystone("prd", "validate", folder / "prd.yaml").out)
    drystone("prd", "generate", folder)
    digest = both.out.split("digest of their plan is ")[1].strip()
    assert digest in drystone("plan", "check", folder / "buildplan.yaml").out


def test_validate_tells_all_problems(folder: Path) -> None:
    """Problems of both files, each with its file, line and excerpt; with --json as a list. The status is 1."""
    (folder / "prd.yaml").write_text(EXAMPLE.replace("actor: clerk", "actor: clark"))
    (folder / "architecture.yaml").write_text(ARCHITECTURE_EXAMPLE + "version: 2.0.0\n")
    done = drystone("prd", "validate", folder / "prd.yaml")
    assert done.status == 1
    line = EXAMPLE[: EXAMPLE.index("actor: clerk")].count("\n") + 1
    assert f"{folder}/prd.yaml:{line}:61: error: There is no actor `clark`. [prd.unknown-actor]" in done.out
    assert f"{folder}/architecture.yaml:3:1: error:" in done.out
    assert "mean no plan: " in done.out
    told = drystone("prd", "validate", folder / "prd.yaml", "--json")
    assert told.status == 1
    files = {one["code"]: one["file"] for one in json.loads(told.out)}
    assert files["prd.unknown-actor"] == str(folder / "prd.yaml")
    assert files["yaml.duplicate-key"] == str(folder / "architecture.yaml")


def test_what_cannot_be_read(folder: Path) -> None:
    """A file that is not there, or one too many of a kind: 2, with what to do; with --json as a problem too."""
    missing = drystone("prd", "validate", folder / "other" / "prd.yaml")
    assert missing.status == 2
    assert "begin with `drystone prd init`" in missing.err
    told = drystone("prd", "validate", folder / "other" / "prd.yaml", "--json")
    assert (told.status, json.loads(told.out)[0]["code"]) == (2, "yaml.unreadable")
    more = drystone("prd", "validate", folder / "prd.yaml", folder / "prd2.yaml")
    assert more.status == 2
    assert "One PRD and one architecture belong together" in more.err


def test_generate_writes_the_plan(folder: Path) -> None:
    """It says what became of each requirement; said again, the same bytes; with - the plan alone is printed."""
    done = drystone("prd", "generate", folder)
    assert done.status == 0
    assert "  SHOW-1: operation catalog.listItems, GET /api/items\n" in done.out
    text = (folder / "buildplan.yaml").read_text()
    assert "is up to date" in drystone("prd", "generate", folder).out
    assert drystone("prd", "generate", folder, "--out", "-").out == text
    other = folder / "other.yaml"
    assert drystone("prd", "generate", folder, "--out", other).status == 0
    assert other.read_text() == text


def test_generate_with_problems(folder: Path) -> None:
    """Nothing is written, the problems are told, and the status is 1."""
    (folder / "prd.yaml").write_text(EXAMPLE.replace("entity: Item", "entity: Itme"))
    done = drystone("prd", "generate", folder)
    assert (done.status, done.out) == (1, "")
    assert "prd.unknown-entity" in done.err
    assert not (folder / "buildplan.yaml").exists()


def test_generate_writes_over_no_work(folder: Path) -> None:
    """A plan that people wrote or changed stays, unless they say --force; one that was compiled is made anew."""
    plan = folder / "buildplan.yaml"
    drystone("prd", "generate", folder)
    (folder / "prd.yaml").write_text(EXAMPLE.replace("create", "add"))
    assert "is made anew" in drystone("prd", "generate", folder).out
    mine = plan.read_text().replace("/api/items", "/api/things")
    plan.write_text(mine)
    done = drystone("prd", "generate", folder)
    assert done.status == 2
    assert "changed by hand" in done.err
    assert plan.read_text() == mine
    assert drystone("prd", "generate", folder, "--force").status == 0
    assert plan.read_text() != mine


def test_schemas_are_printed() -> None:
    """`prd schema` prints what editors need, for either file."""
    assert json.loads(drystone("prd", "schema", "prd").out) == PRD.schema
    assert json.loads(drystone("prd", "schema", "architecture").out) == ARCHITECTURE.schema
    assert drystone("prd", "schema", "plan").status == 2
