"""Check runs: one for each external id, each annotation once."""

from __future__ import annotations

import pytest

from bot.adapters.github.app import GitHubApp
from bot.adapters.github.failures import LostError
from bot.ports.forge import Annotation, CheckDraft
from tests.adapters.github.conftest import REPO, Town


def draft(commit: str, **more: object) -> CheckDraft:
    fields = {
        "name": "unit",
        "commit": commit,
        "external_id": "run/unit/1",
        "status": "in_progress",
        "title": "Runs",
    }
    return CheckDraft.model_validate(fields | {"summary": "so far"} | more)


def notes(count: int, word: str = "wrong") -> tuple[Annotation, ...]:
    return tuple(
        Annotation(
            path="a.ts", start_line=number, end_line=number, level="failure", message=f"{word} {number}"
        )
        for number in range(1, count + 1)
    )


async def test_a_check_is_made_and_then_changed(town: Town) -> None:
    """One run from queued to completed; what is as wanted is not sent again."""
    head = await town.head()
    first = await town.app.put_check(town.at, draft(head, status="queued"))
    for _ in range(2):
        assert await town.app.put_check(town.at, draft(head)) == first
        done = draft(head, status="completed", conclusion="success", summary="42 passed")
        done = done.model_copy(update={"buttons": (("Retry", "Run this gate again", "retry"),)})
    for _ in range(2):
        assert await town.app.put_check(town.at, done) == first
    assert [method for method, _ in await town.writes()] == ["POST", "PATCH", "PATCH"]
    (check,) = await town.app.checks(town.at, head)
    assert (check.name, check.status, check.conclusion, check.app) == (
        "unit",
        "completed",
        "success",
        "drystone",
    )


async def test_another_attempt_is_another_run(town: Town) -> None:
    """Told by the external id; the newest counts."""
    head = await town.head()
    first = await town.app.put_check(town.at, draft(head, status="completed", conclusion="failure"))
    second = await town.app.put_check(town.at, draft(head, external_id="run/unit/2"))
    assert first != second
    (newest,) = await town.app.checks(town.at, head)
    assert newest.external_id == "run/unit/2"


async def test_annotations_come_in_batches_and_once(town: Town) -> None:
    """More than GitHub takes at once, doubled in the report, sent by two processes: each is there once."""
    head = await town.head()
    wanted = draft(head, status="completed", conclusion="failure", annotations=notes(121) + notes(30))
    number = await town.app.put_check(town.at, wanted)
    async with GitHubApp.connect(town.options) as other:
        assert await other.put_check(town.at, wanted) == number
    there = await town.forge.annotations(REPO, number)
    assert sorted(one["start_line"] for one in there) == list(range(1, 122))
    assert len(await town.writes()) == 3


async def test_annotations_go_on_where_they_broke_off(town: Town) -> None:
    """Killed or refused between two batches: the rest is sent, nothing twice. A lost answer is no second batch."""
    head = await town.head()
    wanted = draft(head, status="completed", conclusion="failure", annotations=notes(150))
    await town.forge.fault_api("status", "PATCH", ".*/check-runs/.*", skip=1)
    with pytest.raises(LostError):
        await town.app.put_check(town.at, wanted)
    await town.forge.clear_faults()
    await town.forge.fault_api("lost", "PATCH", ".*/check-runs/.*")
    with pytest.raises(LostError):
        await town.app.put_check(town.at, wanted)
    number = await town.app.put_check(town.at, wanted)
    there = await town.forge.annotations(REPO, number)
    assert sorted(one["start_line"] for one in there) == list(range(1, 151))


async def test_a_lost_answer_makes_no_second_check(town: Town) -> None:
    """The run that it made is found by its external id."""
    head = await town.head()
    await town.forge.fault_api("lost", "POST", ".*/check-runs")
    await town.app.put_check(town.at, draft(head, annotations=notes(3)))
    assert len(await town.forge.checks(REPO, head)) == 1
    (check,) = await town.forge.checks(REPO, head)
    assert len(await town.forge.annotations(REPO, check["id"])) == 3


async def test_texts_are_cut(town: Town) -> None:
    """Two megabytes of output, an emoji at the cut, long titles, long buttons: GitHub takes it."""
    head = await town.head()
    await town.app.put_check(
        town.at,
        draft(
            head,
            title="t" * 500,
            summary="```\n" + "👩‍🚀" * 500_000,
            text="x" * 70_000,
            annotations=(
                Annotation(
                    path="a", start_line=0, end_line=-3, level="notice", message="m" * 99_999, title="t" * 999
                ),
            ),
            buttons=(("l" * 99, "d" * 99, "retry"),) * 4,
        ),
    )
    (check,) = await town.forge.checks(REPO, head)
    assert len(check["output"]["summary"]) < 65_535
