"""Deploys to this machine: builds the commit, brings it up beside what runs, and switches once it answers."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.core.ids import Workspace, slug
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.ports.hosting import Access, Command, Host
from bot.ports.target import Deployment, Environment, Parts, TargetMaker
from bot.ports.workbench import Bench, Limits, Workbench

HEALTH = "/api/health"
UP_WITHIN = 60.0
POLL = 0.1
SHIP = ".drystone-ship"
SHIPPED = ("node_modules", ".next")
CACHE = ".next/cache"
NEXT = "node_modules/.bin/next"
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
ASSET = re.compile(r'"(/_next/static/[^"]+\.(?:js|css))"')


@dataclass(frozen=True)
class Live:
    """What is current in an environment. `process` is its name with the host, `folder` its files."""

    commit: str
    process: str
    folder: str
    port: int
    checked: str


class LocalTarget:
    """Every environment of a workspace has one database and one URL, which stay; deployments come and go."""

    name = "local"
    summary = "Runs the app on this machine, with its own database, at a URL that stays"

    def __init__(self, parts: Parts) -> None:
        self._workbench: Workbench = parts.workbench
        self._host: Host = parts.host

    async def deploy(
        self, at: Workspace, environment: Environment, commit: str, files: Mapping[str, bytes], plan: Plan
    ) -> Deployment:
        """Build, migrate, start beside, ask, switch, stop the earlier one, which a failure leaves running."""
        place = place_of(at, environment)
        async with self._host.alone(place):
            live = self._live(place)
            if live is None or live.commit != commit or not self._host.is_running(live.process):
                live = await self._bring_up(at, place, commit, files)
            url = await self._host.publish(place, live.port)
            await _answers(url)
            self._keep(place, live)
            await self._clear(place, live)
            return Deployment(environment=environment, commit=commit, url=url, checked=live.checked)

    async def stop(self, at: Workspace, environment: Environment) -> None:
        """End the environment; staging and production keep their database, a preview does not."""
        place = place_of(at, environment)
        async with self._host.alone(place):
            await self._host.unpublish(place)
            await self._clear(place, None)
            shutil.rmtree(self._host.folder / place, ignore_errors=True)
            if environment == "preview":
                await self._host.drop_database(_database(place))

    async def _bring_up(self, at: Workspace, place: str, commit: str, files: Mapping[str, bytes]) -> Live:
        port = self._host.free_port()
        process = f"{place}.{commit[:12]}.{port}"
        folder = self._host.folder / place / f"{commit[:12]}.{port}"
        try:
            await self._build(at, commit, files, folder)
            access = await self._host.database(_database(place))
            await self._migrate(folder, access)
            await self._host.start(process, self._app(place, folder, port, access))
            checked = await self._until_up(process, port)
        except BaseException:  # cancelled jobs too leave nothing half up
            await self._host.stop(process)
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise
        return Live(commit, process, str(folder), port, checked)

    async def _build(self, at: Workspace, commit: str, files: Mapping[str, bytes], folder: Path) -> None:
        """Take the built app and its dependencies out of a bench, whatever the bench made them from."""
        async with self._workbench.open(at.key, files) as bench:
            if not await bench.output_of("build"):
                async with bench.cached("next-deploy", CACHE):
                    # Types and rules were gates of their own.
                    env = self._dev_auth("build") | {"DRYSTONE_GATE": "build"}
                    await _run(bench, "Building the app", (NEXT, "build", "--no-lint"), env)
            copying = f"rm -rf {CACHE} && mkdir {SHIP} && cp -a {' '.join(SHIPPED)} {SHIP}/"
            await _run(bench, "Packing the built app", ("sh", "-c", copying))
            await asyncio.to_thread(_lay_out, bench.path / SHIP, files, folder)

    async def _migrate(self, folder: Path, access: Access) -> None:
        argv = ("node", "scripts/migrate.mjs", "--local", "--seed")
        status, printed = await self._host.run(Command(argv, folder, {"MIGRATE_URL": access.owner}))
        if status != 0:
            raise UserError(f"Migrating the database: {printed[-1500:]}", "What ran before still runs.")

    def _app(self, place: str, folder: Path, port: int, access: Access) -> Command:
        env = self._dev_auth(place) | {"DATABASE_URL": access.app, "NODE_ENV": "production"}
        return Command((NEXT, "start", "-H", "127.0.0.1", "-p", str(port)), folder, env)

    def _dev_auth(self, name: str) -> dict[str, str]:
        """Static pages bake the way of signing in: it is the same in build and start."""
        return {
            "AUTH_MODE": "dev",
            "PREVIEW_DEV_AUTH": "1",
            "AUTH_DEV_SECRET": self._host.secret(name),
            "NEXT_TELEMETRY_DISABLED": "1",
        }

    async def _until_up(self, process: str, port: int) -> str:
        began, url = monotonic(), f"http://localhost:{port}"
        while True:
            try:
                return f"{await _answers(url)}, up after {monotonic() - began:.1f} s"
            except UserError as error:
                printed = self._host.printed(process)[-1500:]
                if not self._host.is_running(process):
                    raise UserError(f"The app ended instead of answering: {printed}") from error
                if monotonic() - began > UP_WITHIN:
                    raise UserError(f"{error.message} The app printed: {printed}") from error
            await asyncio.sleep(POLL)

    async def _clear(self, place: str, live: Live | None) -> None:
        """Stop and remove every deployment of the environment but the live one."""
        for process in self._host.names(f"{place}."):
            if live is None or process != live.process:
                await self._host.stop(process)
        for folder in (self._host.folder / place).glob("*.*/"):
            if live is None or str(folder) != live.folder:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    def _live(self, place: str) -> Live | None:
        path = self._host.folder / place / "live"
        return Live(**json.loads(path.read_bytes())) if path.exists() else None

    def _keep(self, place: str, live: Live) -> None:
        path = self._host.folder / place / "live"
        part = path.with_name("live-part")
        part.write_text(json.dumps(asdict(live)))
        part.replace(path)


def place_of(at: Workspace, environment: Environment) -> str:
    """The name of an environment of a workspace on this host: readable, and nobody else's."""
    digest = hashlib.sha256(at.key.encode()).hexdigest()[:8]
    return f"{slug(at.repo.partition('/')[2], 24)}-{environment}-{digest}"


def _database(place: str) -> str:
    return place.replace("-", "_")


async def _run(bench: Bench, doing: str, argv: tuple[str, ...], env: Mapping[str, str] | None = None) -> None:
    done = await bench.run(argv, env=env, limits=Limits(seconds=600))
    if not done.ok:
        raise UserError(f"{doing} ends with {done.stopped or done.status}: {done.output[-1500:]}")


def _lay_out(shipped: Path, files: Mapping[str, bytes], folder: Path) -> None:
    """The app's own code has run in the bench: what it left may be links, which lead nowhere from here."""
    folder.mkdir(parents=True)
    for part in SHIPPED:
        source = shipped / part
        if shipped.is_symlink() or source.is_symlink() or not source.is_dir():
            raise UserError(f"The built app has no folder {part}.")
        shutil.move(source, folder / part)
    for name, content in files.items():
        if name.partition("/")[0] in SHIPPED:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


async def _answers(url: str) -> str:
    """What was asked and answered: health, a start page with words on it, and the assets that it names."""
    timeout = ClientTimeout(total=15)
    try:
        async with ClientSession(timeout=timeout) as session:
            await _ok(session, url + HEALTH)
            page = (await _ok(session, url + "/")).decode(errors="replace")
            words = TAGS.sub(" ", page).split()
            if len(words) < 2:
                raise UserError("The start page is empty.")
            assets = sorted(set(ASSET.findall(page)))
            for asset in assets:
                await _ok(session, url + asset)
    except (ClientError, TimeoutError) as error:
        raise UserError(f"The app does not answer: {error or type(error).__name__}.") from error
    return f"{HEALTH} 200, / 200 with {len(words)} words, {len(assets)} assets"


async def _ok(session: ClientSession, url: str) -> bytes:
    async with session.get(url) as answer:
        body = await answer.read()
        if answer.status != 200:
            raise UserError(
                f"{answer.url.path} answers {answer.status}: {body[:300].decode(errors='replace')}"
            )
        return body


TARGET: TargetMaker = LocalTarget
