"""Previews on paper: what a run wants is what runs, whatever happens to either."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.core import words
from bot.core.events import PreviewChanged
from bot.core.ids import Workspace
from bot.core.run import Preview, Run
from bot.errors import Retryable
from bot.flow import unless
from bot.flow.handle import handle
from bot.ports.target import Site
from tests.flow.ends import told
from tests.paper import AT, Paper, a_paper_world


@pytest.fixture
async def world() -> AsyncIterator[Paper]:
    async with a_paper_world() as made:
        yield made


async def to_build_pull(world: Paper) -> Run:
    """The first checkpoint approved; the last course laid, with green gates."""
    await world.open_issue()
    await world.review("reviewer", (await world.run()).courses[0].pull)
    return await world.run()


def site(run: Run) -> Site:
    return Site(at=run.workspace, environment="preview", pull=run.build_pull)


def body(world: Paper, run: Run) -> str:
    return world.host.pull(run.build_pull).body


async def test_the_gated_head_runs(world: Paper) -> None:
    """It is brought up, told on the pull request and as a deployment, and no commit is made for it."""
    run = await to_build_pull(world)
    assert world.target.running == {site(run): run.head}
    assert run.head == world.host.branches[run.branch]
    assert f"http://restaurant-booking-preview-{run.build_pull}.localhost" in body(world, run)
    assert told(world, "preview") == ["in_progress", "success"]


async def test_it_is_gone_once_merged(world: Paper) -> None:
    """What runs in the end is staging alone."""
    run = await world.main_job()
    assert world.target.running == {Site(at=AT, environment="staging"): run.merged}
    assert told(world, "preview") == ["in_progress", "success", "inactive"]


@pytest.mark.parametrize("how", ["close", "cancel"])
async def test_it_is_gone_once_nobody_works_on_it(world: Paper, how: str) -> None:
    """Neither a closed pull request nor a cancelled run leaves anything running."""
    run = await to_build_pull(world)
    if how == "close":
        await world.close("owner", run.build_pull)
    else:
        await world.comment("owner", run.issue, "/build cancel")
    assert (await world.run()).status == "cancelled"
    assert world.target.running == {}
    assert told(world, "preview")[-1] == "inactive"


async def test_a_push_is_shown_once_gated(world: Paper) -> None:
    """One preview, now of the new head; the old one's deployment is no longer active."""
    run = await to_build_pull(world)
    await world.push("second", run.branch, {"notes.txt": b"mind the gap"})
    now = await world.run()
    assert now.head != run.head
    assert world.target.running == {site(now): now.head}
    states = {commit: state for commit, name, state in world.host.deployments if name == "preview"}
    assert states == {run.head: "inactive", now.head: "success"}


async def test_a_push_that_does_not_start_is_not_covered_up(world: Paper) -> None:
    """What was shown before goes too: people must not take it for the new head."""
    run = await to_build_pull(world)
    world.target.trouble = "no memory left"
    await world.push("second", run.branch, {"notes.txt": b"mind the gap"})
    assert world.target.running == {}
    assert world.target.trouble in body(world, run)


async def test_red_gates_leave_what_was_shown(world: Paper) -> None:
    """A push that does not pass is not shown: what passed before stays."""
    run = await to_build_pull(world)
    world.gates["lint"].is_red = True
    await world.push("second", run.branch, {"notes.txt": b"mind the gap"})
    assert world.target.running == {site(run): run.head}


async def test_trouble_is_told_and_harms_nothing(world: Paper) -> None:
    """An app that does not come up says why on its pull request; it is approved, merged and deployed like any."""
    world.target.trouble = "The app ended instead of answering: Error: no such table"
    run = await to_build_pull(world)
    assert world.target.trouble in body(world, run)
    assert told(world, "preview") == ["in_progress", "failure"]
    assert run.waiting_for.startswith("an approval")
    world.target.trouble = ""
    await world.review("reviewer", run.build_pull)
    assert (await world.run()).status == "completed"


async def test_what_an_app_says_is_kept_without_secrets(world: Paper) -> None:
    """An app that prints a token on its way down does not get it into the artifacts or onto the board."""
    token = "ghs_" + "a1B2" * 10
    world.target.trouble = f"The app ended instead of answering: {token}"
    run = await to_build_pull(world)
    assert "The app ended" in body(world, run)
    kept = [data.decode() for name, data in world.kept.artifacts.items() if "deployments/" in name]
    assert kept
    assert token not in "".join([*kept, body(world, run), str(run.preview)])


async def test_people_may_try_again(world: Paper) -> None:
    """After the cause is gone, `/build preview` brings it up."""
    world.target.trouble = "no memory left"
    run = await to_build_pull(world)
    world.target.trouble = ""
    await world.comment("reviewer", run.build_pull, "/build preview")
    assert world.target.running == {site(run): run.head}


async def test_a_bug_of_ours_is_told_with_a_reference(world: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the target breaks by is logged, and the pull request says where."""

    async def broken(*_: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(world.target, "deploy", broken)
    run = await to_build_pull(world)
    assert f"logged as {run.id}/preview" in body(world, run)
    assert run.waiting_for.startswith("an approval")


async def test_what_may_pass_by_itself_is_waited_for(world: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world that is away interrupts a preview; it goes on later by itself."""
    deploy, left = world.target.deploy, [Retryable("away")] * 3

    async def interrupted(*given: Any) -> Any:
        if left:
            raise left.pop()
        return await deploy(*given)

    monkeypatch.setattr(world.target, "deploy", interrupted)
    run = await to_build_pull(world)
    assert world.target.running == {site(run): run.head}
    assert told(world, "preview") == ["in_progress", "success"]


async def test_one_that_ended_by_itself_is_brought_up_again(world: Paper) -> None:
    """The tick sees that it is gone, and the forge is told of another start."""
    run = await to_build_pull(world)
    world.target.running.clear()
    await world.pass_time(30)
    assert world.target.running == {site(run): run.head}
    assert told(world, "preview") == 2 * ["in_progress", "success"]


async def test_what_no_run_wants_is_stopped(world: Paper) -> None:
    """A preview that a crash left behind goes; staging is none of them."""
    run = await to_build_pull(world)
    left = Site(at=Workspace(installation=1, repo="bali/gone"), environment="preview", pull=3)
    staging = Site(at=AT, environment="staging")
    world.target.running |= {left: "a" * 40, staging: "b" * 40}
    await world.pass_time(30)
    assert set(world.target.running) == {site(run), staging}


async def test_it_ends_after_a_day(world: Paper) -> None:
    """By itself, while the pull request goes on waiting."""
    run = await to_build_pull(world)
    await world.pass_time(30)
    assert world.target.running
    world.clock.advance(86_400)
    await world.pass_time(30)
    assert world.target.running == {}
    assert words.PREVIEW_EXPIRED in body(world, run)
    assert told(world, "preview")[-1] == "inactive"


async def another(world: Paper, repo: str, since: float) -> Run:
    """A run of another repository on the same machine, which shows its head."""
    run = await world.run()
    at = Workspace(installation=1, repo=repo)
    preview = Preview(commit="c" * 40, pull=3, status="up", since=since, url="http://x.localhost")
    made = {"id": slug_of(repo), "workspace": at, "status": "halted", "trouble": "red", "preview": preview}
    other = run.model_copy(update={**made, "version": 1, "build_pull": 0, "issue": 900})
    world.kept.tables.runs[other.id] = other
    world.target.running[Site(at=at, environment="preview", pull=3)] = preview.commit
    return other


def slug_of(repo: str) -> str:
    return repo.replace("/", "-")


async def test_two_at_most_on_a_machine(world: Paper) -> None:
    """The third one takes the place of the oldest, whose pull request says so."""
    await world.open_issue()
    now = world.clock.now()
    oldest, newer = [
        await another(world, repo, now - age) for repo, age in (("bali/oldest", 20), ("bali/newer", 10))
    ]
    await world.review("reviewer", (await world.run()).courses[0].pull)
    run = await world.run()
    assert set(world.target.running) == {site(run), Site(at=newer.workspace, environment="preview", pull=3)}
    gone = world.kept.tables.runs[oldest.id].preview
    assert gone is not None
    assert (gone.status, gone.told) == ("stopped", words.PREVIEW_DISPLACED)


async def test_one_that_is_no_longer_wanted_is_not_brought_up(
    world: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What becomes unwanted while it starts is broken off; nothing is left of it."""
    monkeypatch.setattr(unless, "WATCH_SECONDS", 0)
    ended = []

    async def slow(at: Site, commit: str, *_: Any) -> None:
        world.target.running[at] = commit
        run = await world.run()
        await handle(world.app, PreviewChanged(run=run.id, attempt=1, outcome="displaced"))
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(commit)

    monkeypatch.setattr(world.target, "deploy", slow)
    run = await to_build_pull(world)
    assert ended == [run.head]
    assert world.target.running == {}
    assert told(world, "preview") == ["in_progress", "inactive"]
