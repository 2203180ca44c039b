"""Actions are performed in order within their lane, put off when the world says so, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core.actions import PutCheck
from bot.errors import Retryable, UserError
from bot.ports.forge import CheckDraft
from bot.ports.store import Decided
from tests.paper import AT, Paper, a_paper_world


def check(title: str, status: str, stamp: str) -> PutCheck:
    return PutCheck(
        name="lint",
        commit="c" * 40,
        status=status,
        conclusion="success" if status == "completed" else None,
        title=title,
        stamp=stamp,
    )


async def ask(world: Paper, *actions: PutCheck) -> None:
    await world.app.store.save(Decided(workspace=AT, stream="s", actions=actions))


def fails(world: Paper, error: Exception, times: int) -> Callable[..., Any]:
    """Let the next check runs be refused; the titles of those that got through are kept."""
    shown: list[str] = []
    left = [error] * times

    async def put_check(at: Any, draft: CheckDraft) -> int:
        if left:
            raise left.pop()
        shown.append(draft.title)
        return 1

    world.app.forge.put_check = put_check  # type: ignore[method-assign, assignment]
    return lambda: list(shown)


async def test_what_is_put_off_holds_its_lane() -> None:
    """A check run's newer state is not sent before an older one that is put off: the newest is what stays."""
    async with a_paper_world() as world:
        shown = fails(world, Retryable("slow down", after=60), 1)
        await ask(world, check("Running", "in_progress", "1"))
        await world.flow.drain("s")
        await ask(world, check("Done", "completed", "2"))
        await world.flow.drain("s")
        assert shown() == []
        await world.settle()
        assert shown() == ["Running", "Done"]


async def test_what_is_refused_is_not_tried_for_ever() -> None:
    """What the forge refuses for good is given up, and what comes after it goes on."""
    async with a_paper_world() as world:
        shown = fails(world, UserError("no permission"), 1)
        await ask(world, check("Running", "in_progress", "1"), check("Done", "completed", "2"))
        await world.flow.drain("s")
        assert shown() == ["Done"]


async def test_a_fault_of_ours_is_told() -> None:
    """An action that breaks again and again is given up after some attempts: the run halts with a reference."""
    async with a_paper_world() as world:
        fails(world, ZeroDivisionError("a bug"), 100)
        await world.open_issue()
        run = await world.run()
        assert run.status == "halted"
        assert "logged as" in run.trouble
        assert any("logged as" in one.body for one in world.host.comments[run.build_pull])
