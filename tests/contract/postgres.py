"""A throw-away PostgreSQL on a unix socket, and an empty database for each test that asks."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.contract.folders import short_folder

NUMBERS = itertools.count()


def _bin() -> Path:
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"))


def _as_nobody_special(arguments: list[str | Path]) -> None:
    """PostgreSQL refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(arguments, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Path]:
    """The folder of its socket. The role `drystone` owns everything."""
    folder = short_folder("pg-")
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data, binaries = folder / "data", _bin()
    initdb: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "drystone",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C",
    ]
    _as_nobody_special(initdb)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    pg_ctl: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w"]
    _as_nobody_special([*pg_ctl, "-o", options, "start"])
    yield folder
    _as_nobody_special([*pg_ctl, "-m", "immediate", "stop"])
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_cluster: Path) -> str:
    """The URL of a new, empty database."""
    name = f"test{next(NUMBERS)}"
    with psycopg.connect(
        f"host={postgres_cluster} user=drystone dbname=postgres", autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return f"postgresql://drystone@/{name}?host={postgres_cluster}"
