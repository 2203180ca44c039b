"""What becomes of an issue: nothing, an answer, or a run."""

from __future__ import annotations

from tests.builders import restaurant
from tests.world import REPO, World, issue_text

BAD = restaurant().replace("nextjs-15", "nextjs-14").replace("auth: clerk", "auth: clark").replace(
    "op: reservation.createReservation", "op: reservation.createReservations"
)  # fmt: skip


async def edit(world: World, number: int, plan: str) -> None:
    await world.forge.edit_issue("owner", REPO, number, body=issue_text(plan))
    await world.settle()


async def test_a_bad_plan(world: World) -> None:
    """A bad plan gets one comment with every problem, and no branch; edited into a good one, it is built."""
    number = await world.open_issue(plan=BAD)
    (comment,) = await world.said(number)
    for said in ("nextjs-14", "nextjs-15", "clark", "clerk", "Edit the issue"):
        assert said in comment
    assert set(await world.forge.branches(REPO)) == {"main"}
    assert await world.runs() == []
    await edit(world, number, restaurant().replace("nextjs-15", "nextjs-16"))
    (comment,) = await world.said(number)
    assert "1 problem" in comment
    world.has_workers = False
    await edit(world, number, restaurant())
    (comment,) = await world.said(number)
    assert "The plan is sound" in comment
    assert (await world.run()).status == "running"


async def test_the_printed_plan(world: World) -> None:
    """The plan as it is printed is no YAML: the answer shows the line as it has to be."""
    quoted = '{ method: DELETE, path: "/api/reservations/{id}"'
    assert quoted in restaurant()
    number = await world.open_issue(plan=restaurant().replace(quoted, quoted.replace('"', "")))
    (comment,) = await world.said(number)
    assert quoted in comment
    assert await world.runs() == []


async def test_a_plan_that_is_too_large(world: World) -> None:
    """A plan that nests without end is refused in words, and the bot lives."""
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(12))
    number = await world.open_issue(plan=f"{bomb}\n{restaurant()}")
    (comment,) = await world.said(number)
    assert "problem" in comment
    assert await world.runs() == []
    await world.open_issue(plan=BAD)
    assert len(await world.said(number + 1)) == 1


async def test_no_plan(world: World) -> None:
    """An issue without a plan gets nothing; `/build` there says what is missing."""
    issue = await world.forge.open_issue("owner", REPO, "It is broken", "Nothing works.\n```\nTraceback\n```")
    await world.settle()
    assert await world.said(issue["number"]) == []
    await world.comment("owner", issue["number"], "/build")
    (answer,) = await world.said(issue["number"])
    assert "This issue holds no plan" in answer


async def test_a_plan_by_a_reader(world: World) -> None:
    """A reader's plan is checked and answered; a writer starts it, and is the requester then."""
    number = await world.open_issue("reader")
    (comment,) = await world.said(number)
    assert "someone with write access comments `/build`" in comment
    await world.comment("reader", number, "/build")
    assert await world.runs() == []
    world.has_workers = False
    await world.comment("reviewer", number, "/build")
    run = await world.run()
    assert (run.requester, run.author, run.status) == ("reviewer", "reader", "running")


async def test_start_by_command(world: World) -> None:
    """`start: command` in the default branch's configuration waits for `/build`."""
    await world.forge.push_files("owner", REPO, "main", {".drystone.yml": "start: command\n"})
    number = await world.open_issue()
    assert await world.runs() == []
    assert "comment `/build` to start" in (await world.said(number))[0]


async def test_an_issue_edited_after_the_start(at_checkpoint: World) -> None:
    """The plan is frozen: an edit of the issue changes nothing, and is told once where to edit it."""
    world = at_checkpoint
    run = await world.run()
    for name in ("Java Bites", "Lombok Bites"):
        await edit(world, run.issue, restaurant().replace("Bali Bites", name))
    assert (await world.run()).digest == run.digest
    told = [one for one in await world.said(run.issue) if "as frozen" in one]
    assert len(told) == 1
    assert run.branch in told[0]
