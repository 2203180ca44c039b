"""The world in which stories are told: the real bot and a real local forge, with tools and targets faked.

Webhooks, HTTP, git, the store and every decision are real. Jobs run inside the test, and time passes only when
nothing is left to do: then the tick looks for what was put off or lost.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot.adapters.github.app import GitHubApp, options_of
from bot.adapters.github.client import Patience
from bot.adapters.github.hub import Hub
from bot.adapters.store.migrate import migrate
from bot.adapters.store.sql import SqlStore
from bot.app import App
from bot.bootstrap import make_repo, open_app
from bot.core.ids import Workspace
from bot.core.run import Run
from bot.localforge import LocalForge
from bot.localforge.hooks import signature
from bot.localforge.records import CheckRun
from bot.settings import Settings
from bot.web.server import make_web
from bot.web.webhook import PATH, Door
from tests.builders import restaurant
from tests.contract.waiting import kept_port
from tests.fakes.clock import FakeClock, ForgeClock
from tests.fakes.workbench import FakeGate
from tests.running import Outside, Running

REPO = "bali/bites"
SECRET = "a-secret-for-tests"
BOT = "drystone[bot]"
Json = dict[str, Any]


class World(Running):
    """One repository with an owner, two writers and a reader, and the bot installed on it."""

    def __init__(self, forge: LocalForge, settings: Settings, installation: int, outside: Outside) -> None:
        super().__init__(outside, lambda: a_process(settings, outside))
        self.forge = forge
        self.forge_clock = ForgeClock()
        self.settings = settings
        self.at = Workspace(installation=installation, repo=REPO)

    async def arrive(self) -> None:
        await self.forge.idle()

    # people

    async def open_issue(self, who: str = "owner", plan: str | None = None) -> int:
        body = issue_text(restaurant() if plan is None else plan)
        issue = await self.forge.open_issue(who, REPO, "Build it", body)
        await self.settle()
        return int(issue["number"])

    async def open_pull(
        self, who: str, branch: str, files: dict[str, str | None], *, base: str = "main"
    ) -> int:
        """A person's pull request with these files, from a branch of this repository."""
        await self.forge.push_files(who, REPO, branch, files)
        pull = await self.forge.open_pull(who, REPO, "A change", branch, base)
        await self.settle()
        return int(pull["number"])

    async def comment(self, who: str, number: int, body: str) -> Json:
        comment = await self.forge.comment(who, REPO, number, body)
        await self.settle()
        return comment

    async def approve(self, who: str, number: int, commit: str | None = None, body: str = "") -> None:
        await self.forge.approve(who, REPO, number, body, commit)
        await self.settle()

    async def push(self, who: str, branch: str, files: dict[str, str | None]) -> str:
        commit = await self.forge.push_files(who, REPO, branch, files)
        await self.settle()
        return commit

    async def send(self, event: str, payload: str, headers: dict[str, str]) -> int:
        """A webhook by anybody who knows the secret; the answer's status."""
        signed = {"X-GitHub-Event": event, "X-Hub-Signature-256": signature(SECRET, payload.encode())}
        url = f"http://127.0.0.1:{self.settings.port}{PATH}"
        async with (
            ClientSession() as session,
            session.post(url, data=payload.encode(), headers={**signed, **headers}) as answer,
        ):
            return answer.status

    # what is to be seen

    async def run(self) -> Run:
        """The newest run, as stored."""
        runs = await self.runs()
        return runs[-1]

    async def runs(self) -> list[Run]:
        """The newest run of each issue."""
        found = [await self.app.store.run_of_issue(self.at, number) for number in range(1, 40)]
        return [run for run in found if run is not None]

    async def said(self, number: int) -> list[str]:
        """The bot's comments on an issue or pull request."""
        comments = await self.forge.comments(REPO, number)
        return [one["body"] for one in comments if one["user"]["login"] == BOT]

    async def answers(self, number: int) -> list[str]:
        """The bot's answers to commands there."""
        return [body for body in await self.said(number) if body.startswith("<!-- drystone:answer:")]

    async def body(self, number: int) -> str:
        """The body of a pull request."""
        return str((await self.forge.pull(REPO, number))["body"])

    async def checks(self, commit: str) -> dict[str, Json]:
        """The newest check run of each name on a commit."""
        return {one["name"]: one for one in await self.forge.checks(REPO, commit)}

    def check_runs(self) -> list[CheckRun]:
        """All check runs that were ever made, oldest first."""
        return list(self.forge.looking(REPO).repo.check_runs.values())

    async def phases(self, ref: str) -> list[str]:
        """What made the commits of a branch, by their trailers, oldest first; empty for people's commits."""
        log = await self.forge.log(REPO, ref)
        return [trailer(one["message"], "Drystone-Phase") for one in reversed(log)]

    async def tree(self, ref: str) -> dict[str, str]:
        """Path -> blob at a branch or commit."""
        git = self.forge.looking(REPO).git
        listed = await git.run("ls-tree", "-r", ref)
        rows = (line.split("\t", 1) for line in listed.splitlines())
        return {path: about.split()[2] for about, path in rows}


def trailer(message: str, name: str) -> str:
    """A trailer's value in a commit message."""
    lines = [line for line in message.splitlines() if line.startswith(f"{name}: ")]
    return lines[-1].removeprefix(f"{name}: ") if lines else ""


def issue_text(plan: str) -> str:
    """An issue's text with a plan in it."""
    return f"Please build this.\n\n```yaml\n{plan}\n```\n"


@asynccontextmanager
async def a_process(settings: Settings, outside: Outside) -> AsyncIterator[App]:
    """A process of the bot's, with tools and target that only pretend, and no waiting in real time."""
    async with AsyncExitStack() as stack:
        opened = open_app(settings, queue=outside.queue, clock=outside.clock)
        app = await stack.enter_async_context(opened)
        patience = Patience(pauses=(0.0, 0.0, 0.0), longest_wait=0.0)
        options = replace(options_of(settings), patience=patience, clock=outside.clock.now)
        github = GitHubApp(await stack.enter_async_context(Hub.connect(options)))
        for name, gate in app.gates.items():
            outside.gates.setdefault(name, FakeGate(name, needs=gate.needs))
        for name, fixer in app.fixers.items():
            outside.fixers.setdefault(name, fixer)
        yield replace(
            app,
            forge=github,
            deliveries=github,
            repo=make_repo(settings, github),
            gates=outside.gates,
            fixers=outside.fixers,
            workbench=outside.workbench,
            phases={**app.phases, **outside.phases},
            target=outside.target,
            rules=app.rules.model_copy(update={"deploys": True}),
        )


@asynccontextmanager
async def a_world(folder: Path, **changed: bool) -> AsyncIterator[World]:
    """Forge, door and bot, until the block ends. A folder that had a world goes on where that one stopped."""
    async with AsyncExitStack() as stack:
        clock = ForgeClock()
        forge = await stack.enter_async_context(LocalForge.start(folder / "forge", clock=clock))
        scene, known = folder / "scene.json", None
        if scene.exists():
            known = json.loads(scene.read_text())
        port = stack.enter_context(kept_port())
        registered = known or await _set_scene(forge)
        await forge.set_webhook(registered["id"], f"http://127.0.0.1:{port}{PATH}")
        given = {"onboarding": False, **changed}
        settings = _settings(folder, forge, registered, port).model_copy(update=given)
        outside = Outside(clock=FakeClock(registered["now"]) if known else FakeClock())
        await migrate(settings.database)
        world = World(forge, settings, int(registered["installation"]), outside)
        world.forge_clock = clock
        await _serve(stack, world)
        stack.push_async_callback(world.stop)
        await world.start()
        yield world
        scene.write_text(json.dumps({**registered, "now": world.clock.now()}))


def _settings(folder: Path, forge: LocalForge, registered: Json, port: int) -> Settings:
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
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings


async def _set_scene(forge: LocalForge) -> Json:
    for login in ("owner", "reviewer", "second", "reader"):
        await forge.create_user(login)
    await forge.create_repo(REPO)
    for login, role in (("owner", "admin"), ("reviewer", "write"), ("second", "write"), ("reader", "read")):
        await forge.set_permission(REPO, login, role)
    registered = await forge.register_app("drystone", "bali", "", SECRET)
    installed = await forge.install_app(registered["id"], [REPO])
    return {**registered, "installation": installed["id"]}


async def _serve(stack: AsyncExitStack, world: World) -> None:
    """The web process: it outlives the workers."""
    settings = world.settings
    store = SqlStore(settings.database, world.clock)
    stack.push_async_callback(store.close)
    door = Door(store, world.queue, world.clock, SECRET.encode(), settings.webhook_seconds)
    made = make_web(door, lambda: store.held(["ready"]), settings.webhook_bytes)
    runner = web.AppRunner(made, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", settings.port).start()
