"""Finding the plan in an issue."""

from __future__ import annotations

import pytest

from bot.core.plan.extract import find_plan, plan_from_issue

PLAN = "version: 1.0.0\nproject:\n  name: shop\n"


@pytest.mark.parametrize(
    "body",
    [
        f"```yaml\n{PLAN}```",
        f"Hello\n\n```yml\n{PLAN}```\n\nBye",
        f"```YAML title=buildplan.yaml\n{PLAN}```",
        f"~~~yaml\n{PLAN}~~~",
        f"````yaml\n{PLAN}````",
        f"```\n{PLAN}```",
        f"```yaml\n{PLAN}",
        f"```yaml\nother: 1\n```\n\n```yaml\n{PLAN}```\n\n```yaml\nproject: later\n```",
        f"```\nproject: a log\n```\n\n```yaml\n{PLAN}```",
        f"```js\nproject: 1\n```\n\n```yaml\n{PLAN}```",
        f"<details>\n<summary>The plan</summary>\n\n```yaml\n{PLAN}```\n\n</details>",
        f"<details>\n```yaml\n{PLAN}```\n</details>",
        "1. The plan:\n\n" + "".join(f"   {line}\n" for line in f"```yaml\n{PLAN}```".splitlines()),
        "- plan\n  ```yaml\n  version: 1.0.0\n  project:\n    name: shop\n  ```",
        "".join(f"> {line}\n" for line in f"```yaml\n{PLAN}```".splitlines()),
    ],
)
def test_finds_the_plan(body: str) -> None:
    """The plan is the first fenced YAML with a `project`, however it is wrapped; CRLF makes no difference."""
    assert plan_from_issue(body) == PLAN
    assert plan_from_issue(body.replace("\n", "\r\n")) == PLAN


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "no plan",
        "```yaml\nname: shop\n```",
        "project: not fenced",
        "```yaml\na:\n  project: inner\n```",
    ],
)
def test_finds_nothing_where_nothing_is(body: str | None) -> None:
    """Text without a fenced plan holds none."""
    assert plan_from_issue(body) is None


def test_tells_where_the_plan_starts() -> None:
    """The line of the issue that the plan's first line is, so that its lines can be pointed at."""
    found = find_plan(f"Hello\n\n```yaml\n{PLAN}```\n")
    assert found is not None
    assert found.line == 4
    assert find_plan(f"<details>\n```yaml\n{PLAN}```\n</details>") == (PLAN, 3)


def test_an_indented_block_is_a_plan() -> None:
    """A block that stands in by some spaces as a whole is a plan too."""
    indented = "".join(f"    {line}\n" for line in PLAN.splitlines())
    assert plan_from_issue(f"```yaml\n{indented}```") == indented
