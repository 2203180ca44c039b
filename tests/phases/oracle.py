"""A database in use and a first build beside it, in a real PostgreSQL: what migrations are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bot.core.generate.migrations import migrations_of
from bot.core.generate.schema import Schema, schema_of
from bot.core.plan.model import Plan
from bot.core.plan.resolve import resolve
from bot.ports.phase import ChangeSet, Material, PhaseInput
from tests.phases.trees import BOUND, LIBRARY, PHASES, ROOT, plan_text

PLATFORM = ROOT / "templates/stacks/nextjs-15/migrate/db/platform/0000_platform.sql"
USER = "00000000-0000-4000-8000-000000000001"
ROWS = f"""
insert into categories (name, position) values ('Bills', 1), ('Bugs', 2);
insert into tickets (user_id, title, body, priority, status, category_id, due_date)
  select '{USER}', 'Ticket ' || n, 'Text', 'HIGH', 'OPEN', (select id from categories where name = 'Bugs'), '2027-01-01'
  from generate_series(1, 3) n;
insert into messages (email, text, handled) values ('a@example.com', 'Hello', true);
insert into articles (author_id, title, body, views, rating, published) values ('{USER}', 'How', 'So', 7, 4.5, true);
"""
"""What the help desk has when its plan changes."""
CATALOG = {
    "columns": """
        select table_name, column_name, udt_name, numeric_precision, numeric_scale, character_maximum_length,
          is_nullable, column_default, is_identity
        from information_schema.columns where table_schema = 'public'""",
    "rules": """
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace""",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "policies": "select tablename, policyname, permissive, roles, cmd, qual, with_check from pg_policies",
    "enums": "select enumtypid::regtype::text, array_agg(enumlabel order by enumsortorder) from pg_enum group by 1",
    "rights": """
        select table_name, grantee, privilege_type from information_schema.role_table_grants
        where table_schema = 'public' and grantee in ('anon', 'authenticated')""",
    "guards": """
        select relname, relrowsecurity, relforcerowsecurity from pg_class
        where relkind in ('r', 'v') and relnamespace = 'public'::regnamespace""",
    "sequences": "select sequencename from pg_sequences where schemaname = 'public'",
    "left over": """
        select proname from pg_proc where pronamespace = 'app'::regnamespace and proname <> 'is_admin'
        union all select tgname from pg_trigger where not tgisinternal""",
}
"""All that a migration may change."""
Change = Callable[[dict[str, Any]], object]


class Database:
    """A database whose migrations are applied by an owner whom row-level security holds for, too."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.run("rollback")  # of a migration that a test before this one saw stopped
        self.run("drop schema if exists app cascade; drop schema public cascade; create schema public")
        self.run(PLATFORM.read_text())
        self.run("do $$ begin create role app_owner; exception when duplicate_object then null; end $$")
        self.run("grant anon, authenticated to app_owner; grant all on schema public to app_owner")
        self.run(f"grant create on database {connection.info.dbname} to app_owner")

    def run(self, text: str) -> None:
        self.connection.execute(text.encode())

    def migrate(self, files: Mapping[str, bytes]) -> None:
        """Each file in a transaction of its own, as the app's own script does."""
        for path in sorted(path for path in files if path.endswith(".sql")):
            self.run(f"begin; set local role app_owner;\n{files[path].decode()}\ncommit")

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        return sorted(self.connection.execute(text.encode()).fetchall(), key=repr)

    def catalog(self) -> dict[str, list[tuple[Any, ...]]]:
        return {name: self.rows(query) for name, query in CATALOG.items()}


@pytest.fixture(scope="module")
def connections(postgres_cluster: Path) -> Iterator[list[psycopg.Connection[Any]]]:
    """To two databases that all tests of this module use, one after the other."""
    at = f"host={postgres_cluster} user=drystone"
    with ExitStack() as opened, psycopg.connect(f"{at} dbname=postgres", autocommit=True) as admin:
        for name in ("evolve_used", "evolve_fresh"):
            admin.execute(f"create database {name}".encode())
        yield [
            opened.enter_context(psycopg.connect(f"{at} dbname=evolve_{name}", autocommit=True))
            for name in ("used", "fresh")
        ]


@pytest.fixture
def used(connections: list[psycopg.Connection[Any]]) -> Database:
    """A database that is in use when its plan changes; empty so far."""
    return Database(connections[0])


@pytest.fixture
def fresh(connections: list[psycopg.Connection[Any]]) -> Database:
    """A database for a first build of the changed plan."""
    return Database(connections[1])


def help_desk() -> dict[str, Any]:
    plan: dict[str, Any] = yaml.safe_load(plan_text("help-desk"))
    return plan


def schema(plan: dict[str, Any]) -> Schema:
    return schema_of(resolve(Plan.model_validate(plan)))


def change_of(
    plan: dict[str, Any], released: Mapping[str, bytes] | None = None, renames: str = ""
) -> ChangeSet:
    """What `migrate` makes of a plan, beside what is in use and a file of renames."""
    material = Material(Plan.model_validate(plan), "", LIBRARY, BOUND, released or {}, renames)
    return PHASES["migrate"].lay(PhaseInput(material, {}))


def laid(
    plan: dict[str, Any], released: Mapping[str, bytes] | None = None, renames: str = ""
) -> dict[str, bytes]:
    return migrations_of(change_of(plan, released, renames).writes)


def entity(plan: dict[str, Any], name: str) -> dict[str, Any]:
    domains = plan["components"]["domains"]
    return next(one for domain in domains for one in domain["entities"] if one["name"] == name)


def field(plan: dict[str, Any], name: str, of: str) -> dict[str, Any]:
    return next(one for one in entity(plan, of)["fields"] if one["name"] == name)


def adds(of: str, **added: Any) -> Change:
    return lambda plan: entity(plan, of)["fields"].append(dict(added))


def sets(of: str, name: str, /, **changed: Any) -> Change:
    return lambda plan: field(plan, name, of).update(changed)


def drops(of: str, name: str) -> Change:
    return lambda plan: entity(plan, of)["fields"].remove(field(plan, name, of))


def changed(*how: Change) -> dict[str, Any]:
    plan = help_desk()
    for one in how:
        one(plan)
    return plan
