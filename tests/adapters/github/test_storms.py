"""Any calls failing in any way, and the caller trying again: the end is always the same."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import get_args

import pytest

from bot.adapters.git.repo import GitRepo
from bot.adapters.github.app import GitHubApp
from bot.errors import Retryable
from bot.localforge.faults import ApiFaultKind
from bot.ports.forge import Annotation, CheckDraft
from bot.ports.phase import ChangeSet
from bot.ports.repo import Laid, Stamp
from tests.adapters.github.conftest import REPO, Town


class Stubborn:
    """Does things until they are done, each attempt by a new process, with faults in between."""

    def __init__(self, town: Town, seed: int) -> None:
        self._town = town
        self._random = random.Random(seed)

    async def until_done(self, do: Callable[[GitHubApp], Awaitable[object]]) -> None:
        for attempt in range(40):
            if attempt < 30:
                await self._break_something()
            try:
                async with GitHubApp.connect(self._town.options) as app:
                    await do(app)
            except Retryable:
                continue
            finally:
                await self._town.forge.clear_faults()
            return
        raise AssertionError("never done")

    async def _break_something(self) -> None:
        kinds: tuple[ApiFaultKind, ...] = get_args(ApiFaultKind)
        for _ in range(2):
            await self._town.forge.fault_api(
                self._random.choice(kinds),
                path=f"/repos/{REPO}/.*|.*access_tokens",
                skip=self._random.randrange(4),
                count=self._random.randrange(1, 3),
                seconds=0.01,
                status=self._random.choice([500, 502, 503]),
            )


@pytest.mark.parametrize("seed", range(6))
async def test_every_write_is_done_once(town: Town, seed: int) -> None:
    """One comment, one pull request, one check with each annotation once, one deployment, one merge."""
    head = await town.branch("drystone-1")
    main = await town.head()
    issue = (await town.forge.open_issue("writer", REPO, "T"))["number"]
    notes = tuple(
        Annotation(path="a", start_line=line, end_line=line, level="notice", message="m")
        for line in range(1, 121)
    )
    check = CheckDraft(
        name="unit",
        commit=head,
        external_id="r/unit/1",
        status="completed",
        conclusion="failure",
        annotations=notes,
    )
    at, bot = town.at, Stubborn(town, seed)
    await bot.until_done(lambda app: app.put_comment(at, issue, "plan", "text"))
    await bot.until_done(lambda app: app.open_pull(at, "drystone-1", "main", "T", "B", draft=True))
    (pull,) = await town.forge.pulls(REPO)
    await bot.until_done(lambda app: app.put_check(at, check))
    await bot.until_done(lambda app: app.mark_ready(at, pull["number"]))
    await bot.until_done(lambda app: app.deployment(at, main, "staging", "success", "http://127.0.0.1:1/"))
    await bot.until_done(lambda app: app.merge_pull(at, pull["number"], head, "T"))
    assert [one["body"] for one in await town.forge.comments(REPO, issue)] == ["<!-- drystone:plan -->\ntext"]
    (run,) = await town.forge.checks(REPO, head)
    lines = [one["start_line"] for one in await town.forge.annotations(REPO, run["id"])]
    assert sorted(lines) == list(range(1, 121))
    assert len(await town.forge.deployments(REPO)) == 1
    first, there, merged = 1, 1, 1
    assert len(await town.forge.log(REPO)) == first + there + merged


async def test_a_course_is_laid_over_http(town: Town, tmp_path: Path) -> None:
    """The git adapter with the App's token, against git over HTTP: laid, adopted, moved, and a token that ended."""
    repo = GitRepo(tmp_path / "mirrors", town.app.git_remote)
    main = await town.head()
    branch, stamp = (
        "drystone/1-app",
        Stamp(at=1_700_000_000, subject="Lay", run="r" * 16, phase="scaffold", plan="p"),
    )
    await repo.start_branch(town.at, branch, main)
    change = ChangeSet({f"src/{number}.ts": b"export {}\n" for number in range(120)})
    laid = await repo.lay(town.at, branch, change, stamp)
    assert isinstance(laid, Laid)
    assert (await town.forge.branches(REPO))[branch] == laid.commit
    again = await GitRepo(tmp_path / "other", town.app.git_remote).lay(town.at, branch, change, stamp)
    assert again == laid.model_copy(update={"is_new": False})
    assert len(await repo.generated(town.at, laid.commit)) == 120
    assert await town.app.move_branch(town.at, "main", laid.commit)
    assert await town.head() == laid.commit
