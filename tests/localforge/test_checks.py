"""Check runs and suites."""

from __future__ import annotations

from typing import Any

from tests.localforge.scene import AT, REPO, Scene


def _notes(count: int) -> dict[str, Any]:
    note = {"path": "README.md", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m"}
    return {"title": "t", "summary": "s", "annotations": [note] * count}


async def _run(world: Scene, **more: Any) -> dict[str, Any]:
    head = (await world.forge.branches(REPO))["main"]
    made: dict[str, Any] = await world.ok(
        "POST", AT + "/check-runs", {"name": "lint", "head_sha": head, **more}
    )
    return made


async def test_only_apps_write_checks(world: Scene) -> None:
    """A person with write access may not."""
    head = (await world.forge.branches(REPO))["main"]
    body = {"name": "lint", "head_sha": head}
    assert (await world.call("POST", AT + "/check-runs", body, world.tokens["owner"])).status == 403
    assert (await world.call("POST", AT + "/check-runs", {**body, "head_sha": "1" * 40})).status == 422


async def test_annotations_come_fifty_at_a_time_and_add_up(world: Scene) -> None:
    """Each update appends; fifty-one in one call are refused, and nothing is kept of them."""
    run = await _run(world, output=_notes(50))
    path = f"{AT}/check-runs/{run['id']}"
    assert (await world.call("PATCH", path, {"output": _notes(51)})).status == 422
    await world.ok("PATCH", path, {"output": _notes(3)})
    assert (await world.ok("GET", path))["output"]["annotations_count"] == 53
    assert len(await world.ok("GET", path + "/annotations?per_page=100")) == 53


async def test_texts_and_buttons_have_limits(world: Scene) -> None:
    """65,535 characters of summary, three buttons with short labels."""
    assert (await _run(world, output={"title": "t", "summary": "x" * 65_535}))["id"]
    head = (await world.forge.branches(REPO))["main"]
    body = {"name": "n", "head_sha": head}
    long = {"title": "t", "summary": "x" * 65_536}
    button = {"label": "Fix", "description": "d", "identifier": "fix"}
    for wrong in (
        {"output": long},
        {"actions": [button] * 4},
        {"actions": [{**button, "label": "x" * 21}]},
        {"status": "completed"},
        {"conclusion": "splendid"},
        {"output": {"title": "t"}},
    ):
        assert (await world.call("POST", AT + "/check-runs", {**body, **wrong})).status == 422, wrong


async def test_the_latest_run_of_each_name_counts(world: Scene) -> None:
    """`filter=all` shows the older ones too; the external id is kept."""
    await _run(world, external_id="first")
    await _run(world, external_id="second", conclusion="success")
    latest = await world.ok("GET", AT + "/commits/main/check-runs")
    assert [(one["external_id"], one["status"]) for one in latest["check_runs"]] == [("second", "completed")]
    every = await world.ok("GET", AT + "/commits/main/check-runs?filter=all")
    assert every["total_count"] == 2


async def test_buttons_and_reruns_reach_the_app(world: Scene) -> None:
    """A click carries its identifier and who clicked; a rerun sets the run back to queued."""
    button = {"label": "Fix", "description": "d", "identifier": "fix"}
    run = await _run(world, conclusion="failure", actions=[button])
    await world.forge.click("reviewer", REPO, run["id"], "fix")
    await world.forge.rerun("reviewer", REPO, run["id"])
    await world.forge.idle()
    (clicked,) = world.hook.payloads("check_run.requested_action")
    assert clicked["requested_action"] == {"identifier": "fix"}
    assert clicked["sender"]["login"] == "reviewer"
    assert world.hook.payloads("check_run.rerequested")
    (after,) = await world.forge.checks(REPO, "main")
    assert (after["status"], after["conclusion"]) == ("queued", None)


async def test_another_apps_run_is_not_ones_own(world: Scene) -> None:
    """It may be read, not written."""
    run = await _run(world)
    other = await world.forge.register_app("Other", "owner")
    installed = await world.forge.install_app(other["id"], [REPO])
    world.app, world.installation = other, installed["id"]
    token = await world.new_token()
    path = f"{AT}/check-runs/{run['id']}"
    assert (await world.call("GET", path, token=token)).status == 200
    assert (await world.call("PATCH", path, {"conclusion": "success"}, token)).status == 403


async def test_what_nobody_finishes_turns_stale(world: Scene) -> None:
    """After fourteen days."""
    await _run(world, status="in_progress")
    world.clock.forward(days=15)
    (run,) = await world.forge.checks(REPO, "main")
    assert (run["status"], run["conclusion"]) == ("completed", "stale")


async def test_a_suite_is_done_when_its_runs_are(world: Scene) -> None:
    """And takes the worst of their conclusions."""
    await _run(world, conclusion="success")
    run = await _run(world, name="test", status="in_progress")
    suites = await world.ok("GET", AT + "/commits/main/check-suites")
    assert [one["status"] for one in suites["check_suites"]] == ["in_progress"]
    await world.ok("PATCH", f"{AT}/check-runs/{run['id']}", {"conclusion": "failure"})
    suites = await world.ok("GET", AT + "/commits/main/check-suites")
    assert [one["conclusion"] for one in suites["check_suites"]] == ["failure"]
