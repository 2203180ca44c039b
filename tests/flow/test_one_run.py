"""Events that are handled at once, by several workers or by a worker and the tick, begin one run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.core.events import Actor, IssueOpened
from bot.flow.handle import handle
from tests.paper import AT, Paper, a_paper_world, small_plan


class Interrupted:
    """A store, before the first call of one of whose methods something else happens."""

    def __init__(self, store: Any, method: str, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._store = store
        self._method = method
        self._meanwhile: Callable[[], Awaitable[object]] | None = meanwhile

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if name != self._method or self._meanwhile is None:
            return found

        async def call(*given: Any, **named: Any) -> Any:
            meanwhile, self._meanwhile = self._meanwhile, None
            if meanwhile is not None:
                await meanwhile()
            return await found(*given, **named)

        return call


def _edited(world: Paper, number: int) -> None:
    issue = world.host.issues[number]
    world.host.issues[number] = issue.model_copy(update={"body": f"```yaml\n{small_plan(())}\n```\n"})


@pytest.mark.parametrize("moment", ["run_of_issue", "runs_of_issue", "open_runs", "save"])
@pytest.mark.parametrize("is_edited", [False, True])
async def test_an_issue_that_is_heard_of_twice_at_once_begins_one_run(
    moment: str, *, is_edited: bool
) -> None:
    """Whoever comes second sees the run of the first, wherever it was overtaken, also with another plan."""
    async with a_paper_world() as world:
        issue = await world.open_issue(who="reader")
        opened = IssueOpened(workspace=AT, issue=issue, actor=Actor(login="owner"))
        world.host.issues[issue] = world.host.issues[issue].model_copy(update={"author": "owner"})

        async def first() -> None:
            if is_edited:
                _edited(world, issue)
            await handle(world.app, opened)

        store = Interrupted(world.app.store, moment, first)
        await handle(replace(world.app, store=store), opened)
        assert await world.app.store.runs_of_issue(AT, issue) == 1
