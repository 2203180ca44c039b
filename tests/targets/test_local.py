"""Deploying to this machine, with real processes and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import psutil
import psycopg
import pytest
from aiohttp import ClientSession

from bot.adapters.services.host import LocalHost
from bot.adapters.services.users import database_user, place_for
from bot.core.ids import Workspace
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.ports.target import Deployment, Environment, Parts
from bot.targets.local import TARGET
from tests.adapters.services.machine import node, postgres_programs
from tests.targets.bench import SmallWorkbench, app

AT = Workspace(installation=1, repo="owner/restaurant-booking")
PLAN = cast("Plan", None)  # this target asks the plan nothing
ONE, TWO = "1" * 40, "2" * 40


@dataclass
class Machine:
    """A target on a host of its own, and how it looks from outside."""

    folder: Path
    host: LocalHost
    workbench: SmallWorkbench

    async def deploy(
        self,
        commit: str,
        files: Mapping[str, bytes],
        environment: Environment = "staging",
    ) -> Deployment:
        return await TARGET(Parts(self.workbench, self.host)).deploy(AT, environment, commit, files, PLAN)

    async def stop(self, environment: Environment = "staging") -> None:
        await TARGET(Parts(self.workbench, self.host)).stop(AT, environment)

    def apps(self) -> list[str]:
        return [name for name in self.host.names("restaurant-booking-") if self.host.is_running(name)]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("host")
    host = LocalHost(folder, node(), postgres_programs())
    yield Machine(folder, host, SmallWorkbench())
    host.processes.stop_all()
    shutil.rmtree(place_for(database_user(), folder / "postgres" / "cluster"))


@pytest.fixture
def machine(shared: Machine) -> Iterator[Machine]:
    """The same cluster for all, with every environment ended after each test."""
    yield shared
    for environment in ("staging", "preview"):
        asyncio.run(shared.stop(environment))


async def get(url: str) -> str:
    async with ClientSession() as session, session.get(url) as answer:
        return await answer.text()


async def test_a_deployment_answers_at_its_url(machine: Machine) -> None:
    """What was checked is what people get, and is told in words."""
    deployed = await machine.deploy(ONE, app(page="<html><h1>Bali Bites</h1></html>"))
    assert deployed.url.startswith("http://localhost:")
    assert "Bali Bites" in await get(deployed.url)
    assert deployed.checked.startswith("/api/health 200, / 200 with 2 words")


async def test_the_next_one_takes_over_at_the_same_url(machine: Machine) -> None:
    """Blue and green: one URL, and the earlier deployment ends once the new one answers."""
    first = await machine.deploy(ONE, app(page="<p>first one"))
    second = await machine.deploy(TWO, app(page="<p>second one"))
    assert first.url == second.url
    assert "second" in await get(second.url)
    assert len(machine.apps()) == 1
    assert [path.name[:12] for path in machine.host.folder.glob("*/*.*/")] == [TWO[:12]]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ({"crash": "no AUTH_DEV_SECRET"}, "no AUTH_DEV_SECRET"),
        ({"does-not-build": ""}, "Building the app ends with 1: Type error"),
        ({"sly": ""}, "Packing the built app"),
        ({"bad-sql": "TABEL"}, "near TABEL"),
    ],
)
async def test_a_failed_one_leaves_the_earlier_one_running(
    machine: Machine, trouble: dict[str, str], said: str
) -> None:
    """Whatever fails, the earlier deployment stays up, and the error carries the app's own words."""
    first = await machine.deploy(ONE, app(page="<p>first one"))
    with pytest.raises(UserError, match=said):
        await machine.deploy(TWO, app(**trouble))
    assert "first" in await get(first.url)
    assert len(machine.apps()) == 1


@pytest.mark.parametrize("fault", [{"ill": ""}, {"page": "<html><script>x()</script></html>"}])
async def test_an_app_that_answers_wrongly_is_not_up(
    machine: Machine, fault: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sick health check or a start page without a word on it never counts as deployed."""
    monkeypatch.setattr("bot.targets.local.UP_WITHIN", 0.5)
    with pytest.raises(UserError, match=r"answers 503|is empty"):
        await machine.deploy(ONE, app(**fault))
    assert machine.apps() == []


async def test_deploying_again_is_nothing(machine: Machine) -> None:
    """Twice equals once: the same commit is neither built nor started again."""
    first = await machine.deploy(ONE, app())
    pid, opened = await get(f"{first.url}/pid"), machine.workbench.opened
    assert await machine.deploy(ONE, app()) == first
    assert (await get(f"{first.url}/pid"), machine.workbench.opened) == (pid, opened)


async def test_what_the_build_gate_kept_is_not_built_again(machine: Machine) -> None:
    """The build that passed the gate is the one that is deployed."""
    await machine.deploy(ONE, app(kept="", **{"does-not-build": ""}))
    assert len(machine.apps()) == 1


async def test_one_that_died_is_brought_up_again(machine: Machine) -> None:
    """A recorded deployment whose process is gone does not count as running."""
    first = await machine.deploy(ONE, app())
    killed = psutil.Process(int(await get(f"{first.url}/pid")))
    killed.kill()
    await asyncio.to_thread(psutil.wait_procs, [killed])
    assert (await machine.deploy(ONE, app())).url == first.url
    assert "Hello" in await get(first.url)


async def test_at_the_same_time_equals_once(machine: Machine) -> None:
    """Two jobs that deploy the same commit at once make one deployment."""
    one, other = await asyncio.gather(machine.deploy(ONE, app()), machine.deploy(ONE, app()))
    assert one == other
    assert len(machine.apps()) == 1


async def test_the_app_gets_its_own_environment_and_no_more(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the bot's environment reaches the app; its database login cannot migrate."""
    monkeypatch.setenv("DRYSTONE_WEBHOOK_SECRET", "hush")
    deployed = await machine.deploy(ONE, app())
    env = json.loads(await get(f"{deployed.url}/env"))
    assert set(env) - {"PWD", "_", "SHLVL", "OLDPWD"} == {
        "PATH", "HOME", "LANG", "NODE_ENV", "AUTH_MODE", "PREVIEW_DEV_AUTH", "AUTH_DEV_SECRET",
        "DATABASE_URL", "NEXT_TELEMETRY_DISABLED",
    }  # fmt: skip
    assert len(env["AUTH_DEV_SECRET"]) >= 32
    with (
        psycopg.connect(env["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table x (y int)")


async def test_environments_have_their_own_database_secret_and_url(machine: Machine) -> None:
    """A preview shares nothing with staging."""
    staging = await machine.deploy(ONE, app())
    preview = await machine.deploy(ONE, app(), "preview")
    a, b = [json.loads(await get(f"{one.url}/env")) for one in (staging, preview)]
    assert staging.url != preview.url
    assert a["DATABASE_URL"] != b["DATABASE_URL"]
    assert a["AUTH_DEV_SECRET"] != b["AUTH_DEV_SECRET"]


async def test_secret_and_database_stay_across_deployments(machine: Machine) -> None:
    """People stay signed in and keep their bookings over a new deployment."""
    envs = []
    for commit in (ONE, TWO):
        deployed = await machine.deploy(commit, app())
        env = json.loads(await get(f"{deployed.url}/env"))
        envs.append((env["DATABASE_URL"], env["AUTH_DEV_SECRET"]))
    assert envs[0] == envs[1]


async def test_stopped_is_gone(machine: Machine) -> None:
    """After stopping nothing of the environment runs or answers, and stopping again is nothing."""
    await machine.deploy(ONE, app())
    await machine.stop()
    await machine.stop()
    assert [name for name in machine.host.names("") if name != "postgres"] == []
    assert list(machine.host.folder.iterdir()) == []


async def test_another_host_on_the_same_folder_takes_over(machine: Machine) -> None:
    """A worker that starts anew finds what an earlier one deployed."""
    first = await machine.deploy(ONE, app())
    pid = await get(f"{first.url}/pid")
    later = Machine(machine.folder, LocalHost(machine.folder, node(), postgres_programs()), machine.workbench)
    assert await later.deploy(ONE, app()) == first
    assert await get(f"{first.url}/pid") == pid


async def test_after_a_night_all_comes_up_again(machine: Machine) -> None:
    """`end_all` stops everything; `revive` brings database, app and URL back as they were."""
    first = await machine.deploy(ONE, app(page="<p>still here"))
    machine.host.processes.end_all()
    assert machine.apps() == []
    machine.host.processes.revive()
    again = await machine.deploy(ONE, app())
    assert again.url == first.url
    assert "still here" in await get(first.url)
