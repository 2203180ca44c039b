"""The App comes to a repository, is turned off and on there by people, and goes again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.config import Config, read_config
from bot.core.onboarding import BRANCH, TITLE
from tests.world import BOT, REPO, World, a_world

FORMS = ".github/ISSUE_TEMPLATE/"
FILES = {".drystone.yml", f"{FORMS}build-from-a-plan.yml", f"{FORMS}request-a-feature.yml"}
SWEEP = 150


@pytest.fixture
async def welcomed(tmp_path: Path) -> AsyncIterator[World]:
    """A world in which the App has looked at its repository once."""
    async with a_world(tmp_path, onboarding=True) as world:
        await world.pass_time(SWEEP)
        yield world


async def the_pull(world: World) -> int:
    """The one pull request that sets the repository up."""
    (pull,) = await world.forge.pulls(REPO)
    return int(pull["number"])


async def test_one_pull_request_sets_a_repository_up(welcomed: World) -> None:
    """It adds the configuration as it holds anyway, and the forms; merged, it is never opened again."""
    world, number = welcomed, await the_pull(welcomed)
    pull = await world.forge.pull(REPO, number)
    assert (pull["user"]["login"], pull["title"], pull["draft"]) == (BOT, TITLE, False)
    assert set(await world.forge.files(REPO, BRANCH)) - set(await world.forge.files(REPO)) == FILES
    assert read_config((await world.forge.file(REPO, ".drystone.yml", BRANCH)).encode()) == Config()
    assert all(path in pull["body"] for path in FILES)

    await world.pass_time(SWEEP)
    await world.forge.merge("owner", REPO, number)
    await world.pass_time(SWEEP)
    assert await the_pull(world) == number
    await world.open_issue()
    assert (await world.run()).status == "waiting"


async def test_what_people_have_is_left_alone(tmp_path: Path) -> None:
    """A form of theirs stays as it is; with a configuration there is nothing to set up."""
    async with a_world(tmp_path, onboarding=True) as world:
        await world.push("owner", "main", {f"{FORMS}request-a-feature.yml": "name: Ours\n"})
        await world.pass_time(SWEEP)
        brought = set(await world.forge.files(REPO, BRANCH)) - set(await world.forge.files(REPO))
        assert brought == FILES - {f"{FORMS}request-a-feature.yml"}
        assert await world.forge.file(REPO, f"{FORMS}request-a-feature.yml", BRANCH) == "name: Ours\n"


async def test_a_repository_with_a_configuration_is_not_asked(tmp_path: Path) -> None:
    async with a_world(tmp_path, onboarding=True) as world:
        await world.push("owner", "main", {".drystone.yml": "start: auto\n"})
        await world.pass_time(SWEEP)
        assert await world.forge.pulls(REPO) == []


async def test_closing_it_turns_the_bot_off(welcomed: World) -> None:
    """Plans are not even read; a command is answered with how to turn it on, and reopening does that."""
    world, number = welcomed, await the_pull(welcomed)
    await world.forge.close_issue("owner", REPO, number)
    await world.settle()
    issue = await world.open_issue()
    brought: dict[str, str | None] = {"buildplan.yaml": "project: {}\n", "prd.yaml": "product: {}\n"}
    offer = await world.open_pull("second", "plan", brought)
    assert await world.runs() == []
    assert world.check_runs() == []
    assert await world.said(issue) == []
    assert await world.said(offer) == []
    await world.comment("owner", issue, "/build")
    assert await world.runs() == []
    (answer,) = await world.answers(issue)
    assert f"#{number}" in answer
    assert "turned off" in answer

    await world.forge.reopen_issue("owner", REPO, number)
    await world.settle()
    await world.comment("owner", issue, "/build")
    assert (await world.run()).issue == issue


async def test_a_configuration_turns_it_on_again(welcomed: World) -> None:
    """Also one that was closed by a webhook that never came, and was only found by looking."""
    world, number = welcomed, await the_pull(welcomed)
    await world.forge.fault_hook("drop", count=1)
    await world.forge.close_issue("owner", REPO, number)
    await world.pass_time(SWEEP)
    await world.open_issue()
    assert await world.runs() == []
    await world.push("owner", "main", {".drystone.yml": "start: auto\n"})
    await world.open_issue()
    assert (await world.run()).status == "waiting"


async def test_a_repository_that_is_added(welcomed: World) -> None:
    """The webhook alone brings the pull request, without waiting for the next look around."""
    world = welcomed
    await world.forge.create_repo("bali/tables")
    await world.forge.install_app(int(world.settings.github_app_id), ["bali/tables"])
    await world.settle()
    assert [pull["title"] for pull in await world.forge.pulls("bali/tables")] == [TITLE]


@pytest.mark.parametrize("is_told", [True, False])
async def test_uninstalling_ends_its_runs(*, is_told: bool, world: World) -> None:
    """Whether or not the webhook comes: nothing is open any more, and what was kept to be quicker is gone."""
    await world.open_issue()
    mirror = world.settings.data / "mirrors" / str(world.at.installation) / "bali/bites.git"
    assert mirror.exists()
    if not is_told:
        await world.forge.fault_hook("drop", count=1)
    await world.forge.uninstall(world.at.installation)
    await world.pass_time(SWEEP)
    run = await world.run()
    assert run.status == "cancelled"
    assert not mirror.exists()


async def test_a_suspension_ends_nothing(world: World) -> None:
    """Who is away for a while finds the run where it was."""
    await world.open_issue()
    await world.forge.suspend(world.at.installation)
    await world.pass_time(SWEEP)
    await world.forge.suspend(world.at.installation, suspended=False)
    await world.pass_time(SWEEP)
    assert (await world.run()).status == "waiting"
