"""A red gate is mended by a fixer in a commit of its own, or halts with what failed, where and why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.run import Run, Step
from bot.ports.gate import Finding
from tests.fakes.fixer import FakeFixer
from tests.fakes.host import Commit
from tests.mortal import Life
from tests.paper import AT, Paper, a_paper_world

FAULT, BETTER = b"domains page", b"domains path"
"""What the phase `domains` writes is at fault, and how it is better."""


def spoil(world: Paper, *fixers: FakeFixer) -> None:
    """Lint finds fault with what `domains` lays."""
    world.gates["lint"].fault = FAULT
    world.fixers |= {fixer.name: fixer for fixer in fixers or (FakeFixer("eslint", FAULT, BETTER),)}


def fixes(run: Run) -> list[Step]:
    return [step for step in run.steps if step.kind == "fix"]


def head(world: Paper, run: Run) -> Commit:
    return world.host.commits[run.head]


async def kept(world: Paper, run: Run) -> dict[str, Any]:
    """The failure that was kept last."""
    data = await world.app.artifacts.get(AT, run.id, f"failures/{run.resumes}.json")
    return dict(json.loads(data or b"{}"))


async def test_fixed_and_green() -> None:
    """The fix is a commit of the bot's own on top, off the generated line, and all gates pass on it."""
    async with a_paper_world() as world:
        spoil(world)
        await world.open_issue()
        run = await world.run()
        assert run.waiting_for.startswith("an approval"), run.trouble
        (fix,) = fixes(run)
        made = head(world, run)
        assert (made.sha, made.parents) == (fix.commit, (fix.base,))
        assert made.files["domains.txt"].startswith(BETTER)
        assert made.generated["domains.txt"].startswith(FAULT)
        assert made.stamp is not None
        assert made.stamp.trailers == {
            "Drystone-Run": run.id,
            "Drystone-Phase": "fix",
            "Drystone-Plan": run.digest,
            "Drystone-Step": fix.id,
            "Drystone-Fixer": "eslint",
            "Drystone-Attempt": "1",
        }
        shown = [one for one in world.host.checks.values() if (one.name, one.commit) == ("lint", made.sha)]
        assert [(one.conclusion, one.title) for one in shown] == [
            ("success", "all well Fixed by eslint in attempt 1.")
        ]


async def test_the_approval_is_of_the_fixed_head() -> None:
    """What people approve, and what is built on, has the fix in it; later courses keep it."""
    async with a_paper_world() as world:
        spoil(world)
        run = await world.main_job()
        assert run.status == "completed", run.trouble
        assert len(fixes(run)) == 1
        assert world.host.commits[run.merged].files["domains.txt"].startswith(BETTER)


async def test_nothing_helps() -> None:
    """A fixer that changes nothing ends in one comment that says what, where, why and what to do; it is kept."""
    async with a_paper_world() as world:
        spoil(world, FakeFixer("eslint", b"x y z", b""))
        await world.open_issue()
        run = await world.run()
        assert (run.status, [fix.status for fix in fixes(run)]) == ("halted", ["failed"])
        (said,) = [one for one in world.said(run.build_pull) if "### Halted" in one]
        link = f"https://github.com/bali/bites/blob/{run.head}/domains.txt#L1"
        for told in ("eslint could not mend it: it changed nothing", "`domains.txt:1`", link, "it is at fault",
                     "Likely cause: A rule", "/build retry"):  # fmt: skip
            assert told in said
        failure = await kept(world, run)
        assert set(failure) == {"error", "suggestions", "files"}
        assert failure["error"] == "lint: 1 finding"
        (file,) = failure["files"]
        assert (file["path"], file["line"], file["gate"], file["code"]) == ("domains.txt", 1, "lint", "words")
        assert any("/build retry lint" in one for one in failure["suggestions"])


async def test_retry_goes_on_from_there() -> None:
    """After a halt `/build retry` runs the gate on what there is, with fresh attempts, and nothing is laid again."""
    async with a_paper_world() as world:
        spoil(world, useless := FakeFixer("eslint", b"x y z", b""))
        await world.open_issue()
        before = await world.run()
        useless.words, useless.by = FAULT, BETTER
        await world.comment("owner", 1, "/build retry lint")
        run = await world.run()
        assert run.waiting_for.startswith("an approval"), run.trouble
        assert [step for step in run.steps if step.kind == "phase"] == [
            step for step in before.steps if step.kind == "phase"
        ]
        assert [(fix.status, fix.attempt) for fix in fixes(run)] == [("failed", 1), ("done", 1)]


async def test_the_same_found_again() -> None:
    """A change that does not help stays for people to see, and is not followed by another."""
    async with a_paper_world() as world:
        spoil(world, FakeFixer("eslint", FAULT, FAULT + b" still"))
        await world.open_issue()
        run = await world.run()
        assert (run.status, len(fixes(run))) == ("halted", 1)
        assert "the same was found again" in run.trouble
        assert run.head == fixes(run)[0].commit


@pytest.mark.parametrize("path", ["package.json", "buildplan.yaml", "new.ts"])
async def test_what_no_fixer_may_touch(path: str) -> None:
    """Nothing is committed where a fixer would change what gates judge by; the halt names the path."""
    async with a_paper_world() as world:
        spoil(world, FakeFixer("eslint", wanted={path: b"other", "domains.txt": b"fine"}))
        await world.open_issue()
        run = await world.run()
        assert (run.status, [fix.status for fix in fixes(run)]) == ("halted", ["refused"])
        assert path in run.trouble.replace("\\", "")
        assert head(world, run).files["domains.txt"].startswith(FAULT)


@pytest.mark.parametrize("is_locked", [True, False])
async def test_a_package_brings_its_lock_file(*, is_locked: bool) -> None:
    """What is added to package.json is locked in the same commit, where the app has a lock file by then."""
    async with a_paper_world() as world:
        if is_locked:
            world.host.push("owner", "main", {"pnpm-lock.yaml": b"old"})
        added = b'{"dependencies": {"zod": "4.0.0"}}'
        spoil(world, FakeFixer("dependency", wanted={"package.json": added}))
        await world.open_issue()
        (fix,) = fixes(await world.run())
        files = world.host.commits[fix.commit].files
        assert files["package.json"] == added
        assert files.get("pnpm-lock.yaml") == (b"locked: " + added[:40] + b"\n" if is_locked else None)


async def test_people_push_meanwhile() -> None:
    """A fixer never works on what people have replaced: the gates look at their commit first."""
    async with a_paper_world() as world:
        spoil(world)
        tip, pushed = world.app.repo.head, list[str]()

        async def pushed_before(at: Any, branch: str) -> str | None:
            if not pushed and await is_fixing(world):
                pushed.append(world.host.push("second", branch, {"domains.txt": b"by hand"}))
            return await tip(at, branch)

        world.app.repo.head = pushed_before  # type: ignore[method-assign]
        await world.open_issue()
        run = await world.run()
        assert [fix.status for fix in fixes(run)] == ["cancelled"]
        assert ([run.head], run.status) == (pushed, "waiting")


async def is_fixing(world: Paper) -> bool:
    return any(step.is_in_flight for step in fixes(await world.run()))


async def test_what_was_made_is_adopted() -> None:
    """A worker that dies right after the commit leaves it: the next one finds it, and runs no fixer."""

    def dies(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        is_fix = write == "repo.commit_files" and any(getattr(one, "fixer", "") for one in given)
        if moment == "after" and is_fix and not died:
            died.append(write)
            return True
        return False

    died: list[str] = []
    async with a_paper_world(life=Life(dies)) as world:
        spoil(world, fixer := FakeFixer("eslint", FAULT, BETTER))
        await world.open_issue()
        run = await world.run()
        assert died
        assert run.status == "waiting"
        assert fixer.turns == ["lint"]
        made = [one for one in world.host.history(run.head) if one.stamp and one.stamp.fixer]
        assert len(made) == 1


async def test_a_branch_that_is_gone() -> None:
    """There is nothing to commit on: the run halts and says so."""
    async with a_paper_world() as world:
        spoil(world)
        tip = world.app.repo.head

        async def gone(at: Any, branch: str) -> str | None:
            return None if await is_fixing(world) else await tip(at, branch)

        world.app.repo.head = gone  # type: ignore[method-assign]
        await world.open_issue()
        run = await world.run()
        assert run.status == "halted"
        assert "is gone" in run.trouble


async def test_other_halts_are_kept_too() -> None:
    """A phase that fails leaves what failed and what to do as well."""
    async with a_paper_world() as world:
        await world.open_issue()
        run = await world.run()
        await world.push("second", run.courses[0].branch, {"domains.txt": b"by hand"})
        text = run.plan_text.replace("restaurant-booking", "bistro-booking")
        await world.push("second", run.courses[0].branch, {"buildplan.yaml": text.encode()})
        run = await world.run()
        assert run.status == "halted"
        failure = await kept(world, run)
        assert failure["error"].startswith("replan: people and the plan changed the same lines")
        assert [file["path"] for file in failure["files"]] == ["domains.txt"]
        assert "/build retry replan" in failure["suggestions"][0]


async def test_findings_have_their_places() -> None:
    """Each gate's findings are listed with its likely causes, ten at most; those without a place too."""
    async with a_paper_world() as world:
        gate = world.gates["compile"]
        gate.is_red = True
        many = [Finding(f"app/[id]/{n}.ts", n, "failure", "Type `x` | <b>", "TS2322") for n in range(1, 13)]
        gate.found = (Finding("", 1, "failure", "all is lost", ""), *many)
        await world.open_issue()
        run = await world.run()
        (said,) = [one for one in world.said(run.build_pull) if "### Halted" in one]
        assert "app/%5Bid%5D/3.ts#L3" in said
        assert "- all is lost" in said
        assert "… and 3 more, in its check run" in said
        assert said.count("Likely cause: A value has another type") == 1
        assert "<b>" not in said
        assert len((await kept(world, run))["files"]) == 13
