"""The cluster of deployed apps."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.adapters.services.postgres import Cluster
from bot.adapters.services.processes import Processes
from bot.adapters.services.users import database_user, place_for
from bot.errors import UserError
from tests.adapters.services.machine import postgres_programs


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("host")
    processes = Processes(folder / "processes")
    yield Cluster(folder / "postgres", postgres_programs(), processes, database_user())
    processes.stop_all()
    shutil.rmtree(place_for(database_user(), folder / "postgres" / "cluster"))


def test_a_database_stays_when_the_cluster_starts_again(cluster: Cluster) -> None:
    """Same name, same doors, same rows, also after a restart."""
    access = cluster.database("one")
    with psycopg.connect(access.owner, autocommit=True) as connection:
        connection.execute("create table kept as select 7 as n")
    cluster.processes.end_all()
    again = cluster.database("one")
    with psycopg.connect(again.owner) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)
    assert again.app == access.app


@pytest.mark.parametrize(
    "forbidden",
    [
        "create role intruder superuser",
        "create role intruder",
        "grant pg_execute_server_program to current_user",
        "alter role current_user superuser",
        "alter role current_user bypassrls",
        "copy (select 1) to program 'true'",
        "select pg_read_file('PG_VERSION')",
        "grant service_role to current_user",
    ],
)
def test_plan_sql_reaches_nothing_but_its_database(cluster: Cluster, forbidden: str) -> None:
    """The owner of a database, as which plan SQL runs, cannot rise above it."""
    with (
        psycopg.connect(cluster.database("one").owner, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(forbidden)


def test_a_plans_own_preparations_work(cluster: Cluster) -> None:
    """What the local stand-in for Supabase does in its migrations, the owner may do."""
    with psycopg.connect(cluster.database("two").owner, autocommit=True) as connection:
        connection.execute("grant anon, authenticated to authenticator")
        connection.execute("create schema if not exists auth")
        connection.execute("grant usage on schema auth, public to anon, authenticated, service_role")
        connection.execute("alter default privileges in schema public grant all on tables to authenticated")
        connection.execute("create extension if not exists pgcrypto")


def test_row_level_security_holds_for_the_app(cluster: Cluster) -> None:
    """The app's login owns nothing, sees nothing by itself, and as `authenticated` obeys the policies."""
    access = cluster.database("three")
    with psycopg.connect(access.owner, autocommit=True) as connection:
        connection.execute("create table notes (owner text)")
        connection.execute("alter table notes enable row level security")
        connection.execute("create policy own on notes using (owner = current_setting('my.who', true))")
        connection.execute("grant all on notes to authenticated")
        connection.execute("insert into notes values ('ann'), ('ben')")
    with psycopg.connect(access.app, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from notes")
        connection.execute("set role authenticated")
        connection.execute("set my.who = 'ann'")
        assert connection.execute("select owner from notes").fetchall() == [("ann",)]


def test_apps_cannot_enter_each_others_databases(cluster: Cluster) -> None:
    """A login opens its own database and no other."""
    mine, other = cluster.database("mine"), cluster.database("other")
    trespass = mine.app.rpartition("/")[0] + "/" + other.app.rpartition("/")[2]
    with pytest.raises(psycopg.OperationalError, match="CONNECT"):
        psycopg.connect(trespass)


def test_without_its_password_no_door_opens(cluster: Cluster) -> None:
    """Listening on the loopback trusts nobody."""
    access = cluster.database("one").app
    user, _, rest = access.removeprefix("postgres://").partition(":")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgres://{user}:wrong@{rest.partition('@')[2]}")


def test_passwords_are_private(cluster: Cluster) -> None:
    """The file of passwords is readable by its owner alone."""
    cluster.database("one")
    assert (cluster.folder / "access.json").stat().st_mode & 0o077 == 0


def test_a_dropped_database_is_gone_with_its_logins(cluster: Cluster) -> None:
    """Dropping leaves neither rows nor doors; a new one of that name is empty."""
    access = cluster.database("gone")
    cluster.drop("gone")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(access.app)
    cluster.drop("gone")


def test_programs_that_are_missing_are_named(tmp_path: Path) -> None:
    """Without `initdb` there is an error that says what could not be run."""
    cluster = Cluster(tmp_path / "pg", tmp_path, Processes(tmp_path / "processes"), database_user())
    with pytest.raises(UserError, match="initdb"):
        cluster.start()
