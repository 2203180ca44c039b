"""Deploys to this machine: builds the commit, brings it up beside what runs, and switches once it answers."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector

from bot.core.base import Value
from bot.core.ids import slug
from bot.core.plan.model import Plan
from bot.errors import UserError
from bot.ports.hosting import Access, Entrance, Host, Room
from bot.ports.target import Deployment, Parts, Site, TargetMaker
from bot.ports.workbench import Bench, Completed, Limits, Workbench

HEALTH = "/api/health"
INSIDE = "http://localhost"
UP_WITHIN, WELL_WITHIN = 60.0, 15.0
"""Seconds until an app has to answer, and until what it answers has to be right."""
POLL = 0.1
SHIP = ".drystone-ship"
SHIPPED = ("node_modules", ".next")
CACHE = ".next/cache"
NEXT = "node_modules/.bin/next"
START = (NEXT, "start", "-H", "127.0.0.1", "-p", "{port}")
MIGRATE = ("node", "scripts/migrate.mjs", "--local", "--seed")
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
ASSET = re.compile(r'"(/_next/static/[^"]+\.(?:js|css))"')


class SilentError(UserError):
    """The app does not answer at all."""


class Live(Value):
    """What is current on a site. `room` is where it lives, `door` and `port` are its entrance."""

    commit: str
    room: str
    database: str
    door: Path
    port: int
    checked: str

    @property
    def entrance(self) -> Entrance:
        return Entrance(self.door, self.port)


class Kept(Value):
    """What is remembered of a site from the moment on at which something is brought up there."""

    site: Site
    live: Live | None = None


class LocalTarget:
    """A site has one URL, which stays; deployments come and go. A preview's database goes with its deployment."""

    name = "local"
    summary = "Runs the app on this machine, with its own database, at a URL that stays"

    def __init__(self, parts: Parts) -> None:
        self._workbench: Workbench = parts.workbench
        self._host: Host = parts.host

    async def deploy(self, site: Site, commit: str, files: Mapping[str, bytes], plan: Plan) -> Deployment:
        """Build, migrate, start beside, ask, switch, stop the earlier one, which a failure leaves running."""
        place = place_of(site)
        async with self._host.alone(place):
            missing_walls = await self._host.missing_walls()
            live = self._live(place)
            if live is None or live.commit != commit or not await self._is_well(live):
                self._keep(place, Kept(site=site, live=live))
                live = await self._bring_up(site, commit, files)
            url = await self._host.publish(place, live.entrance)
            await _answers(url)
            self._keep(place, Kept(site=site, live=live))
            await self._clear(site, live)
            return Deployment(commit=commit, url=url, checked=live.checked, missing_walls=missing_walls)

    async def stop(self, site: Site) -> None:
        """End what runs there; staging and production keep their database, a preview does not."""
        place = place_of(site)
        async with self._host.alone(place):
            await self._host.unpublish(place)
            await self._clear(site, None)
            await self._host.stop_database(place, drop=site.environment == "preview")
            self._path(place).unlink(missing_ok=True)

    async def sites(self) -> Sequence[Site]:
        kept = (self._kept(path.stem) for path in sorted(self._host.folder.glob("*.json")))
        return [one.site for one in kept if one is not None]

    async def is_up(self, site: Site, commit: str) -> bool:
        place = place_of(site)
        live = self._live(place)
        return (
            live is not None and live.commit == commit and self._runs(live) and self._host.is_published(place)
        )

    async def _bring_up(self, site: Site, commit: str, files: Mapping[str, bytes]) -> Live:
        place = place_of(site)
        name = f"{place}.{commit[:12]}.{secrets.token_hex(2)}"
        tenant, database = site.at.key, name if site.environment == "preview" else place
        try:
            room = await self._host.room(name, tenant, database)
            await self._build(tenant, files, room.files)
            access = await self._host.database(tenant, database)
            await self._migrate(room, access)
            entrance = await self._host.start(room, START, self._env(place, access))
            checked = await self._until_up(name, entrance)
        except BaseException:  # cancelled jobs too leave nothing half up
            await self._give_up(name)
            raise
        return Live(
            commit=commit,
            room=name,
            database=database,
            door=entrance.door,
            port=entrance.port,
            checked=checked,
        )

    async def _build(self, tenant: str, files: Mapping[str, bytes], folder: Path) -> None:
        """Take the built app and its dependencies out of a bench, whatever the bench made them from."""
        async with self._workbench.open(tenant, files) as bench:
            if not await bench.output_of("build"):
                async with bench.cached("next-deploy", CACHE):
                    # Types and rules were gates of their own.
                    env = self._dev_auth("build") | {"DRYSTONE_GATE": "build"}
                    await _run(bench, "Building the app", (NEXT, "build", "--no-lint"), env)
            copying = f"rm -rf {CACHE} && mkdir {SHIP} && cp -a {' '.join(SHIPPED)} {SHIP}/"
            await _run(bench, "Packing the built app", ("sh", "-c", copying))
            await asyncio.to_thread(_lay_out, bench.path / SHIP, files, folder)

    async def _migrate(self, room: Room, access: Access) -> None:
        env = {"MIGRATE_URL": access.owner, "DATABASE_URL": access.app}
        done = await self._host.run(room, MIGRATE, env)
        if not done.ok:
            raise UserError(_told("Migrating the database", done))

    def _env(self, place: str, access: Access) -> dict[str, str]:
        return self._dev_auth(place) | {"DATABASE_URL": access.app, "NODE_ENV": "production"}

    def _dev_auth(self, name: str) -> dict[str, str]:
        """Static pages bake the way of signing in: it is the same in build and start."""
        return {
            "AUTH_MODE": "dev",
            "PREVIEW_DEV_AUTH": "1",
            "AUTH_DEV_SECRET": self._host.secret(name),
            "NEXT_TELEMETRY_DISABLED": "1",
        }

    async def _until_up(self, room: str, entrance: Entrance) -> str:
        began, wrong = monotonic(), 0.0
        while True:
            try:
                return f"{await _answers(INSIDE, entrance)}, up after {monotonic() - began:.1f} s"
            except UserError as error:
                wrong = wrong or (0.0 if isinstance(error, SilentError) else monotonic())
                printed = self._host.printed(room)[-1500:]
                if not self._host.is_running(room):
                    raise UserError(f"The app ended instead of answering: {printed}") from error
                if monotonic() > (wrong + WELL_WITHIN if wrong else began + UP_WITHIN):
                    raise UserError(f"{error.message} The app printed: {printed}") from error
            await asyncio.sleep(POLL)

    async def _is_well(self, live: Live) -> bool:
        """Whether it runs and answers; one that the machine has just started again is waited for."""
        if not self._runs(live):
            return False
        with suppress(UserError):
            return bool(await self._until_up(live.room, live.entrance))
        return False

    def _runs(self, live: Live) -> bool:
        return self._host.is_running(live.room) and self._host.has_database(live.database)

    async def _clear(self, site: Site, live: Live | None) -> None:
        """Stop and remove every deployment of the site but the live one; a preview's with its database."""
        for room in self._host.rooms(f"{place_of(site)}."):
            if live is None or room != live.room:
                await self._give_up(room)

    async def _give_up(self, room: str) -> None:
        """The room goes last: by its name what is left is found again."""
        await self._host.stop_database(room, drop=True)
        await self._host.leave(room)

    def _live(self, place: str) -> Live | None:
        kept = self._kept(place)
        return kept.live if kept else None

    def _kept(self, place: str) -> Kept | None:
        path = self._path(place)
        return Kept.model_validate_json(path.read_bytes()) if path.exists() else None

    def _keep(self, place: str, kept: Kept) -> None:
        path = self._path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(kept.model_dump_json())
        part.replace(path)

    def _path(self, place: str) -> Path:
        return self._host.folder / f"{place}.json"


def place_of(site: Site) -> str:
    """The name of a site on this host: readable, and nobody else's."""
    digest = hashlib.sha256(site.at.key.encode()).hexdigest()[:8]
    number = f"-{site.pull}" if site.pull else ""
    return f"{slug(site.at.repo.partition('/')[2], 24)}-{site.environment}{number}-{digest}"


async def _run(bench: Bench, doing: str, argv: tuple[str, ...], env: Mapping[str, str] | None = None) -> None:
    done = await bench.run(argv, env=env, limits=Limits(seconds=600))
    if not done.ok:
        raise UserError(_told(doing, done))


def _told(doing: str, done: Completed) -> str:
    return f"{doing} ends with {done.stopped or done.status}: {done.output[-1500:]}"


def _lay_out(shipped: Path, files: Mapping[str, bytes], folder: Path) -> None:
    """The app's own code has run in the bench: what it left may be links, which lead nowhere from here."""
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


async def _answers(url: str, entrance: Entrance | None = None) -> str:
    """What was asked and answered: health, a start page with words on it, and the assets that it names."""
    connector = UnixConnector(str(entrance.door)) if entrance else None
    try:
        async with ClientSession(timeout=ClientTimeout(total=15), connector=connector) as session:
            await _ok(session, url + HEALTH)
            page = (await _ok(session, url + "/")).decode(errors="replace")
            words = TAGS.sub(" ", page).split()
            if len(words) < 2:
                raise UserError("The start page is empty.")
            assets = sorted(set(ASSET.findall(page)))
            for asset in assets:
                await _ok(session, url + asset)
    except (ClientError, TimeoutError, OSError) as error:
        raise SilentError(f"The app does not answer: {error or type(error).__name__}.") from error
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
