"""A changed plan becomes migrations: they lead to what a first build would make, and no row is lost on the way."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from bot.core.generate.ddl import create_policy
from bot.core.generate.migrations import SCHEMA, following
from bot.core.generate.schema import Schema, in_the_end
from bot.core.plan.app import Index, Policy
from bot.errors import UserError
from tests.contract.postgres import postgres_cluster
from tests.phases.oracle import (
    ROWS,
    Change,
    Database,
    adds,
    changed,
    connections,
    drops,
    entity,
    field,
    fresh,
    help_desk,
    laid,
    schema,
    sets,
    used,
)

__all__ = ["connections", "fresh", "postgres_cluster", "used"]


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
    "a whole number that gets decimals": sets("Category", "position", type="decimal(12,0)"),
    "a key that becomes text, and what points to it": sets("Category", "id", type="string"),
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
    "a state that becomes text": (sets("Ticket", "priority", type="string", default="NORMAL"), ""),
    "text that becomes a state": (
        sets("Ticket", "body", type="enum(Body: Text|Other)"),
        "tickets.body becomes body: a value that does not fit stops the migration",
    ),
    "a time that becomes a day": (
        sets("Ticket", "createdAt", type="date"), "tickets.created_at becomes date: the time of day goes",
    ),
    "text of some length": (sets("Ticket", "body", type="string"), "tickets.body becomes varchar(255)"),
    "fewer digits": (
        sets("Article", "rating", type="decimal(2,1)"),
        "articles.rating becomes numeric(2, 1): digits that have no room are rounded away",
    ),
}  # fmt: skip
"""What is taken away or tightened: it comes last, and says so."""


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
    files, warnings, losses = following(laid(help_desk()), schema(changed(CHANGES[name])))
    assert [path for path in files if "contract" in path] == []
    assert warnings == losses == ()


@pytest.mark.parametrize("name", FLAGGED)
def test_what_takes_away_is_flagged(name: str) -> None:
    """It stands in a migration of its own, which says at its head what is lost or may fail."""
    how, told = FLAGGED[name]
    files, warnings, _ = following(laid(help_desk()), schema(changed(how)))
    assert not told or any(told in warning for warning in warnings)
    (path,) = [path for path in files if "contract" in path] or [max(files)]
    assert "drop column" not in "".join(data.decode() for other, data in files.items() if other != path)
    assert all(warning in files[path].decode() for warning in warnings) or "expand" in path


def test_nothing_changes() -> None:
    """The same plan again needs no migration."""
    first = laid(help_desk())
    assert laid(help_desk(), first) == first


@pytest.mark.parametrize(
    ("how", "becomes", "error"),
    [
        (
            sets("Ticket", "title", type="int", check=""),
            "tickets.title becomes integer",
            "InvalidTextRepresentation",
        ),
        (
            sets("Ticket", "body", type="string"),
            "tickets.body becomes varchar(255)",
            "StringDataRightTruncation",
        ),
    ],
)
def test_values_that_do_not_fit_stop_the_migration(
    how: Change, becomes: str, error: str, used: Database
) -> None:
    """Nothing is cut or made up: the transaction ends, and the rows are as they were."""
    first = laid(help_desk())
    files, warnings, losses = following(first, schema(changed(how)))
    assert warnings == (f"{becomes}: a value that does not fit stops the migration",)
    assert losses == (becomes.replace(" becomes", ", which becomes"),)
    assert not any("expand" in path and b" type " in data for path, data in files.items())
    used.migrate(first)
    used.run(ROWS)
    used.run("update tickets set body = repeat('x', 256)")
    with pytest.raises(getattr(psycopg.errors, error)):
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
        "0003_idempotency_keys.sql",
        "0004_expand.sql",
        "0005_expand.sql",
        "0006_contract.sql",
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
