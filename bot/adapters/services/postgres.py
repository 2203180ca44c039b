"""A PostgreSQL cluster for deployed apps: it stays, and listens on the loopback only, with passwords."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from bot.adapters.services.ports import free_port
from bot.adapters.services.processes import Processes, Recipe, write_private
from bot.adapters.services.users import User, place_for
from bot.errors import Retryable, UserError
from bot.ports.hosting import Access

PROCESS = "postgres"
START_WITHIN = 30.0
SHARED_ROLES = {"anon": "noinherit", "authenticated": "noinherit", "service_role": "noinherit bypassrls"}


Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Cluster:
    """One cluster in `folder`, run by `user` with the programs in `programs`.

    Plans bring SQL, so nothing of theirs runs as superuser: a database's owner may neither make roles nor
    reach the server's files, and its login may only become anon or authenticated.
    """

    folder: Path
    programs: Path
    processes: Processes
    user: User

    def start(self) -> None:
        """Bring the cluster up, made first where there is none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = place_for(self.user, self.folder / "cluster")
        if not (place / "PG_VERSION").exists() or "postgres" not in self._kept():
            self._initialise(place)
        if not self.processes.is_running(PROCESS):
            port = free_port(self._port())
            self._keep(port=port)
            self.processes.start(PROCESS, self._recipe(place, port))
        self._until_it_answers()

    def database(self, name: str) -> Access:
        """The database of that name, made where there is none. A second call gives the same."""
        self.start()
        owner, login = f"{name}_owner", f"{name}_app"
        with self._connect() as connection:
            self._shared_roles(connection)
            if not _exists(connection, "pg_roles", "rolname", login):
                self._own_roles(connection, owner, login)
            if not _exists(connection, "pg_database", "datname", name):
                connection.execute(
                    SQL("create database {} owner {}").format(Identifier(name), Identifier(owner))
                )
            for doing in ("revoke all on database {0} from public", "grant connect on database {0} to {1}"):
                connection.execute(SQL(doing).format(Identifier(name), Identifier(login)))
        return Access(app=self._url(login, name), owner=self._url(owner, name))

    def drop(self, name: str) -> None:
        """Remove a database with its logins; nothing where there is none."""
        self.start()
        with self._connect() as connection:
            connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))
            for role in (f"{name}_app", f"{name}_owner"):
                connection.execute(SQL("drop role if exists {}").format(Identifier(role)))

    def _initialise(self, place: Path) -> None:
        for left in place.iterdir():  # of a half-made cluster, or of one whose passwords are gone
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        password = place.with_name(f"{place.name}.pw")
        write_private(password, self._password("postgres").encode())
        self.user.owns(password)
        argv = (str(self.programs / "initdb"), "-D", str(place), "-U", "postgres", "-A", "scram-sha-256",
                "--pwfile", str(password), "-E", "UTF8", "--locale=C", "--no-sync")  # fmt: skip
        try:
            done = subprocess.run(
                argv, cwd="/", env=_environment(), **self.user.as_arguments(),
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        except OSError as error:
            raise UserError(
                f"Running {argv[0]} as user {self.user.uid}: {error.strerror}.",
                "Set DRYSTONE_CACHE to a folder that every user can reach, or install PostgreSQL.",
            ) from error
        finally:
            password.unlink()
        if done.returncode != 0:
            raise UserError(f"Making a PostgreSQL cluster: {done.stderr.strip()[-500:]}")

    def _recipe(self, place: Path, port: int) -> Recipe:
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "shared_buffers": "64MB"}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = (str(self.programs / "postgres"), "-D", str(place), "-p", str(port), *given)
        # SIGINT is PostgreSQL's "fast" shutdown; SIGTERM would wait for every client to leave.
        return Recipe(argv, "/", _environment(), self.user, stop_with=signal.SIGINT)

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError as error:
                if not self.processes.is_running(PROCESS):
                    raise UserError(f"PostgreSQL ended: {self.processes.printed(PROCESS)[-800:]}") from error
                if time.monotonic() > deadline:
                    raise Retryable(f"PostgreSQL does not answer: {error}") from error
                time.sleep(0.05)
            else:
                return

    def _connect(self) -> Connection:
        return psycopg.connect(self._url("postgres", "postgres"), autocommit=True, connect_timeout=5)

    @staticmethod
    def _shared_roles(connection: Connection) -> None:
        for role, traits in SHARED_ROLES.items():
            if not _exists(connection, "pg_roles", "rolname", role):
                connection.execute(SQL("create role {} nologin " + traits).format(Identifier(role)))
        if not _exists(connection, "pg_roles", "rolname", "authenticator"):
            connection.execute("create role authenticator nologin noinherit")

    def _own_roles(self, connection: Connection, owner: str, login: str) -> None:
        create = SQL("create role {} login nosuperuser nocreaterole nocreatedb nobypassrls {} password {}")
        for role, inherits in ((owner, "inherit"), (login, "noinherit")):
            if not _exists(connection, "pg_roles", "rolname", role):
                password = Literal(self._password(role))
                connection.execute(create.format(Identifier(role), SQL(inherits), password))
        # The migrations' own "grant anon, authenticated to authenticator" needs the right to pass them on.
        connection.execute(SQL("grant anon, authenticated to {} with admin option").format(Identifier(owner)))
        connection.execute(SQL("grant anon, authenticated to {}").format(Identifier(login)))

    def _url(self, role: str, database: str) -> str:
        return f"postgres://{role}:{self._password(role)}@127.0.0.1:{self._port()}/{database}"

    def _password(self, role: str) -> str:
        kept = self._kept()
        if role not in kept:
            self._keep(**{role: secrets.token_urlsafe(32)})
        return str(self._kept()[role])

    def _port(self) -> int:
        return int(self._kept().get("port", 0))

    def _kept(self) -> dict[str, str | int]:
        path = self.folder / "access.json"
        return dict(json.loads(path.read_bytes())) if path.exists() else {}

    def _keep(self, **values: str | int) -> None:
        write_private(self.folder / "access.json", json.dumps(self._kept() | values).encode())


def _exists(connection: Connection, table: str, column: str, value: str) -> bool:
    query = SQL("select 1 from {} where {} = {}").format(
        Identifier(table), Identifier(column), Literal(value)
    )
    return connection.execute(query).fetchone() is not None


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C"}
