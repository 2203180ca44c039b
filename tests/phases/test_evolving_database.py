"""A changed plan becomes migrations: they lead to what a first build would make, and no row is lost on the way."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from bot.core.generate.ddl import create_policy
from bot.core.generate.evolve import Renames
from bot.core.generate.migrations import SCHEMA, following, migrations_of
from bot.core.generate.schema import Schema, in_the_end, schema_of
from bot.core.plan.app import Index, Policy
from bot.core.plan.model import Plan
from bot.core.plan.resolve import resolve
from bot.errors import UserError
from bot.ports.phase import Material, PhaseInput
from tests.contract.postgres import postgres_cluster
from tests.phases.trees import BOUND, LIBRARY, PHASES, ROOT, plan_text

__all__ = ["postgres_cluster"]

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


def laid(plan: dict[str, Any], released: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    given = PhaseInput(Material(Plan.model_validate(plan), "", LIBRARY, BOUND, released or {}), {})
    return migrations_of(PHASES["migrate"].lay(given).writes)


def entity(plan: dict[str, Any], name: str) -> dict[str, Any]:
    domains = plan["components"]["domains"]
    return next(one for domain in domains for one in domain["entities"] if one["name"] == name)


def field(plan: dict[str, Any], name: str, of: str) -> dict[str, Any]:
    return next(one for one in entity(plan, of)["fields"] if one["name"] == name)


def adds(of: str, **added: Any) -> Change:
    return lambda plan: entity(plan, of)["fields"].append(added)


def sets(of: str, name: str, /, **changed: Any) -> Change:
    return lambda plan: field(plan, name, of).update(changed)


def drops(of: str, name: str) -> Change:
    return lambda plan: entity(plan, of)["fields"].remove(field(plan, name, of))


def adds_entities(plan: dict[str, Any]) -> None:
    best = {"name": "bestId", "type": "fk(Book.id)", "nullable": True}
    kind = {"name": "kind", "type": "enum(Kind: A|B)"}
    plan["components"]["domains"][1]["entities"] += [
        {"name": "Author", "fields": [{"name": "name", "type": "string"}, best]},
        {"name": "Book", "fields": [{"name": "authorRef", "type": "fk(Author.id)"}, kind]},
    ]


def drops_knowledge(plan: dict[str, Any]) -> None:
    del plan["components"]["domains"][1]
    plan["api"]["routes"] = [r for r in plan["api"]["routes"] if not r["operation"].startswith("knowledge")]
    plan["components"]["pages"] = [p for p in plan["components"]["pages"] if p["route"] != "/articles"]


def opens_messages(plan: dict[str, Any]) -> None:
    operations = plan["components"]["domains"][0]["operations"]
    next(one for one in operations if one["name"] == "listMessages")["auth"] = "public"


MORE_STATES = "enum(TicketStatus: NEW|OPEN|IN_PROGRESS|PARKED|RESOLVED|CLOSED|GONE)"
CHANGES: dict[str, Change] = {
    "nothing": lambda plan: None,
    "a field that may be empty": adds("Ticket", name="note", type="text", nullable=True),
    "a field with a default": adds("Ticket", name="votes", type="int", default=3, check="votes >= 0"),
    "a required text": adds("Ticket", name="note", type="text"),
    "a required number": adds("Ticket", name="hours", type="decimal(6,2)"),
    "a required state": adds("Ticket", name="mood", type="enum(Mood: GLAD|SAD)"),
    "a field with an index": adds("Article", name="slot", type="int", nullable=True, index=True),
    "a reference that may be empty": adds("Message", name="ticketId", type="fk(Ticket.id)", nullable=True),
    "new entities that point to each other": adds_entities,
    "wider numbers": sets("Category", "position", type="bigint"),
    "text without an end": sets("Ticket", "title", type="text"),
    "more digits": sets("Article", "rating", type="decimal(6,2)"),
    "a number that becomes text": sets("Article", "views", type="string", default="0"),
    "a date that gets a time": sets("Ticket", "dueDate", type="datetime"),
    "what was required may be empty": sets("Ticket", "body", nullable=True),
    "another default": sets("Article", "views", default=1),
    "no default any more": lambda plan: field(plan, "views", "Article").pop("default"),
    "no check any more": lambda plan: field(plan, "rating", "Article").pop("check"),
    "what was unique is so no more": sets("Category", "name", unique=False),
    "one more state": sets("Ticket", "status", type=MORE_STATES),
    "an index less": sets("Ticket", "status", index=False),
    "other readers": opens_messages,
}  # fmt: skip
"""What costs nothing: every row keeps every value."""
FLAGGED: dict[str, tuple[Change, str]] = {
    "a field less": (drops("Ticket", "dueDate"), "tickets.due_date and all that is in it is dropped"),
    "a required field less": (drops("Ticket", "body"), "tickets.body and all that is in it is dropped"),
    "an entity less": (drops_knowledge, "the table articles and all that is in it is dropped"),
    "what may be empty is required": (sets("Ticket", "dueDate", nullable=False), "tickets.due_date becomes required"),
    "a required state with a default": (sets("Article", "rating", nullable=False, default=1), ""),
    "unique from now on": (sets("Ticket", "title", unique=True), "tickets.title: no two rows may have the same value"),
    "a check from now on": (sets("Message", "text", check="text <> ''"), "messages.text: all rows must keep"),
    "another check": (sets("Article", "rating", check="rating between 0 and 10"), "articles.rating: all rows must"),
    "a state less": (
        sets("Ticket", "status", type="enum(TicketStatus: OPEN|RESOLVED|CLOSED)"),
        "no row may have ticket_status IN_PROGRESS any more",
    ),
    "a number with less room": (sets("Article", "views", type="int"), "articles.views becomes integer"),
}  # fmt: skip
"""What is taken away or tightened: it comes last, and says so."""


def changed(how: Change) -> dict[str, Any]:
    plan = copy.deepcopy(help_desk())
    how(plan)
    return plan


KEPT = {
    "tickets": "id, title, priority, status, category_id",
    "categories": "id, name, position",
    "messages": "id, email, text, handled",
}
"""Columns that no change of these tests takes away; as text, since a type may change."""


def kept_rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: database.rows(
            f"select {', '.join(f'{one}::text' for one in columns.split(', '))} from {table}"
        )
        for table, columns in KEPT.items()
    }


@pytest.mark.parametrize("name", [*CHANGES, *FLAGGED])
def test_migrations_lead_to_what_a_first_build_makes(name: str, used: Database, fresh: Database) -> None:
    """The tables, rules, indexes, policies and rights are the same in the end, and every row has what it had."""
    how = CHANGES.get(name) or FLAGGED[name][0]
    first, plan = laid(help_desk()), changed(how)
    second = laid(plan, first)
    assert {path: second[path] for path in first if path != SCHEMA} == {
        path: data for path, data in first.items() if path != SCHEMA
    }
    used.migrate(first)
    used.run(ROWS)
    before = kept_rows(used)
    used.migrate({path: data for path, data in second.items() if path not in first})
    fresh.migrate(laid(plan))
    assert used.catalog() == fresh.catalog()
    assert kept_rows(used) == before
    assert second[SCHEMA] == laid(plan)[SCHEMA]


@pytest.mark.parametrize("name", CHANGES)
def test_what_costs_nothing_is_not_flagged(name: str) -> None:
    """Only what takes away or tightens has a migration that people must look at."""
    files, warnings = following(laid(help_desk()), schema(changed(CHANGES[name])))
    assert [path for path in files if "contract" in path] == []
    assert warnings == ()


@pytest.mark.parametrize("name", FLAGGED)
def test_what_takes_away_is_flagged(name: str) -> None:
    """It stands in a migration of its own, which says at its head what is lost or may fail."""
    how, told = FLAGGED[name]
    files, warnings = following(laid(help_desk()), schema(changed(how)))
    assert not told or any(told in warning for warning in warnings)
    (path,) = [path for path in files if "contract" in path] or [max(files)]
    assert "drop column" not in "".join(data.decode() for other, data in files.items() if other != path)
    assert all(warning in files[path].decode() for warning in warnings) or "expand" in path


def test_nothing_changes() -> None:
    """The same plan again needs no migration."""
    first = laid(help_desk())
    assert laid(help_desk(), first) == first


def test_a_renamed_column_is_two_columns_for_a_while(used: Database, fresh: Database) -> None:
    """Between the two steps both names hold the same, whichever the app before or after writes; then one is left."""
    plan = changed(sets("Ticket", "title", name="subject", check="char_length(subject) between 3 and 120"))
    first = laid(help_desk())
    files, _ = following(first, schema(plan), Renames(columns={("tickets", "title"): "subject"}))
    expand, contract = sorted(files)
    used.migrate(first)
    used.run(ROWS)
    used.migrate({expand: files[expand]})
    insert = f"insert into tickets (user_id, body, status, {{}}) values ('{USER}', 'x', 'OPEN', 'New one')"
    used.run(insert.format("title"))
    used.run(insert.format("subject"))
    used.run("update tickets set title = 'By the old app' where title = 'Ticket 1'")
    used.run("update tickets set subject = 'By the new app' where subject = 'Ticket 2'")
    told = [("By the new app",), ("By the old app",), ("New one",), ("New one",), ("Ticket 3",)]
    assert used.rows("select title from tickets") == used.rows("select subject from tickets") == told
    used.migrate({contract: files[contract]})
    fresh.migrate(laid(plan))
    assert used.catalog() == fresh.catalog()
    assert used.rows("select subject from tickets") == told


def test_a_renamed_table_answers_to_both_names_for_a_while(used: Database, fresh: Database) -> None:
    """The old name is a view on the same rows under the same policies, and goes with the second step."""
    plan = changed(lambda plan: entity(plan, "Message").update(name="Inquiry"))
    for operation in plan["components"]["domains"][0]["operations"]:
        operation["output"] = operation["output"].replace("Message", "Inquiry")
    first = laid(help_desk())
    files, _ = following(first, schema(plan), Renames(tables={"messages": "inquiries"}))
    expand, contract = sorted(files)
    used.migrate(first)
    used.run(ROWS)
    used.migrate({expand: files[expand]})
    used.run("set role anon")
    used.run("insert into messages (email, text, handled) values ('b@example.com', 'Hi', false)")
    used.run("set role authenticated")
    assert used.rows("select email from messages") == []
    used.run("reset role")
    assert used.rows("select email from inquiries") == [("a@example.com",), ("b@example.com",)]
    used.migrate({contract: files[contract]})
    fresh.migrate(laid(plan))
    assert used.catalog() == fresh.catalog()


def test_values_that_do_not_fit_stop_the_migration(used: Database) -> None:
    """Nothing is cut or made up: the transaction ends, and the rows are as they were."""
    first, plan = laid(help_desk()), changed(sets("Ticket", "title", type="int", check=""))
    files, warnings = following(first, schema(plan))
    assert warnings == ("tickets.title becomes integer: a value that does not fit stops the migration",)
    used.migrate(first)
    used.run(ROWS)
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        used.migrate(files)
    used.run("rollback")
    assert used.rows("select title from tickets") == [("Ticket 1",), ("Ticket 2",), ("Ticket 3",)]


def test_numbers_go_on_after_the_last() -> None:
    """Migrations are applied in the order of their names."""
    first = laid(help_desk())
    one = laid(changed(adds("Ticket", name="note", type="text", nullable=True)), first)
    two = laid(changed(adds("Ticket", name="mood", type="text", nullable=True)), one)
    assert sorted(path.rpartition("/")[2] for path in two if path.endswith(".sql")) == [
        "0001_init.sql",
        "0002_row_level_security.sql",
        "0003_expand.sql",
        "0004_expand.sql",
        "0005_contract.sql",
    ]


def test_it_must_be_known_what_is_in_use() -> None:
    """Without the schema beside the migrations nothing is guessed."""
    first = laid(help_desk())
    del first[SCHEMA]
    with pytest.raises(UserError, match=r"db/schema\.json"):
        laid(help_desk(), first)


def test_a_schema_is_read_as_it_was_written() -> None:
    """Apps that were built keep theirs: what is written today is what was written then, and means the same."""
    stored = b"""{"enums": {"mood": ["GLAD"]}, "tables": [{"name": "notes",
      "columns": [{"name": "id", "type": "uuid", "primary": true, "default": "gen_random_uuid()"},
        {"name": "of", "type": "uuid", "reference": {"table": "notes", "column": "id", "on_delete": "restrict"}}],
      "indexes": [{"name": "notes_of_key", "columns": ["of"], "unique": true}],
      "policies": [{"name": "own", "action": "ALL", "roles": ["authenticated"], "using": "true", "check": "true"}]}]}"""
    read = Schema.model_validate_json(stored)
    assert json.loads(read.as_json()) == json.loads(stored)
    (table,) = read.tables
    assert table.policies == (Policy("own", "ALL", ("authenticated",), "true", "true"),)
    assert table.indexes == (Index("notes_of_key", ("of",), unique=True),)


def test_a_policy_made_anew_still_restricts() -> None:
    """A plan's policy that only narrows what others allow is written so each time it is made."""
    strict = Policy("own", "ALL", ("authenticated",), "true", restrictive=True)
    assert "on notes as restrictive for all" in create_policy(strict, "notes")
    assert in_the_end(strict).restrictive


def test_another_primary_key_is_left_to_people() -> None:
    """What points to it cannot be told."""
    with pytest.raises(UserError, match="primary key"):
        laid(changed(lambda plan: entity(plan, "Category")["fields"].pop(0)), _with_key(laid(help_desk())))


def _with_key(files: dict[str, bytes]) -> dict[str, bytes]:
    return {**files, SCHEMA: files[SCHEMA].replace(b'"primary": true', b'"primary": false', 1)}
