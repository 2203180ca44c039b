"""A changed plan for an app that was built before: one reviewed change, which keeps what people made of it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.plan.renames import FILE
from bot.core.run import Run
from bot.ports.phase import ChangeSet, PhaseInput
from tests.paper import Paper, PaperPhase, a_paper_world, small_plan

RENAMED = small_plan().replace("restaurant-booking", "bites-and-more")


async def second_build(world: Paper) -> Run:
    """The first app is merged; another issue asks for another plan, of which `domains` makes another file."""
    assert (await world.main_job()).status == "completed"
    world.phases["domains"] = PaperPhase("tables")
    return await world.run(await world.open_issue(plan=RENAMED))


def files(world: Paper, commit: str) -> dict[str, bytes]:
    return {path: data for path, data in world.host.commits[commit].files.items() if path.endswith(".txt")}


async def test_the_first_course_brings_the_whole_change() -> None:
    """Half of the old app and half of the new would not compile: a reviewer sees all of it, and what goes."""
    async with a_paper_world() as world:
        run = await second_build(world)
        first = run.latest("phase", "scaffold")
        assert first is not None
        laid = files(world, first.commit)
        assert "domains.txt" not in laid
        assert laid["tables.txt"] == b"tables page of bites-and-more"
        assert all(data.endswith(b"of bites-and-more") for data in laid.values())
        assert run.course is not None
        assert run.course.checkpoint == "afterDomains"
        assert run.status == "waiting", run.trouble


async def test_what_people_changed_since_is_kept() -> None:
    """Files of theirs stay, and a generated one that they changed is merged, or shown as a conflict."""
    async with a_paper_world() as world:
        await world.main_job()
        await world.push("second", "main", {"theirs.txt": b"ours"})
        number = await world.open_issue(plan=RENAMED)
        run = await world.run(number)
        await world.review("reviewer", run.courses[0].pull)
        await world.review("reviewer", (await world.run(number)).build_pull)
        run = await world.run(number)
        assert run.status == "completed", run.trouble
        assert files(world, run.merged)["theirs.txt"] == b"ours"
        assert world.target.deployed[-1] == ("staging", run.merged)


async def test_what_is_in_use_is_told_to_the_phases() -> None:
    """Migrations that were merged are never edited: each phase sees what was released, and nothing on a first build."""
    async with a_paper_world() as world:
        seen: list[dict[str, bytes]] = []

        class Watching(PaperPhase):
            def lay(self, given: PhaseInput) -> ChangeSet:
                seen.append(dict(given.released))
                return super().lay(given)

        world.phases["migrate"] = Watching("migrate")
        await world.main_job()
        assert seen == [{}] * len(seen)
        await world.open_issue(plan=RENAMED)
        assert seen[-1]["migrate.txt"] == b"migrate page of restaurant-booking"


class Telling(PaperPhase):
    """Says of its page what people have to know; on an app that was built before, also what may be lost."""

    def lay(self, given: PhaseInput) -> ChangeSet:
        made = super().lay(given)
        lost = ("tickets.due_date",) if given.released else ()
        warned = tuple(f"{one} and all that is in it is dropped" for one in lost)
        return replace(
            made, warnings=warned, losses=lost, evidence="One table.", open_points={"a.ts": "a: how?"}
        )


async def test_what_has_to_be_known_is_on_the_board() -> None:
    """The step that brings the whole change says all that its phases do, also in its commit; later ones do not."""
    async with a_paper_world() as world:
        world.phases["migrate"] = Telling("migrate")
        run = await second_build(world)
        board = world.host.pulls[run.courses[0].pull].body
        assert "⚠ tickets.due\\_date and all that is in it is dropped" in board
        assert "left open, to be filled in: a: how?" in board
        first = run.latest("phase", "scaffold")
        assert first is not None
        told = "One table.\n⚠ tickets.due_date and all that is in it is dropped."
        stamp = world.host.commits[first.commit].stamp
        assert stamp is not None
        assert told in stamp.body
        await world.review("reviewer", run.courses[0].pull, body="The data loss is meant.")
        later = (await world.run(run.issue)).latest("phase", "migrate")
        assert later is not None
        assert "⚠" not in later.summary


async def test_what_takes_data_away_is_merged_only_when_that_was_said() -> None:
    """At the checkpoint and at the merge, as read when the approval is used."""
    async with a_paper_world() as world:
        world.phases["migrate"] = Telling("migrate")
        run = await second_build(world)
        for pull in (run.courses[0].pull, run.build_pull):
            await world.review("reviewer", pull)
            waiting = await world.run(run.issue)
            assert waiting.waiting_for.endswith("in words that say `data loss`")
            (answer,) = [said for said in world.said(pull) if "does not count yet" in said]
            assert "tickets.due\\_date" in answer
            await world.review("reviewer", pull, body="The data loss is meant.")
        run = await world.run(run.issue)
        assert run.status == "completed", run.trouble


async def test_all_phases_follow_the_same_renames() -> None:
    """The file beside the plan as it was when the change was laid; what is pushed later counts with the next change."""
    async with a_paper_world() as world:
        seen: list[tuple[str, str]] = []

        class Watching(PaperPhase):
            def lay(self, given: PhaseInput) -> ChangeSet:
                seen.append((self.name, given.renames))
                return super().lay(given)

        await world.main_job()
        for name in ("scaffold", "migrate"):
            world.phases[name] = Watching(name)
        world.host.push("second", "main", {FILE: b"entities: {A: B}"})
        run = await world.run(await world.open_issue(plan=RENAMED))
        first = [("scaffold", "entities: {A: B}"), ("migrate", "entities: {A: B}")]
        assert seen == first
        await world.push("second", run.courses[0].branch, {FILE: b"entities: {A: C}"})
        await world.review("reviewer", run.courses[0].pull)
        assert seen[2:] == first[1:]
        changed = RENAMED.replace("bites-and-more", "bites-and-most").encode()
        await world.push("second", run.branch, {"buildplan.yaml": changed})
        assert seen[3:] == [("scaffold", "entities: {A: C}"), ("migrate", "entities: {A: C}")]
