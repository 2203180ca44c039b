"""Programs are found where the machine or the cache has them, and asked whether they run."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from bot.adapters.tools import find_tools
from bot.adapters.tools.find import locked_version
from bot.settings import cache_folder
from tests.adapters.tools.machine import program, script
from tests.contract.waiting import marked, until


def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": str(tmp_path / "bin"), "DRYSTONE_CACHE": str(tmp_path / "cache")}


@pytest.mark.parametrize(
    ("says", "status", "problem"),
    [
        ("v20.9.0", 0, ""),
        ("v20.8.1", 0, "older than 20.9"),
        ("v22.1.0", 0, ""),
        ("none of your business", 0, "does not say its version"),
        ("v22.1.0", 1, "does not say its version"),
    ],
)
async def test_a_program_has_to_run_and_be_new_enough(
    tmp_path: Path, says: str, status: int, problem: str
) -> None:
    """What is too old, or does not answer with a version, is there but not ok."""
    path = program(tmp_path / "bin/node", says, status)
    node = (await find_tools(environ(tmp_path), ["node"]))["node"]
    assert (node.path, node.problem, node.ok) == (path, problem, not problem)


async def test_a_program_that_does_not_answer_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With whatever it started, though that holds on to its output."""
    monkeypatch.setattr("bot.adapters.tools.find.ANSWERS_WITHIN", 0.2)
    mark = f"600.{time.time_ns()}"
    script(tmp_path / "bin/node", f"sleep {mark} &\nwait")
    node = (await find_tools(environ(tmp_path), ["node"]))["node"]
    assert node.problem == "does not answer"
    until(lambda: not marked(mark))


async def test_what_is_missing_says_how_to_get_it(tmp_path: Path) -> None:
    """A missing program is listed with a next step; an optional one is not among the missing."""
    tools = await find_tools(environ(tmp_path), ["git", "pnpm", "yarn"])
    assert [tool.name for tool in tools.missing] == ["git", "pnpm"]
    assert all(tool.how for tool in tools.missing)
    assert tools.path("git") is None


async def test_what_was_fetched_is_found_in_the_cache(tmp_path: Path) -> None:
    """pnpm is the version that was pinned, from the cache, whatever the machine has on PATH."""
    program(tmp_path / "bin/pnpm", "9.0.0")
    version = locked_version("pnpm")
    place = tmp_path / f"cache/tools/pnpm-{version}/node_modules/@pnpm/exe.linux-x64/pnpm"
    program(place, version)
    pnpm = (await find_tools(environ(tmp_path), ["pnpm"]))["pnpm"]
    assert (pnpm.path, pnpm.version, pnpm.source) == (place, version, "cache")


async def test_valkey_goes_before_redis(tmp_path: Path) -> None:
    """Either will do; the machine's own goes before the one that a Python package carries."""
    program(tmp_path / "bin/redis-server", "Redis server v=7.0.15")
    assert (await find_tools(environ(tmp_path), ["redis"])).path("redis") == tmp_path / "bin/redis-server"
    program(tmp_path / "bin/valkey-server", "Valkey server v=9.1.2")
    assert (await find_tools(environ(tmp_path), ["redis"])).path("redis") == tmp_path / "bin/valkey-server"


async def test_what_is_too_old_hides_nothing(tmp_path: Path) -> None:
    """The first that can be used is taken: an old one in a better place is passed over."""
    program(tmp_path / "bin/valkey-server", "Redis server v=6.0.16")
    program(tmp_path / "bin/redis-server", "Redis server v=7.0.15")
    redis = (await find_tools(environ(tmp_path), ["redis"]))["redis"]
    assert (redis.path, redis.problem) == (tmp_path / "bin/redis-server", "")


async def test_installs_get_proxies_and_certificates_and_nothing_else(tmp_path: Path) -> None:
    """Of the environment, only what it takes to reach a registry is handed to a package manager."""
    secret = {"NPM_TOKEN": "x", "GITHUB_TOKEN": "y", "npm_config_registry": "z"}
    tools = await find_tools({**environ(tmp_path), **secret, "HTTPS_PROXY": "http://proxy"}, [])
    assert tools.network_env() == {"HTTPS_PROXY": "http://proxy"}


def test_the_cache_is_where_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """`DRYSTONE_CACHE`, else the desktop's rule; root's is where the users can get that root runs things as."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cache_folder({"DRYSTONE_CACHE": "/a"}) == Path("/a")
    assert cache_folder({"DRYSTONE_CACHE": "~/a"}) == Path.home() / "a"
    assert cache_folder({"XDG_CACHE_HOME": "/b"}) == Path("/b/drystone")
    assert cache_folder({}) == Path.home() / ".cache/drystone"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "platform", "linux")
    assert cache_folder({}) == Path("/var/cache/drystone")
