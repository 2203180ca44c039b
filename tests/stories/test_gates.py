"""A red gate halts the run, shows where, and lets people go on."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.fixer import FakeFixer
from tests.world import REPO, World


async def turn_red(world: World) -> dict[str, Any]:
    """The lint gate of the first checkpoint is red; its check run."""
    run = await world.run()
    world.gates["lint"].is_red = True
    await world.comment("owner", run.issue, "/build retry lint")
    return (await world.checks(run.head))["lint"]


async def test_a_red_gate(at_checkpoint: World) -> None:
    """A red gate halts with one comment; its check run fails, with annotations on the line and three buttons."""
    world = at_checkpoint
    before = await world.run()
    lint = await turn_red(world)
    run = await world.run()
    assert run.status == "halted"
    (comment,) = await world.said(run.build_pull)
    for told in ("### Halted", "**lint**", "1 finding", "/build retry", before.courses[0].branch):
        assert told in comment
    assert (lint["status"], lint["conclusion"]) == ("completed", "failure")
    (note,) = await world.forge.annotations(REPO, lint["id"])
    assert (note["path"], note["start_line"], note["annotation_level"]) == ("package.json", 1, "failure")
    made = next(one for one in world.check_runs() if one.id == lint["id"])
    assert [one["identifier"] for one in made.actions] == ["retry", "resume", "cancel"]
    assert "what it printed" in lint["output"]["text"]
    assert "⛔ **Halted**" in await world.body(run.build_pull)
    assert "Halted" in (await world.said(run.issue))[0]


async def test_a_gate_tried_again(at_checkpoint: World) -> None:
    """Retry, by its button, runs the red gate again, and that alone; green, the run waits for approval again."""
    world = at_checkpoint
    lint = await turn_red(world)
    world.gates["lint"].is_red = False
    count = len(world.gates["compile"].checked)
    await world.forge.click("second", REPO, lint["id"], "retry")
    await world.settle()
    run = await world.run()
    assert run.waiting_for.startswith("an approval by")
    assert (await world.checks(run.head))["lint"]["conclusion"] == "success"
    assert len(world.gates["compile"].checked) == count


async def test_resumed_and_red_again(at_checkpoint: World) -> None:
    """A gate that stays red after a resume is told again, in a comment of its own."""
    world = at_checkpoint
    await turn_red(world)
    run = await world.run()
    await world.comment("owner", run.issue, "/build resume")
    assert (await world.run()).status == "halted"
    assert len(await world.said(run.build_pull)) == 2


async def test_a_fix_unblocks(at_checkpoint: World) -> None:
    """A person's push to the branch runs all gates on the new head, unasked, and the run goes on."""
    world = at_checkpoint
    await turn_red(world)
    branch = (await world.run()).courses[0].branch
    world.gates["lint"].is_red = False
    head = await world.push("second", branch, {"lint.config.mjs": "export default []\n"})
    run = await world.run()
    assert (run.status, run.head) == ("waiting", head)
    checks = await world.checks(head)
    assert [checks[name]["conclusion"] for name in ("compile", "lint")] == ["success", "success"]


async def test_evidence_is_kept(at_build_pull: World) -> None:
    """Every gate's report is a part of the run's `validation_report.json`, for the commit that was gated."""
    world = at_build_pull
    run = await world.run()
    kept = await world.app.artifacts.get(world.at, run.id, "validation_report.json")
    report = json.loads(kept or b"{}")
    assert (report["commit"], report["passed"]) == (run.head, True)
    assert [gate["gate"] for gate in report["gates"]] == ["a11y", "build", "compile", "e2e", "lint", "unit"]


async def test_a_fault_that_a_fixer_mends(at_checkpoint: World) -> None:
    """What people pushed goes red, is mended in a commit of the bot's own on top of theirs, and goes green."""
    world = at_checkpoint
    world.gates["lint"].fault = b"let it be"
    world.fixers["eslint"] = FakeFixer("eslint", b"let it be", b"const it = be")
    branch = (await world.run()).courses[0].branch
    theirs = await world.push("second", branch, {"lib/beatles.ts": "let it be\n"})
    run = await world.run()
    assert (run.status, (await world.phases(branch))[-2:]) == ("waiting", ["", "fix"])
    assert await world.forge.file(REPO, "lib/beatles.ts", branch) == "const it = be\n"
    before, after = (await world.checks(theirs))["lint"], (await world.checks(run.head))["lint"]
    assert (before["conclusion"], after["conclusion"]) == ("failure", "success")
    assert after["output"]["title"] == "all well Fixed by eslint in attempt 1."
    for number in (run.build_pull, run.courses[0].pull):
        assert "fix of lint by **eslint**, attempt 1" in await world.body(number)
    assert (await world.checks(run.head))["afterDomains"]["conclusion"] == "action_required"
