"""Rows 28, 29, 32 and 33 of the attacks: limits, late copies, people at work meanwhile, tokens that end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.localforge.faults import ApiFaultKind
from tests.builders import restaurant
from tests.mortal import Life
from tests.world import REPO, World

OTHER = "lombok/bites"
LIMITS: list[tuple[ApiFaultKind, dict[str, Any]]] = [
    ("primary", {"status": 403}),
    ("primary", {"status": 429, "retry_after": 30}),
    ("secondary", {"status": 403, "retry_after": 30}),
    ("secondary", {"status": 403}),
    ("secondary", {"status": 429}),
]


def before_phase(phase: str, do: Callable[[str], Awaitable[Any]]) -> Life:
    """Something happens right before a phase's commit is made, once."""
    done: list[str] = []

    async def dies(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        if (moment, write, done) == ("before", "repo.lay", []) and given[3].phase == phase:
            done.append(phase)
            await do(given[1])
        return False

    return Life(dies)


@pytest.mark.parametrize(("kind", "how"), LIMITS)
async def test_28_slow_down(at_checkpoint: World, kind: ApiFaultKind, how: dict[str, Any]) -> None:
    """Told to slow down, one installation pauses, and only that: nothing fails, and nothing is done twice."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.create_repo(OTHER)
    app = next(iter(world.forge.site.state.apps))
    await world.forge.install_app(app, [OTHER])
    elsewhere = await world.forge.open_issue("lombok", OTHER, "A question")
    await world.forge.fault_api(kind, path=f"/repos/{REPO}/.*", **how)
    await world.forge.comment("owner", REPO, run.issue, "/build retry lint")
    await world.work()
    calls = len(await world.forge.calls(path=REPO))
    await world.forge.comment("owner", REPO, run.issue, "/build status")
    await world.forge.comment("lombok", OTHER, elsewhere["number"], "/help")
    await world.work()
    assert len(await world.forge.calls(path=REPO)) == calls
    assert len(await world.forge.comments(OTHER, elsewhere["number"])) == 2
    await world.settle()
    after = await world.run()
    assert [(step.status, step.attempt) for step in after.steps if step.name == "lint"] == [
        ("done", 1),
        ("done", 2),
    ]
    assert len(await world.answers(run.issue)) == 2
    assert (after.status, after.trouble) == ("waiting", "")


async def test_29_late_copies_and_lost_answers(world: World) -> None:
    """What was made is not there yet, or is there although no answer came: it is found, and made once."""
    faults: tuple[ApiFaultKind, ...] = ("late", "lost")
    for fault in faults:
        for path in (".*/pulls", ".*/comments", ".*/check-runs", ".*/git/refs"):
            await world.forge.fault_api(fault, path=path, method="POST", count=2)
    await world.open_issue()
    run = await world.run()
    assert run.status == "waiting", run.trouble
    pulls = [one["head"]["ref"] for one in await world.forge.pulls(REPO)]
    assert pulls == [run.branch, run.courses[0].branch]
    checks = [(one.name, one.head_sha) for one in world.check_runs()]
    assert sorted(checks) == sorted((name, run.head) for name in ("compile", "lint", "afterDomains"))
    said = [len(await world.said(number)) for number in (run.issue, run.build_pull, run.courses[0].pull)]
    assert said == [1, 0, 0]


async def test_32_a_push_in_mid_phase(world: World) -> None:
    """What a person pushes meanwhile is merged; where both wrote the same file both are shown. Nothing is forced."""
    pushed: list[str] = []

    async def push(branch: str, files: dict[str, str | None]) -> None:
        pushed.append(await world.forge.push_files("second", REPO, branch, files))

    await world.start(before_phase("assemble", lambda branch: push(branch, {"NOTES.txt": "mine\n"})))
    await world.open_issue()
    run = await world.run()
    branch = run.courses[0].branch
    assert await world.phases(branch) == ["", "plan", "scaffold", "", "assemble", "domains"]
    assert "NOTES.txt" in await world.tree(branch)

    mine: dict[str, str | None] = {"package.json": '{"name": "mine"}\n'}
    await world.start(before_phase("replan", lambda branch: push(branch, mine)))
    await world.push(
        "owner",
        branch,
        {"buildplan.yaml": restaurant().replace("name: restaurant-booking", "name: bistro-booking")},
    )
    halted = await world.run()
    assert halted.status == "halted"
    shown = (await world.said(run.build_pull))[-1]
    for side in ("<<<<<<<", '"name": "mine"', "bistro-booking", ">>>>>>>"):
        assert side in shown
    log = [one["sha"] for one in await world.forge.log(REPO, branch)]
    assert log[0] == pushed[-1]
    assert set(pushed) < set(log)


async def test_33_a_token_ends_in_mid_phase(world: World) -> None:
    """A token that is no longer taken is asked for anew, by calls and by git; nothing is refused."""

    async def forget(branch: str) -> None:
        tokens = world.forge.site.state.tokens
        for value in [one.value for one in tokens.values() if one.installation_id]:
            del tokens[value]

    await world.start(before_phase("assemble", forget))
    await world.open_issue()
    run = await world.run()
    assert (run.status, run.trouble) == ("waiting", "")
    assert {step.attempt for step in run.steps} == {1}


async def test_33_the_app_is_suspended(at_checkpoint: World) -> None:
    """A suspended App's run is parked as it stands, and goes on by itself once that has ended."""
    world = at_checkpoint
    run = await world.run()
    await world.forge.suspend(world.at.installation)
    await world.forge.approve("reviewer", REPO, run.courses[0].pull)
    await world.pass_time(60)
    parked = await world.run()
    assert (parked.status, parked.trouble, parked.head) == ("waiting", "", run.head)
    assert not parked.courses[0].laid
    await world.forge.suspend(world.at.installation, suspended=False)
    await world.pass_time(120)
    after = await world.run()
    assert after.courses[0].laid, after.trouble
    assert {step.attempt for step in after.steps} == {1}
