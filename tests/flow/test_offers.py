"""Plans that come in pull requests: each gets one check run on its head and one comment, whatever is told how often."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bot.core.events import Actor, CheckRequested, PullChanged
from bot.core.plan.text import MOST_BYTES
from tests.mortal import Life
from tests.paper import AT, Paper, a_paper_world, small_plan

PLAN = small_plan().encode()
BAD = PLAN.replace(b"nextjs-15", b"nextjs-14")


def told(world: Paper, number: int) -> tuple[str, str]:
    """The conclusion of the check on the pull request's head, and the title of the one comment."""
    check, (comment,) = world.check(number), world.said(number)
    assert check
    assert check.title in comment
    return str(check.conclusion), check.title


async def test_from_bad_to_good_to_nothing() -> None:
    """Each push is judged on the new head, in one comment: problems, then what it builds, then that it is gone."""
    async with a_paper_world() as world:
        number = await world.open_pull("second", "plan", {"buildplan.yaml": BAD})
        assert told(world, number) == ("failure", "The plan has 1 problem")
        check = world.check(number)
        assert check
        (note,) = [one for one in check.annotations if one.level == "failure"]
        assert (note.path, note.title) == ("buildplan.yaml", "schema.enum")
        assert b"nextjs-14" in BAD.splitlines()[note.start_line - 1]
        assert "Perhaps: nextjs-15" in note.message
        await world.push("second", "plan", {"buildplan.yaml": PLAN})
        await world.happened_to_pull("second", number)
        assert told(world, number)[0] == "success"
        assert "comments `/build` to build it on this branch" in world.said(number)[0]
        await world.push("second", "plan", {"buildplan.yaml": None})
        await world.happened_to_pull("second", number)
        assert told(world, number) == ("neutral", "The plan is not changed")
        assert len(world.host.checks) == 3


async def test_pull_requests_without_a_plan() -> None:
    """A pull request that leaves the plan alone gets nothing, also where its base has one or moves on."""
    async with a_paper_world() as world:
        number = await world.open_pull("second", "fix", {"a.txt": b"a"})
        await world.push("owner", "main", {"buildplan.yaml": PLAN})
        other = await world.open_pull("second", "fix-2", {"b.txt": b"b"})
        for each in (number, other):
            await world.happened_to_pull("second", each)
            assert (world.check(each), world.said(each)) == (None, [])


async def test_a_fork() -> None:
    """A fork's plan is checked like any other; that nothing is built on a fork's branch is said."""
    async with a_paper_world() as world:
        number = await world.open_pull("stranger", "plan", {"buildplan.yaml": PLAN}, is_fork=True)
        assert told(world, number)[0] == "success"
        assert "in a fork" in world.said(number)[0]


async def test_another_base() -> None:
    """A plan for another branch than the default one is compared with that, and not built."""
    async with a_paper_world() as world:
        world.host.branches["next"] = world.host.branches["main"]
        number = await world.open_pull("second", "plan", {"buildplan.yaml": PLAN}, base="next")
        (comment,) = world.said(number)
        assert "no plan on `next` yet" in comment
        assert "plans are built into `main` only" in comment


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"buildplan.yaml": b"#" * (MOST_BYTES + 1)}, "2,000,000 bytes"),
        ({"buildplan.yaml": b"\xff\xfe"}, "UTF-16"),
        ({"buildplan.yaml": PLAN, "buildplan.yml": PLAN}, "`buildplan.yml` is named nearly as the plan"),
        ({"buildplan.yml": PLAN}, "`buildplan.yml` is not read"),
    ],
)
async def test_what_is_no_plan(files: dict[str, bytes | None], said: str) -> None:
    """Too large, of another encoding, one of two, or misnamed: the comment says what is wrong."""
    async with a_paper_world() as world:
        number = await world.open_pull("second", "plan", files)
        assert said in world.said(number)[0]


async def test_a_repository_s_own_components() -> None:
    """A plan may name the components under `packages/` of its own branch."""
    async with a_paper_world() as world:
        path = "packages/ours/Badge.tsx"
        plan = PLAN.replace(b"packages/platform/ui/src/primitives/buttons/PrimaryButton.tsx", path.encode())
        world.app.library.update({"packages/other/Other.tsx": b""})  # type: ignore[attr-defined]
        number = await world.open_pull("second", "plan", {"buildplan.yaml": plan})
        assert path in world.said(number)[0]
        problems = world.said(number)[0].count("❌")
        await world.push("second", "plan", {path: b"export const Badge = 1"})
        await world.happened_to_pull("second", number)
        assert world.said(number)[0].count("❌") == problems - 1


async def test_asked_for_again() -> None:
    """ "Re-run" reads the plan again; the bot's own pull requests, whose plan was checked, get no plan check."""
    async with a_paper_world() as world:
        number = await world.open_pull("second", "plan", {"buildplan.yaml": PLAN})
        check = world.check(number)
        assert check
        world.host.checks.clear()
        again = CheckRequested(
            workspace=AT, external_id=check.external_id, button="rerun", actor=Actor(login="second")
        )
        await world.deliver(again)
        await world.settle()
        assert world.check(number) == check
        run = await world.run(await world.open_issue())
        for pull in (run.build_pull, run.courses[0].pull):
            await world.happened_to_pull("drystone[bot]", pull)
            assert world.check(pull) is None


async def test_missed_pull_requests_are_found() -> None:
    """A pull request whose deliveries never came is found by looking, and a push to it too."""
    async with a_paper_world() as world:
        async with a_paper_world() as other:
            number = await other.open_pull("second", "plan", {"buildplan.yaml": PLAN})
            host = other.host
        for name in ("issues", "pulls", "branches", "commits"):
            getattr(world.host, name).update(getattr(host, name))
        world.host.last = host.last
        await world.pass_time(300)
        assert told(world, number)[0] == "success"
        world.host.push("second", "plan", {"buildplan.yaml": BAD})
        await world.pass_time(300)
        assert told(world, number)[0] == "failure"


@pytest.mark.parametrize("seed", range(6))
async def test_deliveries_doubled_and_shuffled(seed: int) -> None:
    """Told twice, late, out of order or by several workers at once, the end is what the pull request is now."""
    chance = random.Random(seed)

    def alive(moment: str, write: str, given: tuple[Any, ...]) -> bool:
        return False

    async with a_paper_world(life=Life(alive, chance)) as world:
        world.queue.side_by_side = world.queue.doubled = True
        number = await world.open_pull("second", "plan", {"buildplan.yaml": BAD})
        changed = PullChanged(workspace=AT, pull=number, branch="plan", actor=Actor(login="second"))
        for text in (PLAN, BAD, PLAN):
            world.host.push("second", "plan", {"buildplan.yaml": text})
            for _ in range(chance.randrange(1, 4)):
                await world.deliver(changed)
        await world.settle()
        assert told(world, number)[0] == "success"
