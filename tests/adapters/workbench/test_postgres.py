"""A bench's own database: a real PostgreSQL, in which a plan's SQL is kept small."""

from __future__ import annotations

from typing import LiteralString

import psycopg
import pytest

from bot.adapters.workbench.bench import SandboxedBench
from bot.adapters.workbench.workbench import SandboxedWorkbench
from bot.errors import UserError

MIGRATE = "scripts/migrate.mjs"
SHIM = """
grant anon, authenticated to authenticator;
create schema auth;
create function auth.uid() returns uuid language sql stable as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
grant usage on schema auth, public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
create table note (owner uuid not null, text text not null);
alter table note enable row level security;
alter table note force row level security;
create policy own on note to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
"""
A, B = "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"


def connect(bench: SandboxedBench, user: str) -> psycopg.Connection[tuple[object, ...]]:
    socket = bench.place.host("socket")
    return psycopg.connect(host=str(socket), dbname="app", user=user, password=user, autocommit=True)


async def test_the_owner_makes_what_an_app_needs(walled: SandboxedWorkbench) -> None:
    """Roles are there, schemas, functions, tables and policies can be made, and policies bind the app's role."""
    async with walled.open("a/b", {}, install=False) as bench:
        addresses = await bench.database()
        assert addresses["DATABASE_URL"].startswith("postgres://authenticator:")
        with connect(bench, "app_owner") as owner:
            owner.execute(SHIM)
            owner.execute("insert into note values (%s, 'a'), (%s, 'b')", (A, B))
        with connect(bench, "authenticator") as app, app.transaction():
            app.execute("set local role authenticated")
            app.execute("select set_config('request.jwt.claims', %s, true)", (f'{{"sub": "{A}"}}',))
            assert app.execute("select text from note").fetchall() == [("a",)]


REACHING_OUT: tuple[LiteralString, ...] = (
    "copy (select 1) to program 'id'",
    "create table t (x text); copy t from program 'id'",
    "select pg_read_file('/etc/passwd')",
    "copy (select 1) to '/tmp/x'",
    "create role other superuser",
    "alter role app_owner superuser",
    "grant pg_execute_server_program to app_owner",
    "create function f() returns int language c as '/lib/x', 'f'",
    "alter system set archive_command = 'id'",
    "load 'auto_explain'",
    "select lo_import('/etc/passwd')",
)


async def test_a_plans_sql_reaches_nothing_of_the_server(workbench: SandboxedWorkbench) -> None:
    """Programs, files, libraries, settings and other roles are denied to the tables' owner."""
    async with workbench.open("a/b", {}, install=False) as bench:
        await bench.database()
        for sql in REACHING_OUT:
            with connect(bench, "app_owner") as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(sql)


async def test_nobody_logs_in_as_the_superuser(workbench: SandboxedWorkbench) -> None:
    """There is no password that would let anyone in."""
    async with workbench.open("a/b", {}, install=False) as bench:
        await bench.database()
        with pytest.raises(psycopg.OperationalError, match="rejects"):
            connect(bench, "postgres")


async def test_each_bench_has_a_database_of_its_own(workbench: SandboxedWorkbench) -> None:
    """What one bench writes another does not see, and the server ends with the bench."""
    async with (
        workbench.open("a/b", {}, install=False) as one,
        workbench.open("a/b", {}, install=False) as two,
    ):
        await one.database()
        await two.database()
        with connect(one, "app_owner") as owner:
            owner.execute("create table only_here ()")
        with connect(two, "app_owner") as owner, pytest.raises(psycopg.errors.UndefinedTable):
            owner.execute("select from only_here")
        socket = one.place.host("socket") / ".s.PGSQL.5432"
        assert socket.is_socket()
    assert not socket.exists()


async def test_the_apps_own_script_migrates_it(workbench: SandboxedWorkbench) -> None:
    """`scripts/migrate.mjs` runs with the owner's address; its failure is told with what it printed."""
    writes = "require('fs').writeFileSync('said', process.argv.slice(2) + process.env.MIGRATE_URL)"
    files = {
        MIGRATE: f"import {{ createRequire }} from 'module'; const require = createRequire('/'); {writes}".encode()
    }
    async with workbench.open("a/b", files, install=False) as bench:
        url = (await bench.database())["MIGRATE_URL"]
        assert (bench.path / "said").read_text() == f"--local,--seed{url}"
    broken = {MIGRATE: b"console.error('syntax error at or near x'); process.exit(1)"}
    async with workbench.open("a/b", broken, install=False) as bench:
        with pytest.raises(UserError, match="syntax error at or near x"):
            await bench.database()
