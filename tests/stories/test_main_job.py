"""The main job, told from outside: an issue becomes a merged, deployed app."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.goldens import check_goldens
from tests.world import REPO, World, trailer

COURSE = ["scaffold", "assemble", "domains"]
BUILD = ["migrate", "api", "integrate", "lock", "tests", "preview", "deploy"]
GATES = {"compile", "lint", "unit", "build", "e2e", "a11y"}


async def test_from_issue_to_staging(at_build_pull: World) -> None:
    """One build PR, one checkpoint PR, one comment; the merge closes the issue, and its commit runs on staging."""
    world = at_build_pull
    run = await world.run()
    await world.approve("reviewer", run.build_pull)
    run = await world.run()
    assert run.status == "completed", run.trouble
    pulls = {one["number"]: one for one in await world.forge.pulls(REPO)}
    assert [pulls[number]["base"]["ref"] for number in (run.build_pull, run.courses[0].pull)] == [
        "main",
        run.branch,
    ]
    assert len(pulls) == 2
    assert all(one["merged_at"] for one in pulls.values())
    assert (await world.forge.issue(REPO, run.issue))["state"] == "closed"
    (comment,) = await world.said(run.issue)
    assert "✅ **Completed**" in comment
    assert [await world.said(number) for number in pulls] == [[], []]
    assert world.target.deployed == [("staging", run.merged)]
    states = {
        one["environment"]: [status["state"] for status in one["statuses"]]
        for one in await world.forge.deployments(REPO)
    }
    assert states == {
        "preview": ["in_progress", "success", "inactive"],
        "staging": ["in_progress", "success"],
    }


async def test_what_is_merged(at_build_pull: World) -> None:
    """The merged tree is the gated one and holds the app; each phase is one commit, in order, with its trailers."""
    world = at_build_pull
    run = await world.run()
    gated = await world.tree(run.branch)
    await world.approve("reviewer", run.build_pull)
    assert await world.tree("main") == gated
    for path in ("buildplan.yaml", "package.json", "pnpm-lock.yaml", ".drystone/manifest.json", "README.md"):
        assert path in gated
    assert await world.phases(run.branch) == ["", "plan", *COURSE, *BUILD]
    for commit in (await world.forge.log(REPO, run.branch))[:-1]:
        assert trailer(commit["message"], "Drystone-Run") == run.id
        assert trailer(commit["message"], "Drystone-Plan") == run.digest
    branches = await world.forge.branches(REPO)
    assert set(branches) == {"main", run.branch}, "the checkpoint's branch is gone, the build branch is kept"


async def test_check_runs(at_build_pull: World) -> None:
    """One check run of each name that is due on a head commit, all green, and none on any other commit."""
    world = at_build_pull
    run = await world.run()
    await world.approve("reviewer", run.build_pull)
    made = Counter((one.head_sha, one.name) for one in world.check_runs())
    assert set(made.values()) == {1}
    course = next(step for step in run.steps if step.name == "domains").commit
    assert {name for commit, name in made if commit == course} == {"compile", "lint", "afterDomains"}
    assert {name for commit, name in made if commit == run.head} == {*GATES, "beforeDeploy"}
    assert {commit for commit, _ in made} == {course, run.head}
    assert {one.conclusion for one in world.check_runs()} == {"success"}


async def test_draft_until_green(at_checkpoint: World) -> None:
    """The build PR is a draft while it is built, and leaves draft only after the last gate was green."""
    world = at_checkpoint
    run = await world.run()
    assert (await world.forge.pull(REPO, run.build_pull))["draft"]
    await world.approve("reviewer", run.courses[0].pull)
    assert not (await world.forge.pull(REPO, run.build_pull))["draft"]
    calls = await world.forge.calls()
    ready = [number for number, call in enumerate(calls) if "markPullRequestReady" in str(call["body"])]
    green = {
        call["body"]["output"]["title"]: number
        for number, call in enumerate(calls)
        if "/check-runs" in call["path"] and (call["body"] or {}).get("conclusion") == "success"
    }
    assert len(ready) == 1
    assert green["all well"] < ready[0], "the last gate was green before"


async def test_where_drafts_are_refused(world: World) -> None:
    """Where a repository has no drafts, a label says that it is being built; an approval meanwhile does not count."""
    await world.forge.allow_drafts(REPO, allowed=False)
    await world.open_issue()
    run = await world.run()
    build = await world.forge.pull(REPO, run.build_pull)
    assert (build["draft"], [one["name"] for one in build["labels"]]) == (False, ["drystone:building"])
    await world.approve("reviewer", run.courses[0].pull)
    run = await world.run()
    assert (await world.forge.pull(REPO, run.build_pull))["labels"] == []
    assert run.waiting_for.startswith("an approval by")


async def test_what_people_read(at_checkpoint: World, tmp_path: Path) -> None:
    """The pull requests' bodies at each stage, the checkpoint's check and the issue's comment, word for word."""
    world = at_checkpoint
    run = await world.run()
    course = run.courses[0].pull
    check = (await world.checks(run.head))["afterDomains"]["output"]
    seen = {
        "1-checkpoint-build-pull.md": await world.body(run.build_pull),
        "1-checkpoint-course-pull.md": await world.body(course),
        "1-checkpoint-check.md": f"{check['title']}\n\n{check['summary']}",
    }
    await world.approve("reviewer", course)
    seen["2-waiting-build-pull.md"] = await world.body(run.build_pull)
    await world.approve("reviewer", run.build_pull)
    run = await world.run()
    check = (await world.checks(run.head))["beforeDeploy"]["output"]
    seen |= {
        "3-final-build-pull.md": await world.body(run.build_pull),
        "3-final-course-pull.md": await world.body(course),
        "3-final-check.md": f"{check['title']}\n\n{check['summary']}",
        "3-final-issue-comment.md": (await world.said(run.issue))[0],
    }
    check_goldens("main_job", seen, tmp_path / "golden")
