"""The world in which stories are told: the real bot and a real local forge, with tools and targets faked.

Webhooks, HTTP, git, the store and every decision are real; jobs run inside the test, one after the other.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.adapters.queue.inline import InlineQueue
from bot.adapters.store.migrate import migrate
from bot.app import App
from bot.bootstrap import open_app
from bot.core.ids import Workspace
from bot.core.run import Run
from bot.flow.flow import BotFlow
from bot.localforge import LocalForge
from bot.ports.queue import Job
from bot.settings import Settings
from bot.web.server import make_web
from bot.web.webhook import PATH, Door
from tests.builders import restaurant
from tests.fakes.target import FakeTarget
from tests.fakes.workbench import FakeGate, FakeWorkbench

REPO = "bali/bites"
SECRET = "a-secret-for-tests"
ROUNDS = 40
Json = dict[str, Any]


class World:
    """One repository with an owner, two writers and a reader, and the bot installed on it."""

    def __init__(self, forge: LocalForge, app: App, queue: InlineQueue, installation: int) -> None:
        self.forge = forge
        self.app = app
        self.queue = queue
        self.flow = BotFlow(app)
        self.at = Workspace(installation=installation, repo=REPO)
        queue.bind(self._carry_out)

    @property
    def gates(self) -> Mapping[str, FakeGate]:
        return self.app.gates  # type: ignore[return-value]

    @property
    def target(self) -> FakeTarget:
        assert isinstance(self.app.target, FakeTarget)
        return self.app.target

    async def _carry_out(self, job: Job) -> None:
        match job.kind:
            case "delivery":
                await self.flow.handle_delivery(job.name)
            case "drain":
                await self.flow.drain(job.name)
            case "step":
                await self.flow.carry_out(*job.name.split("/", 1))

    async def settle(self) -> None:
        """Until nothing is on its way: webhooks delivered, jobs done, and none of them caused another."""
        for _ in range(ROUNDS):
            await self.forge.idle()
            if not await self.queue.run_all():
                return
        raise AssertionError("the world does not come to rest")

    async def look_again(self) -> None:
        """What the tick does, then what follows from it."""
        await self.flow.reconcile()
        await self.settle()

    async def open_issue(self, who: str = "owner", plan: str | None = None) -> int:
        text = restaurant() if plan is None else plan
        body = f"Please build this.\n\n```yaml\n{text}\n```\n"
        issue = await self.forge.open_issue(who, REPO, "Build it", body)
        await self.settle()
        return int(issue["number"])

    async def comment(self, who: str, number: int, body: str) -> None:
        await self.forge.comment(who, REPO, number, body)
        await self.settle()

    async def approve(self, who: str, number: int) -> None:
        await self.forge.approve(who, REPO, number)
        await self.settle()

    async def run(self) -> Run:
        """The newest run, as stored."""
        runs = [run async for run in self._runs()]
        return runs[-1]

    async def _runs(self) -> AsyncIterator[Run]:
        for number in range(1, 60):
            run = await self.app.store.run_of_issue(self.at, number)
            if run is not None:
                yield run


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    """Forge, door and bot, until the block ends."""
    async with AsyncExitStack() as stack:
        forge = await stack.enter_async_context(LocalForge.start(folder / "forge"))
        port = free_port()
        registered = await _set_scene(forge, f"http://127.0.0.1:{port}{PATH}")
        settings = Settings(
            data=folder / "bot",
            cache=folder / "cache",
            local=True,
            port=port,
            github_app_id=str(registered["id"]),
            github_private_key=SecretStr(registered["pem"]),
            github_webhook_secret=SecretStr(SECRET),
            github_api_url=forge.api_url,
            github_url=forge.url,
        )
        settings.data.mkdir(parents=True)
        await migrate(settings.database)
        queue = InlineQueue()
        app = await stack.enter_async_context(open_app(settings, queue=queue))
        app = with_fakes(app)
        await _serve(stack, app, settings)
        yield World(forge, app, queue, int(registered["installation"]))


def with_fakes(app: App) -> App:
    """The same App with tools and target that only pretend."""
    gates = {name: FakeGate(name, needs=gate.needs) for name, gate in app.gates.items()}
    rules = app.rules.model_copy(update={"deploys": True})
    return replace(app, gates=gates, workbench=FakeWorkbench(), target=FakeTarget(), rules=rules)


async def _set_scene(forge: LocalForge, webhook: str) -> Json:
    for login in ("owner", "reviewer", "second", "reader"):
        await forge.create_user(login)
    await forge.create_repo(REPO)
    for login, role in (("owner", "admin"), ("reviewer", "write"), ("second", "write"), ("reader", "read")):
        await forge.set_permission(REPO, login, role)
    registered = await forge.register_app("drystone", "bali", webhook, SECRET)
    installed = await forge.install_app(registered["id"], [REPO])
    return {**registered, "installation": installed["id"]}


async def _serve(stack: AsyncExitStack, app: App, settings: Settings) -> None:
    door = Door(app.store, app.queue, app.clock, SECRET.encode(), settings.webhook_seconds)
    made = make_web(door, lambda: app.store.held(["ready"]), settings.webhook_bytes)
    runner = web.AppRunner(made, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
