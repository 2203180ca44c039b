"""Deploying to this machine, with real processes and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import psycopg
import pytest
from aiohttp import ClientError, ClientSession

from bot.adapters.services.host import LocalHost
from bot.adapters.tools import Tools, find_tools
from bot.adapters.workbench.late import LateWorkbench
from bot.core.ids import Workspace
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.ports.target import Deployment, Parts, Site
from bot.settings import environment
from bot.targets.local import TARGET, place_of
from tests.contract.waiting import until_async
from tests.targets.bench import SmallWorkbench, app

AT = Workspace(installation=1, repo="owner/restaurant-booking")
STAGING = Site(at=AT, environment="staging")
PREVIEW = Site(at=AT, environment="preview", pull=13)
PLAN = cast("Plan", None)  # this target asks the plan nothing
ONE, TWO = "1" * 40, "2" * 40


@dataclass
class Machine:
    """A target on a host of its own, and how it looks from outside."""

    folder: Path
    host: LocalHost
    workbench: SmallWorkbench

    async def deploy(self, commit: str, files: Mapping[str, bytes], site: Site = STAGING) -> Deployment:
        return await TARGET(Parts(self.workbench, self.host)).deploy(site, commit, files, PLAN)

    async def stop(self, site: Site = STAGING) -> None:
        await TARGET(Parts(self.workbench, self.host)).stop(site)

    async def sites(self) -> list[Site]:
        return list(await TARGET(Parts(self.workbench, self.host)).sites())

    async def is_up(self, site: Site, commit: str) -> bool:
        return await TARGET(Parts(self.workbench, self.host)).is_up(site, commit)

    def apps(self) -> list[str]:
        return [name for name in self.host.rooms("restaurant-booking-") if self.host.is_running(name)]

    async def until_none_runs(self) -> None:
        async def is_quiet() -> bool:
            return not self.apps()

        await until_async(is_quiet)

    def url(self, site: Site, login: str) -> str:
        """A site's database as this host reaches it."""
        kept = json.loads((self.host.folder / f"{place_of(site)}.json").read_text())
        return self.host.reach(kept["live"]["database"])[login]


@pytest.fixture(scope="module")
def tools() -> Tools:
    return asyncio.run(find_tools(environment()))


def a_host(folder: Path, tools: Tools) -> LocalHost:
    cache = LateWorkbench(folder / "cache", tools, redact=str, require_isolation=False)
    return LocalHost(folder / "host", cache)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    host = a_host(folder, tools)
    yield Machine(folder, host, SmallWorkbench())
    host.processes.stop_all()


@pytest.fixture
def machine(shared: Machine) -> Iterator[Machine]:
    """The same prepared database for all, with every site ended after each test."""
    yield shared
    for site in (STAGING, PREVIEW):
        asyncio.run(shared.stop(site))


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
    assert [name.split(".")[1] for name in machine.host.rooms("")] == [TWO[:12]]


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
    monkeypatch.setattr("bot.targets.local.WELL_WITHIN", 0)
    with pytest.raises(UserError, match=r"answers 503|is empty"):
        await machine.deploy(ONE, app(**fault))
    assert machine.apps() == []


async def test_deploying_again_is_nothing(machine: Machine) -> None:
    """Twice equals once: the same commit is neither built nor started again."""
    first = await machine.deploy(ONE, app())
    life, opened = await get(f"{first.url}/life"), machine.workbench.opened
    assert await machine.deploy(ONE, app()) == first
    assert (await get(f"{first.url}/life"), machine.workbench.opened) == (life, opened)


async def test_what_the_build_gate_kept_is_not_built_again(machine: Machine) -> None:
    """The build that passed the gate is the one that is deployed."""
    await machine.deploy(ONE, app(kept="", **{"does-not-build": ""}))
    assert len(machine.apps()) == 1


async def test_one_that_died_is_brought_up_again(machine: Machine) -> None:
    """A recorded deployment whose process is gone does not count as running."""
    first = await machine.deploy(ONE, app())
    life = await get(f"{first.url}/life")
    with suppress(ClientError):
        await get(f"{first.url}/end")
    await machine.until_none_runs()
    assert (await machine.deploy(ONE, app())).url == first.url
    assert await get(f"{first.url}/life") != life


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
        "PATH", "HOME", "TMPDIR", "LANG", "TZ", "CI", "NODE_ENV", "AUTH_MODE", "PREVIEW_DEV_AUTH",
        "AUTH_DEV_SECRET", "DATABASE_URL", "NEXT_TELEMETRY_DISABLED",
    }  # fmt: skip
    assert len(env["AUTH_DEV_SECRET"]) >= 32
    assert "authenticator" in env["DATABASE_URL"]
    with (
        psycopg.connect(machine.url(STAGING, "DATABASE_URL")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table x (y int)")


async def test_sites_have_their_own_database_secret_and_url(machine: Machine) -> None:
    """A preview shares nothing with staging."""
    staging = await machine.deploy(ONE, app())
    preview = await machine.deploy(ONE, app(), PREVIEW)
    a, b = [json.loads(await get(f"{one.url}/env")) for one in (staging, preview)]
    assert staging.url != preview.url
    assert machine.url(STAGING, "MIGRATE_URL") != machine.url(PREVIEW, "MIGRATE_URL")
    assert a["AUTH_DEV_SECRET"] != b["AUTH_DEV_SECRET"]


@pytest.mark.parametrize(("site", "kept"), [(STAGING, 1), (PREVIEW, 0)])
async def test_rows_stay_on_staging_and_go_with_a_preview(machine: Machine, site: Site, kept: int) -> None:
    """On staging people keep their bookings over a new deployment; a preview begins anew with each commit."""
    await machine.deploy(ONE, app(), site)
    with psycopg.connect(machine.url(site, "MIGRATE_URL"), autocommit=True) as connection:
        connection.execute("create table booked (n int)")
    await machine.deploy(TWO, app(), site)
    with psycopg.connect(machine.url(site, "MIGRATE_URL")) as connection:
        found = connection.execute("select count(*) from pg_tables where tablename = 'booked'").fetchone()
    assert found == (kept,)


async def test_the_secret_stays_across_deployments(machine: Machine) -> None:
    """People stay signed in over a new deployment."""
    secrets = []
    for commit in (ONE, TWO):
        deployed = await machine.deploy(commit, app())
        secrets.append(json.loads(await get(f"{deployed.url}/env"))["AUTH_DEV_SECRET"])
    assert secrets[0] == secrets[1]


async def test_databases_are_migrated_and_seeded(machine: Machine) -> None:
    """A new one too has rows to look at, by the app's own seeds."""
    deployed = await machine.deploy(ONE, app(), PREVIEW)
    assert json.loads(await get(f"{deployed.url}/migrated"))["argv"] == ["--local", "--seed"]


async def test_sites_are_found_again(machine: Machine) -> None:
    """What was brought up is listed, and whether it runs is told, by whoever asks."""
    deployed = await machine.deploy(ONE, app(), PREVIEW)
    assert await machine.sites() == [PREVIEW]
    assert await machine.is_up(PREVIEW, ONE)
    assert not await machine.is_up(PREVIEW, TWO)
    with suppress(ClientError):
        await get(f"{deployed.url}/end")
    await machine.until_none_runs()
    assert not await machine.is_up(PREVIEW, ONE)
    await machine.stop(PREVIEW)
    assert await machine.sites() == []


async def test_one_that_was_killed_on_the_way_up_is_found(machine: Machine) -> None:
    """A site is on record before anything is started there: whatever is left can be stopped."""
    with pytest.raises(UserError):
        await machine.deploy(ONE, app(crash="at once"), PREVIEW)
    assert await machine.sites() == [PREVIEW]
    await machine.stop(PREVIEW)
    assert await machine.sites() == []


async def test_stopped_is_gone(machine: Machine) -> None:
    """After stopping nothing of the site runs or answers, and stopping again is nothing."""
    doors = machine.folder / "host/doors"
    before = set(doors.glob("*"))
    await machine.deploy(ONE, app(), PREVIEW)
    assert len(set(doors.glob("*")) - before) == 2
    await machine.stop(PREVIEW)
    await machine.stop(PREVIEW)
    assert machine.host.processes.names() == ()
    assert list(machine.host.rooms("")) == []
    left = machine.folder.glob("host/*/*preview*")
    assert {path.parent.name for path in left} == {"fronts", "locks", "secrets"}
    assert set(doors.glob("*")) == before


async def test_another_host_on_the_same_folder_takes_over(machine: Machine, tools: Tools) -> None:
    """A worker that starts anew finds what an earlier one deployed."""
    first = await machine.deploy(ONE, app())
    apps = machine.apps()
    later = Machine(machine.folder, a_host(machine.folder, tools), machine.workbench)
    assert await later.deploy(ONE, app()) == first
    assert later.apps() == apps


async def test_after_a_night_all_comes_up_again(machine: Machine) -> None:
    """`end_all` stops everything; `revive` brings database, app and URL back as they were."""
    first = await machine.deploy(ONE, app(page="<p>still here"))
    machine.host.processes.end_all()
    assert machine.apps() == []
    machine.host.processes.revive()
    again = await machine.deploy(ONE, app())
    assert again.url == first.url
    assert "still here" in await get(first.url)
