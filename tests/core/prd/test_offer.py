"""What is said of requirements that come in a pull request, and which plan is committed for them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.facts import PlanFile, PrdOffer
from bot.core.plan.text import MOST_BYTES
from bot.core.prd.compile import compile_plan
from bot.core.prd.examples import ARCHITECTURE_EXAMPLE, EXAMPLE
from bot.core.prd.offer import Brought, look_at, not_committed
from tests.core.test_offer import PULL, file

COMPILED = compile_plan(EXAMPLE, ARCHITECTURE_EXAMPLE).text
OFFER = PrdOffer(
    pull=PULL,
    is_changed=True,
    prd=file(EXAMPLE),
    architecture=file(ARCHITECTURE_EXAMPLE),
    default_branch="main",
    author_can_write=True,
)


def look(**changed: Any) -> Brought:
    return look_at(OFFER.model_copy(update=changed), frozenset())


def test_the_plan_to_commit() -> None:
    """Where there is no plan, or one that was compiled from other requirements, the one that they mean now."""
    older = compile_plan(EXAMPLE.replace("create", "add"), ARCHITECTURE_EXAMPLE).text
    for before in (None, file(older)):
        found = look(plan=before)
        assert (found.plan, found.look.conclusion) == (COMPILED, "success")
    assert "addItem" in look(plan=file(older)).look.text


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"pull": PULL.model_copy(update={"from_fork": True})}, "in a fork"),
        ({"author_can_write": False}, "no write access"),
        ({"is_building": True}, "frozen"),
        ({"pull": PULL.model_copy(update={"head": "main"})}, "commits no plan to `main`"),
        ({"pull": PULL.model_copy(update={"head": "drystone/7-app"})}, "commits no plan to `drystone/7-app`"),
        ({"plan": file("mine")}, "left alone"),
        ({"plan": file(COMPILED.replace("items", "things"))}, "left alone"),
        ({"plan": PlanFile(is_file=False, size=0)}, "left alone"),
        ({"plan": file(COMPILED)}, "nothing to commit"),
        ({"plan": file(COMPILED.replace("\n", "\r\n"))}, "nothing to commit"),
    ],
)
def test_when_nothing_is_committed(changed: dict[str, Any], word: str) -> None:
    """Never to what is not the author's to write, a frozen plan or people's own; and the reason is told."""
    found = look(**changed)
    assert found.plan == ""
    assert word in found.look.text
    assert "`SHOW-1`" in found.look.text


def test_what_cannot_be_read() -> None:
    """A file that is missing, no file or too large is a problem of that file."""
    large = PlanFile(is_file=True, size=MOST_BYTES + 1)
    problems = [
        *look(prd=None).look.problems,
        *look(architecture=PlanFile(is_file=False, size=0)).look.problems,
        *look(prd=large).look.problems,
    ]
    assert [(one.code, one.file) for one in problems] == [
        ("prd.no-file", "prd.yaml"),
        ("prd.no-file", "architecture.yaml"),
        ("yaml.size", "prd.yaml"),
    ]
    gone = look(prd=None, architecture=None)
    assert (gone.look.conclusion, gone.look.title) == ("neutral", "The requirements are removed")


def test_problems_are_listed_by_file() -> None:
    """Each file's problems stand below its name with excerpts, and nothing is committed."""
    found = look(prd=file(EXAMPLE.replace("entity: Item", "entity: Itme")), architecture=file("targets: 1\n"))
    assert (found.plan, found.look.conclusion) == ("", "failure")
    found = look(prd=file(EXAMPLE.replace("entity: Item", "entity: Itme")))
    assert found.look.title == "The requirements have 2 problems"
    assert "### `prd.yaml`" in found.look.text
    assert "Itme" in found.look.text


def test_a_commit_that_was_refused() -> None:
    """The reason stands first, and what to do instead."""
    told = not_committed(look(), "The branch is locked.")
    assert (told.conclusion, told.title) == ("neutral", "The plan is not committed")
    assert told.text.startswith("The branch is locked. `drystone prd generate` writes `buildplan.yaml`")
