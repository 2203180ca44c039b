"""What is said of a plan that comes in a pull request."""

from __future__ import annotations

import re

import pytest

from bot.core.facts import Offer, PlanFile, PullView
from bot.core.offer import Look, look_at
from bot.core.plan.text import MOST_BYTES
from tests.builders import restaurant

PULL = PullView(
    number=7,
    node_id="n",
    head="plan",
    head_sha="a" * 40,
    base="main",
    base_sha="b" * 40,
    from_fork=False,
    is_draft=False,
    is_open=True,
    is_merged=False,
)
EDITED = (
    restaurant()
    .replace("mode: test", "mode: live")
    .replace("type: int,                check", "type: bigint, check")
)


def file(text: str | bytes) -> PlanFile:
    data = text.encode() if isinstance(text, str) else text
    return PlanFile(is_file=True, size=len(data), data=data)


def look(head: PlanFile | None, base: PlanFile | None = None, *others: str) -> Look:
    return look_at(Offer(pull=PULL, is_changed=True, head=head, base=base, others=others), frozenset())


def test_a_new_plan() -> None:
    """A sound plan where there was none: success, what it builds, and that all of it is new."""
    found = look(file(restaurant()))
    assert (found.conclusion, found.title) == ("success", "The plan is sound, with 4 warnings")
    assert "no plan on `main` yet: all of it is new" in found.text
    assert "restaurant-booking" in found.text
    assert "erDiagram" in found.text


def test_a_changed_plan() -> None:
    """A sound plan in place of another: each thing that it changes is listed."""
    found = look(file(EDITED), file(restaurant()))
    assert found.conclusion == "success"
    assert "| ✏️ | integrations, stripe, mode | `test` | `live` |" in found.text
    assert "| ✏️ | entity `Reservation`, field `partySize`, type | `int` | `bigint` |" in found.text


def test_a_plan_that_means_the_same() -> None:
    """Another comment in the plan changes nothing, and that is said."""
    found = look(file("# ours\n" + restaurant()), file(restaurant()))
    assert "Nothing: it means the same as the plan on `main`" in found.text


def test_a_base_whose_plan_is_bad() -> None:
    """A mended plan is sound; that it cannot be compared is said."""
    assert "cannot be compared" in look(file(restaurant()), file("project: 1")).text


def test_a_bad_plan() -> None:
    """Every problem is there with its line; nothing is built."""
    bad = restaurant().replace("nextjs-15", "nextjs-14").replace("auth: clerk", "auth: clark")
    found = look(file(bad), file(restaurant()))
    lines = bad.splitlines()
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert (found.conclusion, found.title) == ("failure", "The plan has 2 problems")
    assert [lines[problem.line - 1].strip() for problem in errors] == ["stack: nextjs-14", "auth: clark"]
    assert "Nothing is built from it" in found.text


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (PlanFile(is_file=True, size=MOST_BYTES + 1), f"this text has {MOST_BYTES + 1:,}"),
        (PlanFile(is_file=False, size=9), "is no file"),
        (file(b"project: \xff\xfe"), "not UTF-8"),
        (file("project".encode("utf-16")), "UTF-16"),
        (file(""), "project"),
        (file(restaurant() + "\n---\n" + restaurant()), "a second one starts here"),
    ],
)
def test_what_cannot_be_read(head: PlanFile, told: str) -> None:
    """Too large, no file, another encoding, empty, two documents: refused, and it says why."""
    found = look(head)
    assert found.conclusion == "failure"
    assert told in found.text


def test_two_files() -> None:
    """A second file named nearly as the plan is an error on that file; alone it is no plan, and told so."""
    found = look(file(restaurant()), None, "buildplan.yml")
    assert found.conclusion == "failure"
    assert (found.problems[0].file, found.problems[0].code) == ("buildplan.yml", "plan.two-files")
    assert "`buildplan.yml` is named nearly as the plan" in found.text
    alone = look(None, None, "BuildPlan.yaml")
    assert (alone.conclusion, [problem.severity for problem in alone.problems]) == ("neutral", ["warning"])
    assert "`BuildPlan.yaml` is not read" in alone.text


def test_no_plan_any_more() -> None:
    """A pull request that removes the plan, and one that leaves it alone after all, are neutral and say so."""
    assert (look(None, file(restaurant())).conclusion, look(None).title) == ("neutral", "The plan is removed")
    unchanged = look_at(Offer(pull=PULL), frozenset())
    assert unchanged.conclusion == "neutral"
    assert "leaves `buildplan.yaml` as it is on `main`" in unchanged.text


def test_names_are_inert() -> None:
    """What a plan names is shown as text and never as mark-up, wherever it stands."""
    evil = "</details>@team ![x](http://x)|"
    found = look(file(restaurant().replace("restaurant-booking", f'"{evil}"', 1)), file(restaurant()))
    plain = re.sub("`[^`]*`", "", found.text)
    assert "</details>" not in plain
    assert "@team" not in plain
