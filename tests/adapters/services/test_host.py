"""Rooms and databases on this machine: what apps in them reach, who reaches them, and that nothing stays."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from aiohttp import ClientError, ClientSession, UnixConnector

from bot.adapters.services import host as hosting
from bot.adapters.services.host import LocalHost
from bot.adapters.workbench.process import Stay
from bot.adapters.workbench.sandbox import Sandbox
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.errors import Retryable, UserError
from bot.ports.hosting import Entrance, Room
from bot.ports.workbench import Limits
from tests.contract.waiting import DEADLINE, alive, marked

TENANT, DATABASE = "1/a/b", "site"
APP = """
const http = require("node:http"), net = require("node:net"), fs = require("node:fs");
const tried = (what) => { try { return what(); } catch (error) { return error.code; } };
const reach = (port) => new Promise((done) => {
  const s = net.connect({ host: "127.0.0.1", port, timeout: 60000 });
  for (const e of ["connect", "error", "timeout"]) s.on(e, () => { s.destroy(); done(e); });
});
const pages = {
  "/env": () => Object.keys(process.env),
  "/list": (to) => tried(() => fs.readdirSync(to)),
  "/write": (to) => tried(() => fs.writeFileSync(to, "x")),
  "/reach": (to) => reach(Number(to)),
  "/eat": () => { const kept = []; setInterval(() => kept.push(Buffer.alloc(8 << 20, 1)), 5); },
  "/print": () => console.log("x".repeat(1 << 20)),
};
http.createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  response.end(JSON.stringify((await pages[url.pathname]?.(url.searchParams.get("to"))) ?? null));
}).listen(Number(process.argv[2]), "127.0.0.1");
"""
START = ("node", "app.js", "{port}")


@dataclass(frozen=True)
class Walls:
    """Says which walls there are, as a late workbench does."""

    workbench: SandboxedWorkbench

    async def made(self) -> SandboxedWorkbench:
        return self.workbench


@pytest.fixture
async def host(walled: SandboxedWorkbench, folder: Path) -> AsyncIterator[LocalHost]:
    made = LocalHost(folder / "host", Walls(walled))
    yield made
    made.processes.stop_all()


async def a_room(host: LocalHost, name: str = "site.one", **files: str) -> Room:
    room = await host.room(name, TENANT, DATABASE)
    for path, content in {"app.js": APP, **files}.items():
        (room.files / path).write_text(content)
    await host.database(TENANT, DATABASE)
    return room


async def an_app(host: LocalHost, name: str = "site.one") -> Entrance:
    """An app that is up."""
    entrance = await host.start(await a_room(host, name), START, {"ONE": "1"})
    await until(lambda: answers(entrance))
    return entrance


async def ask(entrance: Entrance, path: str) -> object:
    async with (
        ClientSession(connector=UnixConnector(str(entrance.door))) as session,
        session.get(f"http://localhost{path}") as answer,
    ):
        return json.loads(await answer.text())


async def answers(entrance: Entrance) -> bool:
    try:
        await ask(entrance, "/env")
    except (ClientError, FileNotFoundError):
        return False
    return True


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE):
        while True:
            met = condition()
            if await met if asyncio.iscoroutine(met) else met:
                return
            await asyncio.sleep(0.02)


async def has_database_again(host: LocalHost) -> bool:
    """One that was killed may be in the way for a moment."""
    with suppress(Retryable):
        await host.database(TENANT, DATABASE)
    return host.has_database(DATABASE)


async def test_the_door_leads_to_the_app(host: LocalHost) -> None:
    """A started app is reached by its door, and has the environment that it was given and no more."""
    entrance = await an_app(host)
    env = await ask(entrance, "/env")
    assert isinstance(env, list)
    assert set(env) - {"PWD", "SHLVL", "_", "OLDPWD"} == {
        "PATH", "HOME", "TMPDIR", "LANG", "TZ", "CI", "NEXT_TELEMETRY_DISABLED", "ONE",
    }  # fmt: skip


async def test_many_come_through_the_door_at_once(host: LocalHost) -> None:
    """People who come together are all let in."""
    entrance = await an_app(host)
    assert len(await asyncio.gather(*(ask(entrance, "/env") for _ in range(50)))) == 50


async def test_an_app_reaches_nothing_else(host: LocalHost, walled: SandboxedWorkbench, folder: Path) -> None:
    """Neither other ports nor other files, the system cannot be changed, and its port is not on this host."""
    entrance = await an_app(host)
    if walled.sandbox.mode != "namespaces":
        assert await host.missing_walls() == walled.isolation
        return
    assert await host.missing_walls() == ""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await ask(entrance, f"/reach?to={port}") == "error"
    assert await ask(entrance, f"/reach?to={entrance.port}") == "connect"
    (folder / "secret").write_text("s3cret")
    for path in (folder / "secret", folder / "host", Path(__file__).parents[3] / "pyproject.toml"):
        assert await ask(entrance, f"/list?to={path}") == "ENOENT"
    for place in ("/usr/x", "/etc/x", "/x", "/run/pg/x", "/kit/x"):
        assert await ask(entrance, f"/write?to={place}") in ("EROFS", "EACCES"), place


async def test_who_leaves_a_room_leaves_nothing(host: LocalHost, folder: Path) -> None:
    """After that the door is shut, the processes and files are gone; leaving again is nothing."""
    entrance = await an_app(host)
    family = host.processes.members("site.one")
    assert len(family) >= 3
    for _ in range(2):
        await host.leave("site.one")
    assert not await answers(entrance)
    assert alive(family) == []
    assert list(host.rooms("")) == []
    assert not list((folder / "host").glob("*/site.one*"))


async def test_an_app_goes_on_without_who_started_it(host: LocalHost, folder: Path) -> None:
    """Another host on the same folder finds it running, and can end it."""
    entrance = await an_app(host)
    later = LocalHost(folder / "host", host._workbench)
    assert later.is_running("site.one")
    await later.leave("site.one")
    assert not await answers(entrance)


async def test_over_its_memory_an_app_ends(host: LocalHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that eats memory is ended, and its last words say so."""
    monkeypatch.setattr(hosting, "Stay", lambda **given: Stay(**{**given, "memory": 300 << 20}))
    entrance = await an_app(host)
    with suppress(ClientError):  # it may be gone before its answer is through the door
        await ask(entrance, "/eat")
    await until(lambda: not host.is_running("site.one"))
    assert "it took over 300 MB" in host.printed("site.one")


async def test_a_log_is_kept_short(host: LocalHost, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that prints without end does not fill the disk; the end of what it printed is still shown."""
    monkeypatch.setattr(hosting, "Stay", lambda **given: Stay(**{**given, "log": 1 << 20}))
    entrance = await an_app(host)
    log = folder / "host/processes/site.one.log"
    await ask(entrance, "/print")
    await until(lambda: log.stat().st_size < 1 << 20)
    await ask(entrance, "/print")
    await until(lambda: "xxx" in host.printed("site.one"))


async def test_a_command_over_its_time_ends_with_all_that_it_started(host: LocalHost) -> None:
    """Children in sessions of their own too: nothing of it goes on."""
    mark = f"mark-{os.urandom(8).hex()}"
    forever = f"node -e 'setInterval(() => 0, 1e6)' {mark}"
    script = f"trap '' TERM; setsid {forever} & echo started; {forever}"
    done = await host.run(await a_room(host), ("sh", "-c", script), {}, Limits(seconds=3))
    assert (done.stopped, done.output) == ("time", "started\n")
    await until(lambda: not marked(mark))


async def test_rows_stay_when_a_database_starts_again(host: LocalHost) -> None:
    """The same rows after it was stopped, also after a kill; none once it is dropped."""
    await host.database(TENANT, DATABASE)
    with psycopg.connect(host.reach(DATABASE)["MIGRATE_URL"], autocommit=True) as connection:
        connection.execute("create table kept as select 7 as n")
    host.processes.members("database-site")[0].kill()
    await until(lambda: not host.has_database(DATABASE))
    await until(lambda: has_database_again(host))
    for _ in range(2):
        await host.database(TENANT, DATABASE)
        with psycopg.connect(host.reach(DATABASE)["MIGRATE_URL"]) as connection:
            assert connection.execute("select n from kept").fetchone() == (7,)
        await host.stop_database(DATABASE, drop=False)
    await host.stop_database(DATABASE, drop=True)
    await host.database(TENANT, DATABASE)
    with (
        psycopg.connect(host.reach(DATABASE)["MIGRATE_URL"]) as connection,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        connection.execute("select n from kept")


async def test_no_wall_no_app(folder: Path, workbench: SandboxedWorkbench) -> None:
    """Where walls are required and there are none, nothing is started, and what to do is said."""
    bare = replace(workbench, sandbox=Sandbox("plain", reasons={"namespaces": "no"}), require_isolation=True)
    host = LocalHost(folder / "host", Walls(bare))
    for refused in (
        host.missing_walls(),
        host.database(TENANT, DATABASE),
        host.room("site.one", TENANT, DATABASE),
        host.run(Room("site.one", TENANT, DATABASE, folder), ("true",), {}),
        host.start(Room("site.one", TENANT, DATABASE, folder), ("true",), {}),
    ):
        with pytest.raises(UserError, match="walls off") as error:
            await refused
        assert "DRYSTONE_ALLOW_UNSANDBOXED" in error.value.next_step
