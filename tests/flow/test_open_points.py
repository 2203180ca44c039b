"""What the plan leaves open is named on the head until somebody writes it, and stays as it is written."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from bot.ports.phase import ChangeSet, PhaseInput
from tests.paper import Paper, PaperPhase, a_paper_world, small_plan

FILE = "domains/reservation/open/rotateTable.ts"
STUB = 'export async function rotateTable() {\n  throw openPoint("“Rotate table” is an open point: %s");\n}\n'
WRITTEN = b"export async function rotateTable() {\n  return 1;\n}\n"


@dataclass
class OpenPhase(PaperPhase):
    """Lays the file of the operation that the plan leaves open."""

    def lay(self, given: PhaseInput) -> ChangeSet:
        stub = STUB % f"no field of {given.plan.project.name}"
        return ChangeSet({**super().lay(given).writes, FILE: stub.encode()})


def open_plan(name: str = "restaurant-booking") -> str:
    plan = yaml.safe_load(small_plan())
    plan["project"]["name"] = name
    rotate = {"name": "rotateTable", "kind": "command", "input": {"angle": "int"}, "output": "Table"}
    plan["components"]["domains"][0]["operations"].append(rotate)
    text: str = yaml.safe_dump(plan)
    return text


async def opened(world: Paper) -> int:
    """A build with an open point, waiting at its first checkpoint; the number of that pull request."""
    world.phases["domains"] = OpenPhase("domains")
    await world.open_issue(plan=open_plan())
    return (await world.run()).courses[0].pull


async def test_a_neutral_check_names_each_on_its_line() -> None:
    """Reviewers see what is left to be written, where, and why; nothing waits for it."""
    async with a_paper_world() as world:
        number = await opened(world)
        check = world.check(number, "open points")
        assert check is not None
        assert (check.conclusion, check.title) == ("neutral", "1 open point")
        [note] = check.annotations
        assert (note.path, note.start_line) == (FILE, 2)
        assert "“Rotate table” is an open point: no field of restaurant-booking" in note.message
        assert (await world.run()).status == "waiting"


async def test_a_plan_that_leaves_nothing_open_has_no_such_check() -> None:
    """Where there is nothing to write there is nothing to read."""
    async with a_paper_world() as world:
        await world.open_issue()
        assert world.check((await world.run()).courses[0].pull, "open points") is None


async def test_what_people_write_there_stays() -> None:
    """Later phases and a plan that is edited leave the file alone, also where they would lay another one."""
    async with a_paper_world() as world:
        number = await opened(world)
        branch = world.host.pulls[number].head
        await world.push("second", branch, {FILE: WRITTEN})
        check = world.check(number, "open points")
        assert check is not None
        assert check.conclusion == "success"
        await world.push("second", branch, {"buildplan.yaml": open_plan("bites-and-more").encode()})
        run = await world.run()
        assert run.status == "waiting", run.trouble
        head = world.host.commits[world.host.branches[branch]].files
        assert head[FILE] == WRITTEN
        assert head["domains.txt"] == b"domains page of bites-and-more"
